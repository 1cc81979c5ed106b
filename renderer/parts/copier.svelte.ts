import { asDeskError } from '../../shared/error.ts';
import { problemText } from '../../shared/problems.ts';
import { tableWords as words } from '../../shared/table-words.ts';
import { formatNumber } from '../format.ts';
import { type CopyFormat, copiedRowsLimit, type CopyTable, formatted } from './copying.ts';

/** So long is said what was copied; what failed stays until it was seen. */
const noticeMs = 4_000;

export interface CopyNotice {
  isDone: boolean;
  title: string;
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
    await this.#put(text, { title: words.copied, text: '' });
  }

  /** `total` is how many rows were meant, of which the table may have only some. */
  async copyTable(ask: () => Promise<CopyTable>, format: CopyFormat, total: number): Promise<void> {
    try {
      const { titles, rows: all } = await ask();
      const rows = all.slice(0, copiedRowsLimit);
      const said = {
        title: words.copiedRows(rows.length, formatNumber(rows.length)),
        text: rows.length < total ? words.copiedOf(formatNumber(total)) : '',
      };
      await this.#put(formatted({ titles, rows }, format), said);
    } catch (thrown) {
      const { title, advice } = problemText(asDeskError(thrown).code, '');
      this.#say({ isDone: false, title, text: advice });
    }
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.notice = null;
  }

  async #put(text: string, said: Omit<CopyNotice, 'isDone'>): Promise<void> {
    try {
      await this.#write(text);
      this.#say({ isDone: true, ...said });
    } catch {
      this.#say({ isDone: false, title: words.notCopied, text: words.notCopiedAdvice });
    }
  }

  #say(notice: CopyNotice): void {
    this.dismiss();
    this.notice = notice;
    if (notice.isDone) this.#timer = setTimeout(() => this.dismiss(), noticeMs);
  }
}
