import type { Database } from 'better-sqlite3';
import { defaultPreferences, type Preferences } from '../../../shared/contract.ts';

/** What the person decided; of what they have not decided yet, the default. */
export function readPreferences(database: Database): Preferences {
  const value = database.prepare<[], string>('SELECT value FROM preferences').pluck().get();
  return { ...defaultPreferences, ...(value === undefined ? {} : (JSON.parse(value) as Partial<Preferences>)) };
}

export function writePreferences(database: Database, preferences: Preferences): void {
  database
    .prepare('INSERT INTO preferences (id, value) VALUES (1, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
    .run(JSON.stringify(preferences));
}
