import type { Database, Statement } from 'better-sqlite3';

/** Texts remembered by id or value; beyond, the memory starts over, as SQLite's own cache is nearly as quick. */
const rememberedTexts = 100_000;

/** The dictionary, for writing: the id of a text, which is added when it is new. */
export class TextIds {
  #ids = new Map<string, number>();
  #find: Statement<[string], number>;
  #insert: Statement<[string]>;

  constructor(database: Database) {
    this.#find = database.prepare<[string], number>('SELECT id FROM text WHERE value = ?').pluck();
    this.#insert = database.prepare('INSERT INTO text (value) VALUES (?)');
  }

  idOf(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = this.#find.get(value) ?? Number(this.#insert.run(value).lastInsertRowid);
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
