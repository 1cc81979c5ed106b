import Database from 'better-sqlite3';
import { distrustSchema } from './foreignschema.ts';

/**
 * Takes out of a copy of the store what must not travel with it: the names of passwords, and certificate authorities,
 * which whoever had the file in between could have put there. Its mailboxes then ask for both again.
 */
export function withholdTrust(path: string): void {
  const database = new Database(path);
  try {
    distrustSchema(database);
    database.pragma('secure_delete = ON');
    database.exec(`UPDATE mailbox SET secret_id = '', certificate_authority = ''`);
  } finally {
    database.close();
  }
}
