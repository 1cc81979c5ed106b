import type { Database } from 'better-sqlite3';
import type { IgnoredReporter } from '../../../shared/removing.ts';
import type { Recorder } from './record.ts';
import {
  beginRemoval,
  forgetOldRemovals,
  ignoreReporter,
  readIgnored,
  readReportsBy,
  removeRefused,
} from './removal.ts';
import type { Reporter } from './reporter.ts';

/** Reports that are removed or put back between two turns of others. */
const reportsTogether = 500;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** What a person removes, and brings back. Each answers by which id it is undone; errors are those of Store. */
export class Removals {
  #database: Database;
  #recorder: Recorder;
  #guarded: <T>(work: () => T) => T;

  constructor(database: Database, recorder: Recorder, guarded: <T>(work: () => T) => T) {
    this.#database = database;
    this.#recorder = recorder;
    this.#guarded = guarded;
  }

  /**
   * Removes reports from all lists, sums and exports; they do not come back when they are fetched again. In steps:
   * others read and write meanwhile.
   */
  async reports(ids: number[]): Promise<number> {
    const removal = this.#guarded(() => beginRemoval(this.#database));
    return this.#inSteps(removal, ids);
  }

  /** The same for all of a reporter, of whom nothing is stored from now on but set aside. */
  async ignore(reporter: Reporter): Promise<number> {
    const removal = this.#guarded(() => ignoreReporter(this.#database, reporter));
    return this.#inSteps(
      removal,
      this.#guarded(() => readReportsBy(this.#database, reporter)),
    );
  }

  ignored(): IgnoredReporter[] {
    return this.#guarded(() => readIgnored(this.#database));
  }

  /** Takes refused messages off their list. */
  refused(ids: number[]): number {
    return this.#atOnce(() => {
      const removal = beginRemoval(this.#database);
      removeRefused(this.#database, removal, ids);
      return removal;
    });
  }

  /** Brings back what was removed, for seven days, or an ignored reporter with all they sent. Throws not-found. */
  async undo(removal: number): Promise<void> {
    while (this.#guarded(() => this.#recorder.putBack(removal, reportsTogether))) await nextTurn();
  }

  /** Forgets what was removed so long ago that it cannot be brought back any more. */
  forgetOld(): void {
    this.#atOnce(() => forgetOldRemovals(this.#database));
  }

  async #inSteps(removal: number, ids: number[]): Promise<number> {
    for (let first = 0; first < ids.length; first += reportsTogether) {
      this.#guarded(() => this.#recorder.removeReports(removal, ids.slice(first, first + reportsTogether)));
      await nextTurn();
    }
    return removal;
  }

  #atOnce<T>(work: () => T): T {
    return this.#guarded(() => this.#database.transaction(work).immediate());
  }
}
