import type { Database, Statement } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import type { Authenticity, Doubt, Trust } from '../../../shared/model.ts';
import type { MessageRecord } from './batch.ts';
import type { Days } from '../tlsrpt/days.ts';
import { Doubts, type Doubtable } from './doubts.ts';
import { Editions, standingOf } from './editions.ts';
import type { EditionKey } from './identity.ts';
import type { KindDays } from './kinddays.ts';
import type { TextIds } from './text.ts';

export type Verdict = Pick<MessageRecord, 'authenticity' | 'signingDomain'>;

interface Standing extends Doubtable, Days, Omit<EditionKey, 'content'> {
  doubt: Doubt;
  confirmed: number;
  isReplaced: number;
  receivedAt: string;
}

/** Whether reports count: who sent them, whether they are in doubt, and whether another counts in their place. */
export class Standings {
  #database: Database;
  #texts: TextIds;
  #kinds: KindDays;
  #doubts: Doubts;
  #editions: Editions;
  #read: Statement<[id: number], Standing>;
  #update: Statement<[{ id: number; doubt: Doubt; standing: number }]>;

  constructor(database: Database, texts: TextIds, kinds: KindDays) {
    this.#database = database;
    this.#texts = texts;
    this.#kinds = kinds;
    this.#doubts = new Doubts(database);
    this.#editions = new Editions(database);
    this.#read = database.prepare(
      `SELECT id, day, days, identity, domains, edition_of AS editionOf, organization_name AS organization, authenticity,
         signing_domain AS signingDomain, doubt, confirmed, is_replaced AS isReplaced,
         (SELECT received_at FROM message WHERE message.id = report.message) AS receivedAt,
         (SELECT total(max(policy.successful_sessions + policy.failed_sessions, detailed_sessions))
          FROM policy WHERE policy.day = report.day AND policy.report = report.id) AS sessions
       FROM report WHERE id = ?`,
    );
    this.#update = database.prepare('UPDATE report SET doubt = $doubt, standing = $standing WHERE id = $id');
  }

  /** The report came. */
  came(id: number): void {
    const report = this.#read.get(id);
    if (report !== undefined) this.#judge(report);
  }

  /** The report's facts were written anew, under another key perhaps. */
  rewritten(id: number, former: EditionKey): void {
    this.left(former);
    const report = this.#read.get(id);
    if (report !== undefined) this.#stand(report, report.doubt);
  }

  /** A report of this key was removed. */
  left(key: EditionKey): void {
    for (const id of this.#editions.settle(key)) this.#writeTrust(id);
  }

  /** A later copy of the report was verified: whoever sent the first one, this is what the reporter says. */
  verify(id: number, verdict: Verdict): void {
    this.#believe(id, verdict, (report) => report.authenticity !== verdict.authenticity);
  }

  /** The verdict on the mail that first brought the report, which waits for it. */
  settle(id: number, message: number, verdict: Verdict): void {
    const isFirst = this.#database.prepare('SELECT 1 FROM report WHERE id = ? AND message = ?').get(id, message);
    if (isFirst !== undefined) this.#believe(id, verdict, (report) => report.authenticity === 'waiting');
  }

  areVerified(ids: number[]): boolean {
    const isVerified = this.#database
      .prepare<[number], number>(`SELECT 1 FROM report WHERE id = ? AND authenticity = 'verified'`)
      .pluck();
    return ids.every((id) => isVerified.get(id) === 1);
  }

  /**
   * A person says that a report counts, whoever signed it and whatever it counts. Answers of how many there is no doubt
   * now that were in doubt: what it says of its reporter holds for others of that reporter. Throws not-found.
   */
  confirm(id: number): number {
    const report = this.#read.get(id);
    if (report === undefined) throw new DeskError('not-found', `report ${id}`);
    const { organization, signingDomain, doubt } = report;
    if (doubt === '') return 0;
    if (doubt === 'signer') this.#doubts.signers.add(organization, signingDomain);
    this.#database.prepare('UPDATE report SET confirmed = 1 WHERE id = ?').run(id);
    const doubtful = this.#database
      .prepare<[string], number>(`SELECT id FROM report WHERE organization_name = ? AND doubt <> '' ORDER BY id`)
      .pluck()
      .all(organization);
    // The confirmed one first: the others are compared with it.
    return [id, ...doubtful.filter((other) => other !== id)].filter((each) => {
      const other = this.#read.get(each);
      return other !== undefined && this.#judge(other);
    }).length;
  }

  #believe(id: number, { authenticity, signingDomain }: Verdict, isNews: (report: Standing) => boolean): void {
    const report = this.#read.get(id);
    if (report === undefined || !isNews(report)) return;
    const change = 'UPDATE report SET authenticity = ?, signing_domain = ? WHERE id = ?';
    this.#database.prepare(change).run(authenticity, signingDomain, id);
    const written = trustOf(report);
    this.#judge({ ...report, authenticity, signingDomain }, written);
  }

  /** Finds out whether there is a doubt about the report; answers whether that changed. `written`: see #stand. */
  #judge(report: Standing, written = trustOf(report)): boolean {
    const doubt = report.confirmed === 1 ? '' : this.#doubts.about(report);
    this.#stand(report, doubt, written);
    return doubt !== report.doubt;
  }

  /** Gives the report its place among its editions. `written` is the trust that its facts have. */
  #stand(report: Standing, doubt: Doubt, written = trustOf(report)): void {
    const { id, authenticity, receivedAt } = report;
    this.#update.run({ id, doubt, standing: standingOf(authenticity, doubt, receivedAt) });
    const changed = new Set(this.#editions.settle(report, id));
    const isReplaced = changed.delete(id) ? 1 - report.isReplaced : report.isReplaced;
    if (trustOf({ authenticity, doubt, isReplaced }) !== written) this.#writeTrust(id);
    for (const other of changed) this.#writeTrust(other);
  }

  #writeTrust(id: number): void {
    const report = this.#read.get(id);
    if (report === undefined) return;
    this.#kinds.whileChanging(report, id, () => {
      for (const table of ['policy', 'failure']) {
        const facts = this.#database.prepare(`UPDATE ${table} SET authenticity = ? WHERE day = ? AND report = ?`);
        facts.run(this.#texts.idOf(trustOf(report)), report.day, id);
      }
    });
  }
}

/** How far the facts of a report are trusted: the column by which sums leave out what does not count. */
export function trustOf(report: { authenticity: Authenticity; doubt: Doubt; isReplaced: number }): Trust {
  if (report.doubt !== '') return 'unconfirmed';
  return report.isReplaced === 1 ? 'replaced' : report.authenticity;
}
