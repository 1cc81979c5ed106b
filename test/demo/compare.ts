import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeFileName } from '../../main/disk/storefiles.ts';
import { Store } from '../../main/engine/store/store.ts';
import type { Totals } from '../../shared/contract.ts';
import { readCsv } from '../engine/csv-reader.ts';

/** The totals of the profile's store. Throws where the CSV files say anything else. */
export function compareWithStore(profile: string, reportsPath: string, failuresPath: string): Totals {
  const store = Store.open(join(profile, storeFileName));
  const totals = store.totals({});
  store.close();
  const reports = readCsv(readFileSync(reportsPath, 'utf8'));
  const failures = readCsv(readFileSync(failuresPath, 'utf8'));
  same('policies', reports.length, totals.policies);
  same('failure details', failures.length, totals.failureDetails);
  same('successful sessions', sum(reports, 'total-successful-session-count'), totals.successfulSessions);
  same('failed sessions', sum(reports, 'total-failure-session-count'), totals.failedSessions);
  const { fetched, stored, duplicate, refused } = totals.messages;
  same('mails', stored + duplicate + refused, fetched);
  return totals;
}

function same(what: string, exported: number, stored: number): void {
  if (exported !== stored) throw new Error(`${what}: the CSV says ${exported}, the store ${stored}`);
}

function sum(rows: Record<string, string>[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}
