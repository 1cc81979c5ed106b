import type { Database, Statement } from 'better-sqlite3';
import type { Authenticity, Doubt } from '../../../shared/model.ts';
import { Signers } from './signers.ts';

/** Sessions of a report that nobody wonders at. */
const alwaysPlausible = 100_000;
/** What nobody counts in a report: more than the largest providers exchange with anyone in a day. */
const neverPlausible = 1_000_000_000;
/** The very first report of a store has nothing to be compared with. */
const firstPlausible = 1_000_000;
/** So many times the usual is more than retries of every mail in a catastrophe come to. */
const factor = 100;
/** What is usual is told by so many of the latest reports. */
const pastReports = 100;
/** All but the largest tenth: a forged count or two among them make nothing usual. */
const usualShare = 0.9;
/** A reporter that is verified and has reported on so many days is believed whatever it counts. */
const knownDays = 7;

/** What of a report is looked at. */
export interface Doubtable {
  id: number;
  organization: string;
  authenticity: Authenticity;
  signingDomain: string;
  /** Those of its policies or, where these come to more, of their details. */
  sessions: number;
}

/** Tells which reports are so unlike those before that a person is to say whether they count. */
export class Doubts {
  readonly signers: Signers;
  #ofReporter: Statement<[organization: string, id: number], number>;
  #ofAnybody: Statement<[id: number], number>;
  #daysOfReporter: Statement<[organization: string, id: number], number>;

  constructor(database: Database) {
    this.signers = new Signers(database);
    const past = (condition: string) =>
      `FROM report WHERE ${condition} AND doubt = '' AND id <> ? ORDER BY id DESC LIMIT ${pastReports}`;
    this.#ofReporter = database
      .prepare<[string, number], number>(
        `SELECT successful_sessions + failed_sessions ${past('organization_name = ?')}`,
      )
      .pluck();
    this.#ofAnybody = database
      .prepare<[number], number>(`SELECT successful_sessions + failed_sessions ${past('TRUE')}`)
      .pluck();
    this.#daysOfReporter = database
      .prepare<[string, number], number>(
        `SELECT count(DISTINCT day) FROM (SELECT day ${past(`organization_name = ? AND authenticity = 'verified'`)})`,
      )
      .pluck();
  }

  about(report: Doubtable): Doubt {
    const { organization, authenticity, signingDomain } = report;
    const isVerified = authenticity === 'verified';
    if (isVerified && !this.signers.isUsual(organization, signingDomain)) return 'signer';
    return report.sessions <= alwaysPlausible || this.#isPlausible(report) ? '' : 'count';
  }

  /** A catastrophe that a known reporter tells of counts at once; a stranger's is compared with what is usual. */
  #isPlausible({ id, organization, authenticity, sessions }: Doubtable): boolean {
    if (sessions > neverPlausible) return false;
    const isVerified = authenticity === 'verified';
    if (isVerified && (this.#daysOfReporter.get(organization, id) ?? 0) >= knownDays) return true;
    const own = this.#ofReporter.all(organization, id);
    const past = own.length > 0 ? own : this.#ofAnybody.all(id);
    return sessions <= (past.length > 0 ? factor * usualOf(past) : firstPlausible);
  }
}

function usualOf(past: number[]): number {
  return past.toSorted((a, b) => a - b)[Math.floor(usualShare * (past.length - 1))] ?? 0;
}
