import type { Database, Statement } from 'better-sqlite3';
import { getDomain } from 'tldts';

/** More are of no use to a person who is to tell which is right. */
const shownSigners = 3;

/** Which domains sign for which organization. Anyone may call themselves Google; the name then has another signer. */
export class Signers {
  #find: Statement<[organization: string], string>;
  #insert: Statement<[organization: string, domain: string]>;

  constructor(database: Database) {
    this.#find = database
      .prepare<[string], string>('SELECT domain FROM signer WHERE organization = ? ORDER BY domain')
      .pluck();
    this.#insert = database.prepare('INSERT OR IGNORE INTO signer (organization, domain) VALUES (?, ?)');
  }

  /** Whether the domain has signed for the organization before. The first that does is remembered; a name must be given. */
  isUsual(organization: string, domain: string): boolean {
    if (organization === '') return true;
    const known = this.#find.all(organization);
    if (known.length === 0) this.add(organization, domain);
    return known.length === 0 || known.some((each) => organizational(each) === organizational(domain));
  }

  add(organization: string, domain: string): void {
    this.#insert.run(organization, domain);
  }
}

export function readSigners(database: Database, organization: string): string[] {
  return database
    .prepare<[string], string>(`SELECT domain FROM signer WHERE organization = ? ORDER BY domain LIMIT ${shownSigners}`)
    .pluck()
    .all(organization);
}

function organizational(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true }) ?? domain;
}
