import type { Database, Statement } from 'better-sqlite3';
import type { Days } from '../tlsrpt/days.ts';

interface Kind {
  policy_domain: number;
  result_type: number;
  receiving_mx_hostname: number;
  authenticity: number;
}
type Span = Kind & { first_day: number; last_day: number };

const columns = 'policy_domain, result_type, receiving_mx_hostname, authenticity';
const isKind = `policy_domain = $policy_domain AND result_type = $result_type
  AND receiving_mx_hostname = $receiving_mx_hostname AND authenticity = $authenticity`;

/** Each is sought in the failures of its days; for more than these one pass over all is quicker. */
const maxSoughtKinds = 8;

/** Keeps the table `kind` true where failures go away or change; those that come are noted by its triggers. */
export class KindDays {
  #database: Database;
  #kindsOf: Statement<[day: number, report: number], Kind>;
  #endingOn: Statement<[Kind & { day: number; lastDay: number }], Span>;
  #firstDay: Statement<[Span], number>;
  #lastDay: Statement<[Span], number | null>;
  #update: Statement<[Span]>;
  #delete: Statement<[Kind]>;

  constructor(database: Database) {
    this.#database = database;
    this.#kindsOf = database.prepare(`SELECT DISTINCT ${columns} FROM failure WHERE day = ? AND report = ?`);
    // The last report first: where one of many editions took another's place, it is the one that counts.
    this.#endingOn = database.prepare(
      `SELECT * FROM kind WHERE ${isKind} AND (first_day = $day OR last_day = $lastDay)
         AND NOT ($day = $lastDay
           AND EXISTS (SELECT 1 FROM failure WHERE day = $day AND ${isKind} ORDER BY report DESC LIMIT 1))`,
    );
    // Within the days known so far, for a kind of few days would else be sought in all that is stored.
    const within = `day BETWEEN $first_day AND $last_day AND ${isKind}`;
    this.#firstDay = database
      .prepare<[Span], number>(`SELECT day FROM failure WHERE ${within} ORDER BY day LIMIT 1`)
      .pluck();
    // One of several days may end later than the last that begins: those are few, and have an index.
    this.#lastDay = database
      .prepare<[Span], number | null>(
        `SELECT max(last_day) FROM (
           SELECT max(day + days - 1) AS last_day FROM failure INDEXED BY failure_of_days
           WHERE days > 1 AND ${within}
           UNION ALL
           SELECT * FROM (SELECT day FROM failure WHERE ${within} ORDER BY day DESC LIMIT 1))`,
      )
      .pluck();
    this.#update = database.prepare(`UPDATE kind SET first_day = $first_day, last_day = $last_day WHERE ${isKind}`);
    this.#delete = database.prepare(`DELETE FROM kind WHERE ${isKind}`);
  }

  /** Changes the failures of a report of these days. */
  whileChanging({ day, days }: Days, report: number, change: () => void): void {
    const kinds = this.#kindsOf.all(day, report);
    change();
    const ending = kinds.flatMap((kind) => this.#endingOn.get({ ...kind, day, lastDay: day + days - 1 }) ?? []);
    if (ending.length > maxSoughtKinds) this.rebuild();
    else for (const span of ending) this.#lookAgain(span);
  }

  /** After many reports changed: all kinds anew, in one pass over the failures. */
  rebuild(): void {
    this.#database.exec(`DELETE FROM kind;
      INSERT INTO kind SELECT ${columns}, min(day), max(day + days - 1) FROM failure GROUP BY ${columns};`);
  }

  #lookAgain(span: Span): void {
    const [first, last] = [this.#firstDay.get(span), this.#lastDay.get(span) ?? undefined];
    if (first === undefined || last === undefined) this.#delete.run(span);
    else this.#update.run({ ...span, first_day: first, last_day: last });
  }
}

/** After the failures before `day` went away: most kinds are found again within days, and then the looking ends. */
export function forgetKindDaysBefore(database: Database, day: number): void {
  database.prepare('DELETE FROM kind WHERE last_day < ?').run(day);
  const began = database.prepare<[number], Kind>(`SELECT ${columns} FROM kind WHERE first_day < ?`).all(day);
  const sought = new Set(began.map(keyOf));
  const found: (Kind & { day: number })[] = [];
  const rows = database.prepare<[number], Kind & { day: number }>(
    `SELECT day, ${columns} FROM failure WHERE day >= ? ORDER BY day`,
  );
  for (const row of rows.iterate(day)) {
    if (sought.delete(keyOf(row))) found.push(row);
    if (sought.size === 0) break;
  }
  const update = database.prepare(`UPDATE kind SET first_day = $day WHERE ${isKind}`);
  for (const kind of found) update.run(kind);
}

function keyOf({ policy_domain, result_type, receiving_mx_hostname, authenticity }: Kind): string {
  return [policy_domain, result_type, receiving_mx_hostname, authenticity].join(' ');
}
