import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { buildSchema, versionOf } from './schema.ts';

interface SchemaRow {
  type: string;
  name: string;
  tbl_name: string;
  /** null of an index that SQLite itself makes for a key. */
  sql: string | null;
}

/** To be called before anything else is read: expressions of the file's schema get at harmless functions only. */
export function distrustSchema(database: Database.Database): void {
  database.pragma('trusted_schema = OFF');
}

/**
 * Refuses a file from elsewhere that has more in its schema than this product writes, or has it otherwise: a trigger
 * would run with our next write, a view or a generated column with our next read. Throws store-foreign, naming it, and
 * store-corrupt where something of ours is missing.
 */
export function refuseForeignSchema(database: Database.Database): void {
  refuseAny(foreignRows(database));
  const present = new Set(schemaRows(database).map(keyOf));
  const missing = ownRows(versionOf(database)).find((row) => !present.has(keyOf(row)));
  if (missing !== undefined) throw new DeskError('store-corrupt', `no ${missing.type} ${missing.name}`);
}

/** Refuses a store in use with a foreign trigger alone: what a person adds beside ours, say a view, does nothing by itself. */
export function refuseForeignTriggers(database: Database.Database): void {
  refuseAny(foreignRows(database).filter(({ type }) => type === 'trigger'));
}

/** Refuses the database of another program, which has something in it and no table of reports: nothing is to be added. */
export function refuseOtherProgram(database: Database.Database): void {
  const rows = schemaRows(database);
  const isStore = rows.length === 0 || rows.some(({ type, name }) => type === 'table' && name === 'report');
  if (!isStore) throw new DeskError('store-foreign', 'no table of reports');
}

function refuseAny([row]: SchemaRow[]): void {
  if (row !== undefined) throw new DeskError('store-foreign', `${row.type} ${row.name}`);
}

function foreignRows(database: Database.Database): SchemaRow[] {
  // In one look at the file: another process may be migrating it.
  const read = database.transaction(() => ({ version: versionOf(database), rows: schemaRows(database) }));
  const { version, rows } = read();
  const own = new Set(ownRows(version).map(keyOf));
  return rows.filter((row) => !own.has(keyOf(row)));
}

/** The schema that a store of this version has, from one made for the purpose. */
function ownRows(version: number): SchemaRow[] {
  const model = new Database(':memory:');
  try {
    buildSchema(model, version);
    return schemaRows(model);
  } finally {
    model.close();
  }
}

function schemaRows(database: Database.Database): SchemaRow[] {
  return database.prepare<[], SchemaRow>('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
}

function keyOf({ type, name, tbl_name, sql }: SchemaRow): string {
  return JSON.stringify([type, name, tbl_name, sql]);
}
