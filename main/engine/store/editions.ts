import type { Database, Statement } from 'better-sqlite3';
import type { Authenticity, Doubt } from '../../../shared/model.ts';
import type { EditionKey } from './identity.ts';
import { proofLevels } from './proof.ts';

/** Where a report stands among its editions is one number: how well it is proven, before when it was received. */
const levelWeight = 2 ** 33;

/**
 * 0 for what replaces nothing: reports that anyone could have sent, and those in doubt. `receivedAt` is '' for a file
 * without a mail, which a person brought in later than any mail for all that is known.
 */
export function standingOf(authenticity: Authenticity, doubt: Doubt, receivedAt: string): number {
  const level = doubt === '' ? (proofLevels[authenticity] ?? 0) : 0;
  if (level === 0) return 0;
  const seconds = Math.floor(Date.parse(receivedAt) / 1000);
  const place = Number.isNaN(seconds) ? levelWeight - 1 : Math.min(Math.max(seconds, 0), levelWeight - 1);
  return level * levelWeight + place;
}

/**
 * Which reports contradict one another, and which of several editions of one report counts: of the best proven the one
 * received last. So a mended report takes the place of the one before, and nobody takes another's place by claiming to
 * be them. Where none is proven, nobody knows which is right, and all count.
 */
export class Editions {
  #anyTwo: Statement<[identity: Buffer, domains: number], number>;
  #flag: Statement<[{ id: number; conflicting: number }]>;
  #best: Statement<[editionOf: Buffer], { id: number; standing: number }>;
  #replaceOthers: Statement<[editionOf: Buffer, id: number], number>;
  #countOne: Statement<[id: number], number>;
  #countAll: Statement<[editionOf: Buffer], number>;

  constructor(database: Database) {
    this.#anyTwo = database
      .prepare<[Buffer, number], number>('SELECT id FROM report WHERE identity = ? AND domains = ? LIMIT 2')
      .pluck();
    // Where nothing changes nothing is written: hardly any report has a second.
    this.#flag = database.prepare(
      'UPDATE report SET conflicting = $conflicting WHERE id = $id AND conflicting <> $conflicting',
    );
    const edition = 'edition_of = ? AND conflicting = 1';
    this.#best = database.prepare(
      `SELECT id, standing FROM report WHERE ${edition} ORDER BY standing DESC, id DESC LIMIT 1`,
    );
    const change = (to: 0 | 1, which: string) =>
      database
        .prepare<never[], number>(
          `UPDATE report SET is_replaced = ${to} WHERE is_replaced = ${1 - to} AND ${which} RETURNING id`,
        )
        .pluck() as Statement<unknown[], number>;
    this.#replaceOthers = change(1, `${edition} AND id <> ?`);
    this.#countOne = change(0, 'id = ?');
    this.#countAll = change(0, edition);
  }

  /**
   * After the report of this id came to those of this key, or another went or has another standing. However many there
   * are, two tell whether they conflict: of three and more all are flagged already. Answers the reports that count now
   * and did not, or the other way round.
   */
  settle({ identity, domains, editionOf }: Omit<EditionKey, 'content'>, id?: number): number[] {
    const two = this.#anyTwo.all(identity, domains);
    const conflicting = two.length > 1 ? 1 : 0;
    for (const each of new Set(id === undefined ? two : [...two, id])) this.#flag.run({ id: each, conflicting });
    if (conflicting === 0) return two.flatMap((each) => this.#countOne.all(each));
    const best = this.#best.get(editionOf);
    if (best === undefined) return [];
    if (best.standing === 0) return this.#countAll.all(editionOf);
    return [...this.#replaceOthers.all(editionOf, best.id), ...this.#countOne.all(best.id)];
  }
}
