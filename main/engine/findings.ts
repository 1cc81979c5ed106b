import { closedArchives, foreignFormats, type ClosedArchive } from '../../shared/format-words.ts';
import { Refusal } from '../../shared/error.ts';
import type { Deviation } from '../../shared/model.ts';
import { isReportType, type Candidate } from './mailbox/candidate.ts';
import type { Unreadable } from './packed/file.ts';
import { isForeign } from './packed/magic.ts';
import { Room } from './packed/room.ts';
import { isTruncated, unpack, type Content } from './packed/unpack.ts';
import type { ReceivedReport } from './store/batch.ts';
import { parseReports } from './tlsrpt/report.ts';

/** Reports name the parts beside them that could not be read: so many, and how many more there are. */
const maxNoted = 10;
/** Of a name in an archive and what is wrong with the file. */
const maxDetailLength = 200;

/** What was found in one mail or file: reports, and why other things in it are none. */
export class Findings {
  readonly #reports: ReceivedReport[] = [];
  /** What looks like a report or holds one, and could not be read. */
  readonly #unreadable: Refusal[] = [];
  /** What is something else, or nothing. */
  readonly #foreign: Refusal[] = [];
  readonly #room: Room;

  constructor(room = new Room()) {
    this.#room = room;
  }

  /** What a part of a mail holds; of one that came back, why that is no report. Throws as `read`. */
  take({ bytes, mediaType, fileName, deviations, returned }: Candidate): void {
    const found = returned ? new Findings(this.#room) : this;
    found.read(bytes, deviations, fileName);
    if (!returned) return;
    // Bounces cut what they give back.
    const isReport = found.#reports.length > 0 || isReportType(mediaType);
    this.#unreadable.push(...(isReport ? [new Refusal('report-returned')] : found.#unreadable));
    this.#foreign.push(...found.#foreign);
  }

  /**
   * Every report in JSON, however packed; `around` is what the mail around it was noted for, `fileName` what it came
   * as. Bytes that nothing tells what they are must have been called a report.
   * Throws Refusal report-too-large where all together are too large: then none is read.
   */
  read(bytes: Buffer, around: Deviation[], fileName: string): void {
    for (const content of unpack(bytes, this.#room)) {
      if ('refusal' in content) this.#refuse(content);
      else if (content.format === 'json' || looksLikeReport(content)) this.#readStream(content, around, fileName);
      else if (content.bytes === bytes && content.format === 'other')
        this.#refuse({ name: '', refusal: notJson(bytes) });
      else this.#foreign.push(foreignness(content));
    }
  }

  /** Whether something beside the reports looked like one, or held one, and could not be read. */
  get isIncomplete(): boolean {
    return this.#unreadable.length > 0;
  }

  /** All that was found, what could not be read noted on it; throws the Refusal that says why there is nothing. */
  settle(): ReceivedReport[] {
    if (this.#reports.length === 0) throw this.#reason();
    const notes = this.#unreadable.slice(0, maxNoted).map(({ code, detail }): Deviation => {
      return { code: 'part-unreadable', path: '', refusal: { code, detail } };
    });
    const more = this.#unreadable.length - notes.length;
    const last = notes.at(-1)?.refusal;
    if (last !== undefined && more > 0) last.detail = `${last.detail}; ${more} more`;
    for (const { parsed } of this.#reports) parsed.deviations.push(...notes);
    return this.#reports;
  }

  #readStream({ bytes, name, ...content }: Content, around: Deviation[], fileName: string): void {
    const { reports, refusals } = parseReports(bytes, this.#room.reports, name === '' ? fileName : name);
    this.#room.takeReports(reports.length + refusals.length);
    for (const { parsed, original } of reports) {
      const deviations = [...around, ...content.deviations, ...parsed.deviations];
      this.#reports.push({
        parsed: { ...parsed, deviations },
        original: Buffer.from(original.buffer, original.byteOffset, original.length),
      });
    }
    for (const refusal of refusals) {
      const wasCut = isTruncated(content) && refusal.code === 'json-broken';
      this.#refuse({ name, refusal: wasCut ? new Refusal('archive-truncated') : refusal });
    }
  }

  #refuse({ name, refusal }: Unreadable): void {
    const list = refusal.code === 'archive-empty' ? this.#foreign : this.#unreadable;
    list.push(named(name, refusal.code, refusal.detail));
  }

  /** What could have been a report says more than what is something else, and a known thing more than an unknown one. */
  #reason(): Refusal {
    const isKnown = ({ code }: Refusal) => code !== 'no-report';
    return (
      this.#unreadable.find((refusal) => !holdsNoReport(refusal)) ??
      this.#unreadable[0] ??
      this.#foreign.find(isKnown) ??
      this.#foreign[0] ??
      new Refusal('no-report')
    );
  }
}

/** Whether it says that there is no report, rather than one that cannot be read. */
export function holdsNoReport({ code }: Refusal): boolean {
  return code === 'no-report' || code === 'not-tls-report';
}

/** Damaged at its beginning, or in the midst of other text; or nothing at all, which its reader says. */
function looksLikeReport({ format, bytes }: Content): boolean {
  return format === 'other' && (bytes.length === 0 || bytes.includes('"policies"'));
}

function foreignness({ name, format, bytes }: Content): Refusal {
  if (format in closedArchives) return named(name, 'archive-unsupported', closedArchives[format as ClosedArchive]);
  if (isForeign(format)) return named(name, 'not-tls-report', foreignFormats[format]);
  return named(name, 'no-report', notJson(bytes).detail);
}

function notJson(bytes: Buffer): Refusal {
  return new Refusal('json-broken', `begins with ${JSON.stringify(bytes.toString('latin1', 0, 20))}`);
}

function named(name: string, code: Refusal['code'], detail: string): Refusal {
  return new Refusal(
    code,
    [name, detail]
      .filter((text) => text !== '')
      .join(': ')
      .slice(0, maxDetailLength),
  );
}
