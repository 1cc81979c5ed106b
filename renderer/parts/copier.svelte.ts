import { asDeskError } from '../../shared/error.ts';
import { problemText } from '../../shared/problems.ts';
import { tableWords as words } from '../../shared/table-words.ts';
import { formatNumber } from '../format.ts';
import { type CopyFormat, copiedRowsLimit, type CopyTable, formatted } from './copying.ts';

/** So long is said what was copied. */
const noticeMs = 4_000;

export interface CopyNotice {
  isDone: boolean;
  text: string;
}

/** Puts texts and tables on the clipboard, and says what it put there. */
export class Copier {
  notice = $state.raw<CopyNotice | null>(null);
  #write: (text: string) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  async copyText(text: string): Promise<void> {
    await this.#put(text, words.copied);
  }

  /** `total` is how many rows were meant, of which the table may have only some. */
  async copyTable(ask: () => Promise<CopyTable>, format: CopyFormat, total: number): Promise<void> {
    try {
      const { titles, rows: all } = await ask();
      const rows = all.slice(0, copiedRowsLimit);
      const count = formatNumber(rows.length);
      const said =
        rows.length < total ? words.copiedSome(count, formatNumber(total)) : words.copiedRows(rows.length, count);
      await this.#put(formatted({ titles, rows }, format), said);
    } catch (thrown) {
      const { title } = problemText(asDeskError(thrown).code, '');
      this.#say({ isDone: false, text: title });
    }
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.notice = null;
  }

  async #put(text: string, said: string): Promise<void> {
    try {
      await this.#write(text);
      this.#say({ isDone: true, text: said });
    } catch {
      this.#say({ isDone: false, text: words.notCopied });
    }
  }

  #say(notice: CopyNotice): void {
    this.dismiss();
    this.notice = notice;
    this.#timer = setTimeout(() => this.dismiss(), noticeMs);
  }
}
