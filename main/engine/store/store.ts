import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import type * as contract from '../../../shared/contract.ts';
import { pendingShownLimit, type PendingMail } from '../../../shared/pending.ts';
import type * as overview from '../../../shared/overview.ts';
import type { ParsedReport } from '../../../shared/model.ts';
import { filesOfStore } from '../../disk/storefiles.ts';
import { writeBackup } from './backup.ts';
import type { Batch, MessageRecord, Outcome } from './batch.ts';
import { announceKinds } from './announce.ts';
import { readBreakdown } from './breakdown.ts';
import { readChoices } from './choices.ts';
import { markSuspect, openDatabase, type Opened, openReader, rewrite } from './connection.ts';
import { readMessageCounts } from './counts.ts';
import { readCoverage } from './coverage.ts';
import { readCursor, writeCursor, type Cursor } from './cursor.ts';
import { dayNumber } from './day.ts';
import { readHeaders, readOriginal, readReport } from './detail.ts';
import { readDomains } from './domains.ts';
import { ExportReader } from './export.ts';
import { storeError } from './fault.ts';
import { readFailuresPage } from './failures.ts';
import { countingFilter, presentFilter } from './filter.ts';
import { readIntegrity } from './integrity.ts';
import { readKinds } from './kinds.ts';
import { readMailboxes, removeMailbox, saveMailbox, type SavedMailbox } from './mailboxes.ts';
import { readReportIds, readReportsPage } from './pages.ts';
import { readParts } from './parts.ts';
import { forgetPending, postpone, readLongestPending, readPending, type UidPlace } from './pending.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { Recorder } from './record.ts';
import type { Verdict } from './standings.ts';
import { readRefusedIds, readRefusedPage, readRefusedSource, readRefusedText } from './refused.ts';
import { restoreBackup } from './restore.ts';
import { removeReportsBefore } from './retention.ts';
import { Removals } from './removals.ts';
import { requireDisk, requireQuota } from './room.ts';
import { hasLongReports } from './spread.ts';
import { readSeries, readTotals } from './sums.ts';
import { giveBackPages, sweepTexts } from './sweep.ts';
import { readTrends } from './trends.ts';
import { forgetReading, noteReading, noteReadingAlone } from './underway.ts';
import { readNextDue, readWaiting, takeWaiting, type Waiting, type WaitingMail } from './waiting.ts';

/**
 * The only owner of SQL. Every function throws DeskError: store-full and store-locked when there is no room or another
 * process keeps the file, store-corrupt when it is damaged, not-found for an id that is not there.
 */
export class Store {
  readonly path: string;
  readonly removals: Removals;
  #database: Database;
  #recorder: Recorder;
  #movedAsideTo: string;
  /** Something could not be written for want of room on the disk, and nothing was since. */
  #wasFull = false;

  private constructor(path: string, { database, movedAsideTo }: Opened) {
    this.path = path;
    this.#database = database;
    this.#movedAsideTo = movedAsideTo;
    this.#recorder = new Recorder(database);
    this.removals = new Removals(database, this.#recorder, (work) => this.#guarded(work));
  }

  /**
   * Opens the store, or begins one. A damaged file is moved aside, see `status`. Throws DeskError store-newer where a
   * later version wrote the file, which then stays as it is, and file-not-writable.
   */
  static open(path: string): Store {
    return new Store(path, openDatabase(path));
  }

  /** A second view of a store that is open already, which cannot write. */
  static openForReading(path: string): Store {
    return new Store(path, { database: openReader(path), movedAsideTo: '' });
  }

  /** See restoreBackup. */
  static restore(backupPath: string, path: string): string {
    return restoreBackup(backupPath, path);
  }

  close(): void {
    this.#database.close();
  }

  status(): contract.StoreStatus {
    const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const sizeBytes = sizeOf(this.path) + sizeOf(`${this.path}-wal`);
    return { path: this.path, sizeBytes, movedAsideTo: this.#movedAsideTo };
  }

  /**
   * Messages, their reports and the cursor, in one transaction. Answers what became of each message. Throws DeskError
   * store-quota where the store is as large as the person allows.
   */
  record(batch: Batch): Outcome[] {
    return this.#guarded(() => {
      requireQuota(this.#database, readPreferences(this.#database).maxStoreMegabytes);
      const outcomes = this.#recorder.record(batch);
      this.#wasFull = false;
      return outcomes;
    });
  }

  /** Throws what `record` would throw for want of room: nothing is to be fetched until there is. */
  requireRoom(): void {
    this.#guarded(() => {
      requireQuota(this.#database, readPreferences(this.#database).maxStoreMegabytes);
      if (this.#wasFull) requireDisk(this.path);
    });
  }

  /** See underway.ts, also for the next two. */
  noteReading(keys: string[]): Map<string, number> {
    return this.#guarded(() => this.#database.transaction(() => noteReading(this.#database, keys)).immediate());
  }

  noteReadingAlone(key: string, deaths: number): void {
    this.#guarded(() => noteReadingAlone(this.#database, key, deaths));
  }

  forgetReading(keys: string[]): void {
    this.#guarded(() => this.#database.transaction(() => forgetReading(this.#database, keys)).immediate());
  }

  /** A refused message was read after all. Throws not-found where there is no refused message of this id. */
  acceptRefused(id: number, message: MessageRecord): Outcome {
    return this.#guarded(() => this.#recorder.acceptRefused(id, message));
  }

  /** Counts a report that is in doubt, and others of its reporter; answers how many. Throws not-found. */
  confirm(id: number): number {
    return this.#guarded(() => this.#recorder.confirm(id));
  }

  /** Writes a stored report anew as it is read now; false when that is another stored report already. */
  replaceReport(id: number, parsed: ParsedReport): boolean {
    return this.#guarded(() => this.#recorder.replaceReport(id, parsed));
  }

  /** Mails whose signatures are yet to be checked. */
  waiting(): Waiting {
    return this.#guarded(() => readWaiting(this.#database));
  }

  /** When the next of them is due, in ms since 1970; null when none waits. */
  nextWaitingDue(): number | null {
    return this.#guarded(() => readNextDue(this.#database));
  }

  /** See takeWaiting. */
  takeWaiting(which: 'due' | 'all', now: number, pauseMs: (tries: number) => number): WaitingMail | null {
    // Nothing is written where nothing waits.
    if (this.nextWaitingDue() === null) return null;
    return this.#written(() => takeWaiting(this.#database, which, now, pauseMs));
  }

  /** What checking the signatures of a mail that waited came to. */
  settle(messageId: number, verdict: Verdict): void {
    this.#guarded(() => this.#recorder.settle(messageId, verdict));
  }

  /** Removes the reports that began before this UTC day; answers how many. */
  removeReportsBefore(day: contract.Day): number {
    return this.#written(() => removeReportsBefore(this.#database, dayNumber(day)));
  }

  /** Gives the room of what was removed back, in short steps: others read and write meanwhile. */
  async giveBackRoom(): Promise<void> {
    const turn = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return this.#database.open;
    };
    try {
      await sweepTexts(this.#database, turn, () => this.#recorder.forgetTexts());
      await giveBackPages(this.#database, turn);
    } catch (thrown) {
      throw storeError(thrown);
    }
  }

  /** Rewrites the file without free pages at once: nobody else can write meanwhile. */
  async compact(): Promise<void> {
    await this.giveBackRoom();
    this.#guarded(() => rewrite(this.#database));
  }

  preferences(): contract.Preferences {
    return this.#guarded(() => readPreferences(this.#database));
  }

  savePreferences(preferences: contract.Preferences): void {
    this.#guarded(() => writePreferences(this.#database, preferences));
  }

  cursor(mailboxId: number, folder: string): Cursor | null {
    return this.#guarded(() => readCursor(this.#database, mailboxId, folder));
  }

  /** Notes mails as pending, before the cursor goes past them: until then they are listed again. */
  postpone(place: UidPlace, mails: PendingMail[]): void {
    this.#written(() => postpone(this.#database, place, mails));
  }

  /** To be called when all mails up to the UID are taken or pending. */
  moveCursor({ mailboxId, folder, uidValidity }: UidPlace, lastUid: number): void {
    this.#written(() => writeCursor(this.#database, mailboxId, folder, { uidValidity, lastUid }));
  }

  /** Mails to be asked for again, those that are due first. */
  pending(place: UidPlace, limit: number): PendingMail[] {
    return this.#guarded(() => readPending(this.#database, place, limit));
  }

  /** Pending mails that are no longer on the server. */
  forgetPending(place: UidPlace, uids: number[]): void {
    this.#written(() => forgetPending(this.#database, place, uids));
  }

  longestPending(mailboxId: number): PendingMail[] {
    return this.#guarded(() => readLongestPending(this.#database, mailboxId, pendingShownLimit));
  }

  mailboxes(): SavedMailbox[] {
    return this.#guarded(() => readMailboxes(this.#database));
  }

  /** Adds a mailbox (id 0) or changes it, which writes nothing where all is as it was; answers its id. */
  saveMailbox(id: number, settings: contract.MailboxSettings): number {
    const known = this.mailboxes().find((mailbox) => mailbox.id === id);
    if (isDeepStrictEqual(known?.settings, settings)) return id;
    return this.#written(() => saveMailbox(this.#database, id, settings));
  }

  removeMailbox(id: number): void {
    this.#written(() => removeMailbox(this.#database, id));
  }

  /** Of one mailbox; without an id, of all there ever were and of files. */
  messageCounts(mailboxId?: number): contract.MessageCounts {
    return this.#guarded(() => readMessageCounts(this.#database, mailboxId));
  }

  reportsPage(query: contract.ReportsQuery): contract.ReportsPage {
    return this.#atOnce(() => readReportsPage(this.#database, query));
  }

  report(id: number): contract.ReportDetail {
    return this.#atOnce(() => readReport(this.#database, id));
  }

  /** Ids of all reports that match, the oldest first. */
  reportIds(filter: contract.Filter): number[] {
    return this.#guarded(() => readReportIds(this.#database, filter));
  }

  /** The report's JSON as text: what is not UTF-8 in it becomes U+FFFD. */
  original(id: number): string {
    return this.originalBytes(id).toString('utf8');
  }

  originalBytes(id: number): Buffer {
    return this.#guarded(() => readOriginal(this.#database, id));
  }

  /** The header fields of the mail that first brought the report; '' for a file. */
  headers(id: number): string {
    return this.#guarded(() => readHeaders(this.#database, id));
  }

  totals(filter: contract.Filter): contract.Totals {
    return this.#atOnce(() => ({
      ...readTotals(this.#database, this.#counting(filter)),
      messages: readMessageCounts(this.#database),
    }));
  }

  series(filter: contract.Filter): contract.Series {
    return this.#guarded(() => readSeries(this.#database, this.#counting(filter)));
  }

  breakdown(filter: contract.Filter, by: contract.Dimension): contract.Breakdown {
    return this.#atOnce(() => readBreakdown(this.#database, this.#counting(filter), by));
  }

  breakdownTrends({ filter, by, keys }: contract.BreakdownRows): contract.BreakdownTrends {
    return this.#atOnce(() => readTrends(this.#database, this.#present(filter), by, keys));
  }

  breakdownParts({ filter, keys, ...dimensions }: contract.BreakdownRows & { then: contract.Dimension }) {
    return this.#atOnce(() => readParts(this.#database, this.#counting(filter), dimensions, keys));
  }

  failuresPage(filter: contract.Filter, offset: number, limit: number): contract.FailuresPage {
    return this.#atOnce(() => readFailuresPage(this.#database, this.#counting(filter), offset, limit));
  }

  kinds(filter: contract.Filter): overview.FailureKinds {
    return this.#atOnce(() => readKinds(this.#database, this.#present(filter)));
  }

  /** Kinds of failure that appeared in the latest week of reports, each answered once. */
  announceKinds(): overview.FailureKind[] {
    return this.#written(() => announceKinds(this.#database, this.#present({})));
  }

  domains(filter: contract.Filter): overview.DomainSummaries {
    return this.#atOnce(() => readDomains(this.#database, this.#present(filter)));
  }

  coverage(filter: contract.Filter): overview.Coverage {
    return this.#atOnce(() => readCoverage(this.#database, this.#present(filter)));
  }

  choices(): contract.Choices {
    return this.#atOnce(() => readChoices(this.#database));
  }

  refusedPage(offset: number, limit: number): contract.RefusedPage {
    return this.#atOnce(() => readRefusedPage(this.#database, offset, limit));
  }

  /** Refused messages of which the whole source is kept. */
  refusedIds(): number[] {
    return this.#guarded(() => readRefusedIds(this.#database));
  }

  /** A refused message, or what is kept of it, as text: what is not UTF-8 in it becomes U+FFFD. */
  refusedSource(messageId: number): string {
    return this.#guarded(() => readRefusedText(this.#database, messageId));
  }

  refusedBytes(messageId: number): Buffer {
    return this.#guarded(() => readRefusedSource(this.#database, messageId));
  }

  /** What is wrong with the file; [] when it is sound. */
  integrity(): string[] {
    return this.#guarded(() => readIntegrity(this.#database));
  }

  /** Nothing else is ever written over these. */
  get files(): string[] {
    return filesOfStore(this.path);
  }

  /** Copies the store to a file while it is in use; answers its size in bytes. Throws disk-full and file-not-writable. */
  backup(path: string): Promise<number> {
    return writeBackup(this.#database, path);
  }

  /** For reading more than a page. The caller closes it. */
  exportReader(format: (text: string) => string): ExportReader {
    return this.#guarded(() => new ExportReader(this.path, readPreferences(this.#database), format));
  }

  #counting(filter: contract.Filter) {
    const counting = countingFilter(filter, readPreferences(this.#database));
    return { ...counting, hasLongReports: hasLongReports(this.#database) };
  }

  #present(filter: contract.Filter) {
    return presentFilter(this.#counting(filter), new Date());
  }

  /** Several statements see one state of the store, whatever another process writes between them. */
  #atOnce<T>(work: () => T): T {
    return this.#guarded(() => this.#database.transaction(work)());
  }

  /**
   * A transaction that writes says so from the beginning, and waits for another process that does: one that has read
   * before ends at once where the other wrote meanwhile.
   */
  #written<T>(work: () => T): T {
    return this.#guarded(() => this.#database.transaction(work).immediate());
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      const error = storeError(thrown);
      if (error.code === 'store-corrupt') markSuspect(this.path);
      if (error.code === 'store-full') this.#wasFull = true;
      throw error;
    }
  }
}
