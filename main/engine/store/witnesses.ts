import type { Database } from 'better-sqlite3';
import { policyDays, reportingFilter, type CountingFilter } from './filter.ts';
import { goneAfterReportDays, isAbsent, weekDays, type Sightings } from './kindtrend.ts';
import { proofLevels } from './proof.ts';
import { textDigest } from './text.ts';

/**
 * Whoever reports: an organization and how far it is known to be the one it says. A name that anyone can write does
 * not speak for the reporter that signs with it.
 */
export type Witness = number;

/** Those of proofLevels, and none. */
const levelCount = 3;

/** What of a kind must be known to tell whether it is gone. */
export interface Witnessed extends Sightings {
  policyDomain: number;
  /** The last day on which each saw it. */
  seenBy: Map<Witness, number>;
}

/** Who never comes back does not keep a problem open for good: by then others would have met it. */
const longUnheardDays = 90;

export class Witnesses {
  #database: Database;
  #levels: Map<number, number>;
  /** Of each that was met: the first report, in the order in which they came. */
  #firstReports = new Map<Witness, number>();

  constructor(database: Database) {
    const find = database
      .prepare<[number, string], number>('SELECT id FROM text WHERE digest = ? AND value = ?')
      .pluck();
    this.#database = database;
    this.#levels = new Map(
      Object.entries(proofLevels).map(([authenticity, level]) => [
        find.get(textDigest(authenticity), authenticity) ?? -1,
        level,
      ]),
    );
  }

  /** Whose report this is, by the ids of its texts. */
  meet(organization: number, authenticity: number, report: number): Witness {
    const witness = organization * levelCount + this.#level(authenticity);
    if (report < (this.#firstReports.get(witness) ?? Infinity)) this.#firstReports.set(witness, report);
    return witness;
  }

  #level(authenticity: number): number {
    return this.#levels.get(authenticity) ?? 0;
  }

  /**
   * So many of the kinds, which come in the order in which they matter: each witness has its turn, and then its next
   * kind. Verified ones are asked first, and then who is known for longest: who makes up kinds by the hundred, or
   * reporters, takes no other's place.
   */
  fairest<T extends Witnessed>(kinds: T[], limit: number): T[] {
    if (kinds.length <= limit) return kinds;
    const kindsOf = new Map<Witness, T[]>();
    for (const kind of kinds) {
      for (const witness of kind.seenBy.keys()) {
        const theirs = kindsOf.get(witness);
        if (theirs === undefined) kindsOf.set(witness, [kind]);
        else theirs.push(kind);
      }
    }
    const first = (witness: Witness) => this.#firstReports.get(witness) ?? Infinity;
    const turns = [...kindsOf].sort(([a], [b]) => levelOf(b) - levelOf(a) || first(a) - first(b));
    const chosen = new Set<T>();
    const queues = turns.map(([, theirs]) => theirs.values());
    while (chosen.size < limit) {
      for (const queue of queues) if (chosen.size < limit) takeNext(queue, chosen);
    }
    return kinds.filter((kind) => chosen.has(kind));
  }

  /**
   * Those of the kinds that are gone: all who saw one in its last week have reported its domain without it on later
   * days. Three clean reports of somebody else say nothing about what others meet.
   */
  gone<T extends Witnessed>(filter: CountingFilter, kinds: T[], reportDays: Map<number, number[]>): Set<T> {
    const absent = kinds.filter((kind) => isAbsent(kind, reportDays.get(kind.policyDomain) ?? []));
    const daysOf = this.#reportDays(filter, absent);
    const isGone = (kind: T) => {
      const last = kind.days.at(-1) ?? 0;
      if (last + longUnheardDays <= (reportDays.get(kind.policyDomain)?.at(-1) ?? 0)) return true;
      return [...kind.seenBy]
        .filter(([, seen]) => seen > last - weekDays)
        .every(([witness, seen]) => cleanDays(daysOf, kind.policyDomain, witness, seen) >= goneAfterReportDays);
    };
    return new Set(absent.filter(isGone));
  }

  /** The days after the last sighting on which those who saw these kinds reported on their domains. */
  #reportDays(filter: CountingFilter, kinds: Witnessed[]): ReportDays {
    if (kinds.length === 0) return new Map();
    const organizations = new Set(kinds.flatMap(({ seenBy }) => [...seenBy.keys()].map(organizationOf)));
    const after = Math.min(...kinds.map(({ days, seenBy }) => firstOf(seenBy, days.at(-1) ?? 0)));
    const matching = policyDays(reportingFilter(filter));
    const rows = this.#database
      .prepare<unknown[], [domain: number, organization: number, authenticity: number, day: number]>(
        `SELECT DISTINCT policy_domain, organization, authenticity, day FROM (${matching.sql})
         WHERE day > $seenLast AND policy_domain IN (SELECT value FROM json_each($domains))
           AND organization IN (SELECT value FROM json_each($organizations))`,
      )
      .raw()
      .iterate({
        ...matching.parameters,
        seenLast: after,
        domains: JSON.stringify([...new Set(kinds.map(({ policyDomain }) => policyDomain))]),
        organizations: JSON.stringify([...organizations]),
      });
    const days: ReportDays = new Map();
    for (const [domain, organization, authenticity, day] of rows) {
      const key = keyOf(domain, organization);
      const ofReporter = days.get(key) ?? [];
      if (ofReporter.length === 0) days.set(key, ofReporter);
      ofReporter.push({ day, level: this.#level(authenticity) });
    }
    return days;
  }
}

/** The first that nobody else brought. */
function takeNext<T>(queue: Iterator<T>, chosen: Set<T>): void {
  for (let { value, done } = queue.next(); done !== true; { value, done } = queue.next()) {
    if (chosen.has(value)) continue;
    chosen.add(value);
    return;
  }
}

type ReportDays = Map<string, { day: number; level: number }[]>;

const organizationOf = (witness: Witness) => Math.floor(witness / levelCount);
const levelOf = (witness: Witness) => witness % levelCount;
const keyOf = (domain: number, organization: number) => `${domain} ${organization}`;

/** The least of the last days within the kind's last week. */
function firstOf(seenBy: Map<Witness, number>, last: number): number {
  let first = last;
  for (const seen of seenBy.values()) if (seen > last - weekDays && seen < first) first = seen;
  return first;
}

/** Days on which the witness, as well known as then or better, reported on the domain after this one. */
function cleanDays(daysOf: ReportDays, domain: number, witness: Witness, seen: number): number {
  const later = (daysOf.get(keyOf(domain, organizationOf(witness))) ?? []).filter(
    ({ day, level }) => day > seen && level >= levelOf(witness),
  );
  return new Set(later.map(({ day }) => day)).size;
}
