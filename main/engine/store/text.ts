import { hash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';

/** Bytes of a text's SHA-256 in the index: as many as a whole number of JavaScript and SQLite holds. */
const digestBytes = 6;

/**
 * What finds a text in the dictionary: an index on the texts themselves would hold each a second time. Two texts may
 * share a digest, so the text is compared besides.
 */
export function textDigest(value: string): number {
  return hash('sha256', value, 'buffer').readUIntBE(0, digestBytes);
}

/** `text_digest` for this connection's statements. */
export function provideTextDigest(database: Database): void {
  database.function('text_digest', { deterministic: true }, textDigest);
}

/** The id of the text that is bound to this name of a statement; see provideTextDigest. */
export function idOfText(name: string): string {
  return `SELECT id FROM text WHERE digest = text_digest($${name}) AND value = $${name}`;
}

/** Texts remembered by id or value; beyond, the memory starts over, as SQLite's own cache is nearly as quick. */
const rememberedTexts = 100_000;

/** The dictionary, for writing: the id of a text, which is added when it is new. */
export class TextIds {
  #ids = new Map<string, number>();
  #find: Statement<[digest: number, value: string], number>;
  #insert: Statement<[digest: number, value: string]>;

  constructor(database: Database) {
    this.#find = database
      .prepare<[number, string], number>('SELECT id FROM text WHERE digest = ? AND value = ?')
      .pluck();
    this.#insert = database.prepare('INSERT INTO text (digest, value) VALUES (?, ?)');
  }

  idOf(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const digest = textDigest(value);
    const id = this.#find.get(digest, value) ?? Number(this.#insert.run(digest, value).lastInsertRowid);
    if (this.#ids.size >= rememberedTexts) this.forget();
    this.#ids.set(value, id);
    return id;
  }

  /** After a rollback the ids given since the transaction began are void. */
  forget(): void {
    this.#ids.clear();
  }
}

/** The dictionary, for reading: the text of an id in the form that `format` gives it, once for each text. */
export class Texts {
  #texts = new Map<number, string>();
  #find: Statement<[number], string>;
  #format: (value: string) => string;

  constructor(database: Database, format: (value: string) => string) {
    this.#find = database.prepare<[number], string>('SELECT value FROM text WHERE id = ?').pluck();
    this.#format = format;
  }

  textOf(id: number): string {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const text = this.#format(this.#find.get(id) ?? '');
    if (this.#texts.size >= rememberedTexts) this.#texts.clear();
    this.#texts.set(id, text);
    return text;
  }
}
