import type { Database, Statement } from 'better-sqlite3';

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
  #endingOn: Statement<[Kind & { day: number }], Span>;
  #firstDay: Statement<[Span], number>;
  #lastDay: Statement<[Span], number>;
  #update: Statement<[Span]>;
  #delete: Statement<[Kind]>;

  constructor(database: Database) {
    this.#database = database;
    this.#kindsOf = database.prepare(`SELECT DISTINCT ${columns} FROM failure WHERE day = ? AND report = ?`);
    // The last report first: where one of many editions took another's place, it is the one that counts.
    this.#endingOn = database.prepare(
      `SELECT * FROM kind WHERE ${isKind} AND $day IN (first_day, last_day)
         AND NOT EXISTS (SELECT 1 FROM failure WHERE day = $day AND ${isKind} ORDER BY report DESC LIMIT 1)`,
    );
    // Within the days known so far, for a kind of few days would else be sought in all that is stored.
    const nearest = (order: string) =>
      database
        .prepare<[Span], number>(
          `SELECT day FROM failure WHERE day BETWEEN $first_day AND $last_day AND ${isKind} ORDER BY day ${order} LIMIT 1`,
        )
        .pluck();
    this.#firstDay = nearest('ASC');
    this.#lastDay = nearest('DESC');
    this.#update = database.prepare(`UPDATE kind SET first_day = $first_day, last_day = $last_day WHERE ${isKind}`);
    this.#delete = database.prepare(`DELETE FROM kind WHERE ${isKind}`);
  }

  /** Changes the failures of a report of this day. */
  whileChanging(day: number, report: number, change: () => void): void {
    const kinds = this.#kindsOf.all(day, report);
    change();
    const ending = kinds.flatMap((kind) => this.#endingOn.get({ ...kind, day }) ?? []);
    if (ending.length > maxSoughtKinds) this.rebuild();
    else for (const span of ending) this.#lookAgain(span);
  }

  /** After many reports changed: all kinds anew, in one pass over the failures. */
  rebuild(): void {
    this.#database.exec(`DELETE FROM kind;
      INSERT INTO kind SELECT ${columns}, min(day), max(day) FROM failure GROUP BY ${columns};`);
  }

  #lookAgain(span: Span): void {
    const [first, last] = [this.#firstDay.get(span), this.#lastDay.get(span)];
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
