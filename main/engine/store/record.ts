import type { Database, Statement } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import type { ParsedReport, Report } from '../../../shared/model.ts';
import type { Batch, MessageRecord, Outcome } from './batch.ts';
import { compress } from './compression.ts';
import { writeCursor } from './cursor.ts';
import { reportKey } from './identity.ts';
import { forgetPending } from './pending.ts';
import { forgetRemoval, ignoredBy, readRemoved, wasRemoved } from './removal.ts';
import { reporterOf } from './reporter.ts';
import { ReportWriter } from './reports.ts';
import type { Verdict } from './standings.ts';
import { forgetWaiting, keepWaiting } from './waiting.ts';

/** Of a reporter's name, in a refused mail's detail. */
const maxDetailLength = 200;

type Place = [mailbox: number, folder: string, uidValidity: string | null];
type Known = { id: number; outcome: Outcome['outcome'] };

/** Writes batches, each in one transaction: whatever dies, a message is counted exactly once. */
export class Recorder {
  #database: Database;
  #reports: ReportWriter;
  #dataVersion: Statement<[], number>;
  #seenVersion: number | undefined;
  #findByUid: Statement<[...Place, uid: number], Known>;
  #findMoved: Statement<[{ mailbox: number; folder: string; fingerprint: string; uidValidity: string }], Known>;
  #move: Statement<[uidValidity: string, uid: number, source: string, id: number]>;
  #reportsOf: Statement<[message: number], number>;
  #insertMessage: Statement<(string | number | null)[]>;
  #insertSource: Statement<[message: number, gzip: Buffer, isOutline: number]>;
  #insertHeaders: Statement<[message: number, gzip: Buffer]>;
  #insertLink: Statement<[message: number, report: number]>;

  constructor(database: Database) {
    this.#database = database;
    this.#reports = new ReportWriter(database);
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.#findByUid = database.prepare(
      'SELECT id, outcome FROM message WHERE mailbox = ? AND folder = ? AND uid_validity = ? AND uid = ?',
    );
    this.#findMoved = database.prepare(
      // Each a range of the index, as IS NOT would not be: no mail of this UIDVALIDITY is read.
      ['uid_validity IS NULL', 'uid_validity < $uidValidity', 'uid_validity > $uidValidity']
        .map(
          (other) => `SELECT * FROM (SELECT id, outcome FROM message INDEXED BY message_by_fingerprint
           WHERE mailbox > 0 AND mailbox = $mailbox AND folder = $folder AND fingerprint = $fingerprint AND ${other}
           ORDER BY uid_validity, id LIMIT 1)`,
        )
        .join(' UNION ALL ')
        .concat(' LIMIT 1'),
    );
    this.#move = database.prepare('UPDATE message SET uid_validity = ?, uid = ?, source = ? WHERE id = ?');
    this.#reportsOf = database
      .prepare<[number], number>('SELECT report FROM message_report WHERE message = ? ORDER BY report')
      .pluck();
    this.#insertMessage = database.prepare(
      `INSERT INTO message (mailbox, folder, uid_validity, uid, source, fingerprint, size_bytes, subject, sender,
         message_id, received_at, outcome, reason, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSource = database.prepare('INSERT INTO refused_source (message, gzip, is_outline) VALUES (?, ?, ?)');
    this.#insertHeaders = database.prepare('INSERT INTO message_header (message, gzip) VALUES (?, ?)');
    this.#insertLink = database.prepare('INSERT INTO message_report (message, report) VALUES (?, ?)');
  }

  record(batch: Batch): Outcome[] {
    return this.#inOne(() => {
      const place: Place = [batch.mailboxId ?? 0, batch.folder, batch.cursor?.uidValidity ?? null];
      const outcomes = batch.messages.map((message) => this.#recognise(place, message) ?? this.#add(place, message));
      const { mailboxId, folder, cursor } = batch;
      if (mailboxId !== null && cursor !== null) {
        const uids = batch.messages.map(({ uid }) => uid).filter((uid) => uid !== null);
        forgetPending(this.#database, { mailboxId, folder, uidValidity: cursor.uidValidity }, uids);
        writeCursor(this.#database, mailboxId, folder, cursor);
      }
      return outcomes;
    });
  }

  /** A refused message was read after all: it becomes stored or duplicate, and its source is kept for what is unread. */
  acceptRefused(id: number, message: MessageRecord): Outcome {
    return this.#inOne(() => {
      const outcome = this.#isNew(message) ? 'stored' : 'duplicate';
      const accept = `UPDATE message SET outcome = ?, reason = NULL, detail = '' WHERE id = ? AND outcome = 'refused'`;
      if (this.#database.prepare(accept).run(outcome, id).changes === 0) throw new DeskError('not-found', `${id}`);
      if (message.bytes === null) this.#database.prepare('DELETE FROM refused_source WHERE message = ?').run(id);
      this.#keepHeaders(id, message, outcome);
      return { outcome, reportIds: this.#store(id, message) };
    });
  }

  /**
   * What checking a mail's signatures came to. Of a report that an earlier mail brought it says something only where
   * it is verified; and if that mail waits still, its own verdict is yet to come.
   */
  settle(message: number, verdict: Verdict): void {
    this.#inOne(() => {
      for (const report of this.#reportsOf.all(message)) {
        if (verdict.authenticity === 'verified') this.#reports.standings.verify(report, verdict);
        else this.#reports.standings.settle(report, message, verdict);
      }
      forgetWaiting(this.#database, message);
    });
  }

  /** See Standings.confirm. */
  confirm(id: number): number {
    return this.#inOne(() => this.#reports.standings.confirm(id));
  }

  /** Writes a stored report anew as it is read now; false when that is another stored report already. */
  replaceReport(id: number, parsed: ParsedReport): boolean {
    return this.#inOne(() => this.#reports.replace(id, parsed));
  }

  /** Takes reports out of all sums and lists, until they are put back. */
  removeReports(removal: number, ids: number[]): void {
    this.#inOne(() => this.#reports.remove(ids, removal));
  }

  /** Puts up to `limit` reports of a removal back; false when it had no more, and is forgotten. */
  putBack(removal: number, limit: number): boolean {
    return this.#inOne(() => {
      const removed = readRemoved(this.#database, removal, limit);
      const isStored = this.#database.prepare(
        `UPDATE message SET outcome = 'stored', reason = NULL, detail = '' WHERE id = ? AND reason = 'reporter-ignored'`,
      );
      for (const report of removed) {
        this.#reports.putBack(report);
        isStored.run(report.message);
      }
      if (removed.length > 0) return true;
      forgetRemoval(this.#database, removal);
      return false;
    });
  }

  #inOne<T>(work: () => T): T {
    try {
      return this.#database
        .transaction(() => {
          this.#forgetOldTexts();
          return work();
        })
        .immediate();
    } catch (thrown) {
      this.#reports.forgetTexts();
      throw thrown;
    }
  }

  /** Another process may have swept texts away whose ids are remembered here. */
  #forgetOldTexts(): void {
    const version = this.#dataVersion.get();
    if (version !== this.#seenVersion) this.#reports.forgetTexts();
    this.#seenVersion = version;
  }

  /** After texts were deleted. */
  forgetTexts(): void {
    this.#reports.forgetTexts();
  }

  /**
   * A message that is recorded already: it came before (another process fetched it too), or the server changed the
   * folder's UIDVALIDITY, whereupon the message goes on under its new UID (RFC 3501 section 2.3.1.1).
   */
  #recognise([mailbox, folder, uidValidity]: Place, message: MessageRecord): Outcome | null {
    if (mailbox === 0 || uidValidity === null || message.uid === null) return null;
    let known = this.#findByUid.get(mailbox, folder, uidValidity, message.uid);
    if (known === undefined) {
      known = this.#findMoved.get({ mailbox, folder, fingerprint: message.fingerprint, uidValidity });
      if (known === undefined) return null;
      this.#move.run(uidValidity, message.uid, message.source, known.id);
    }
    return { outcome: known.outcome, reportIds: this.#reportsOf.all(known.id) };
  }

  #add(place: Place, received: MessageRecord): Outcome {
    const refusal = received.refusal ?? this.#ignorance(received);
    const message = { ...received, refusal };
    const outcome = refusal !== null ? 'refused' : this.#isNew(message) ? 'stored' : 'duplicate';
    const id = this.#insert(place, message, outcome);
    return { outcome, reportIds: this.#store(id, message) };
  }

  /** Why a mail counts as refused whose every report that is new is of a reporter whom the person ignores. */
  #ignorance(message: MessageRecord): MessageRecord['refusal'] {
    const news = message.reports.map(({ parsed }) => parsed.report).filter((report) => this.#isUnknown(report));
    if (news.length === 0 || !news.every((report) => ignoredBy(this.#database, reporterOf(report)))) return null;
    return { code: 'reporter-ignored', detail: news[0]?.organizationName.slice(0, maxDetailLength) ?? '' };
  }

  #isNew({ reports }: MessageRecord): boolean {
    return reports.some(({ parsed }) => this.#isUnknown(parsed.report));
  }

  #isUnknown(report: Report): boolean {
    const key = reportKey(report);
    return this.#reports.find(key) === undefined && !wasRemoved(this.#database, report, key);
  }

  /** Stores the message's reports; answers the ids of all of them, new and known. */
  #store(id: number, message: MessageRecord): number[] {
    const reportIds = new Set<number>();
    for (const received of message.reports) {
      const key = reportKey(received.parsed.report);
      const known = this.#reports.find(key);
      if (known !== undefined && message.authenticity === 'verified') this.#reports.standings.verify(known, message);
      if (known !== undefined) reportIds.add(known);
      else if (!wasRemoved(this.#database, received.parsed.report, key)) {
        const ignored = ignoredBy(this.#database, reporterOf(received.parsed.report));
        if (ignored === undefined) reportIds.add(this.#reports.insert(received, key, id, message));
        else this.#reports.setAside(received, key, id, message, ignored);
      }
    }
    for (const reportId of reportIds) this.#insertLink.run(id, reportId);
    const { toVerify, reports } = message;
    // Another copy of what is verified already has nothing to add.
    if (toVerify !== null && !this.#reports.standings.areVerified([...reportIds])) {
      const contacts = reports.map(({ parsed }) => parsed.report.contactInfo);
      keepWaiting(this.#database, id, contacts, toVerify);
    }
    return [...reportIds];
  }

  #insert([mailbox, folder, uidValidity]: Place, message: MessageRecord, outcome: Outcome['outcome']): number {
    const { uid, source, fingerprint, sizeBytes, subject, from, messageId, receivedAt, refusal, bytes, isOutline } =
      message;
    const validity = uid === null ? null : uidValidity;
    const headers = [source, fingerprint, sizeBytes, subject, from, messageId, receivedAt];
    const fate = [outcome, refusal?.code ?? null, refusal?.detail ?? ''];
    const { lastInsertRowid } = this.#insertMessage.run(mailbox, folder, validity, uid, ...headers, ...fate);
    const id = Number(lastInsertRowid);
    if (outcome !== 'duplicate' && bytes !== null) this.#insertSource.run(id, compress(bytes), Number(isOutline));
    this.#keepHeaders(id, message, outcome);
    return id;
  }

  #keepHeaders(id: number, { headers }: MessageRecord, outcome: Outcome['outcome']): void {
    if (outcome === 'stored' && headers !== null) this.#insertHeaders.run(id, compress(headers));
  }
}
