import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deviation, Report } from '../../../shared/model.ts';
import { reportLists } from './arbitrary.ts';
import { importReports, message, receive, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

describe('one report', () => {
  test('is answered exactly as it was parsed', () => {
    fc.assert(
      fc.property(reportLists, (reports) => {
        const store = openStore();
        importReports(store, reports);
        expect(reports.map((_, index) => store.report(index + 1).report)).toEqual(reports);
      }),
      { numRuns: 50 },
    );
  });

  test('comes with its row, its deviations and the message that first brought it', () => {
    const store = openStore();
    const policies = [result('b.example'), result('a.example'), result('b.example')];
    const deviations: Deviation[] = [{ code: 'list-null', path: 'policies[0].policy.mx-host' }];
    const first = message(7, [report({ policies })], { subject: 'First', receivedAt: '2026-03-02T03:00:00.000Z' });
    for (const { parsed } of first.reports) parsed.deviations = deviations;
    receive(store, [first, message(8, [report({ policies })], { subject: 'Second' })]);
    expect(store.report(1)).toMatchObject({
      row: {
        id: 1,
        organizationName: 'Example Inc.',
        reportId: 'r1',
        startDatetime: '2026-03-01T00:00:00Z',
        endDatetime: '2026-03-01T23:59:59Z',
        contactInfo: 'tls@example.net',
        policyDomains: ['b.example', 'a.example'],
        policyTypes: ['sts'],
        policies: 3,
        successfulSessions: 30,
        failedSessions: 0,
        conflicting: false,
        deviations: 1,
      },
      deviations,
      conflictsWith: [],
      message: {
        id: 1,
        isKept: false,
        source: 'INBOX, uid 7',
        subject: 'First',
        from: 'tls@example.net',
        receivedAt: '2026-03-02T03:00:00.000Z',
      },
    });
  });

  test('has the mail it came in where a part of that could not be read, until the report goes', () => {
    const store = openStore();
    const bytes = Buffer.from('From: a mail with a part that nobody can read');
    const incomplete = (changes: Partial<Report>) => ({ ...message(null, [report(changes)]), bytes });
    const batch = { mailboxId: null, folder: '', cursor: null };
    const messages = [incomplete({}), incomplete({}), message(null, [report({ reportId: 'whole' })])];
    store.record({ ...batch, messages });
    expect([1, 2].map((id) => store.report(id).message.isKept)).toEqual([true, false]);
    expect(store.refusedBytes(store.report(1).message.id)).toEqual(bytes);
    expect(() => store.refusedBytes(2)).toThrow('not-found');
    expect(store.totals({}).messages).toMatchObject({ stored: 2, duplicate: 1, refused: 0 });
    store.removeReportsBefore('2027-01-01');
    expect(() => store.refusedBytes(1)).toThrow('not-found');
  });

  test('has its JSON to the letter', () => {
    const store = openStore();
    const original = '{ "organization-name":"Übung",\r\n  "policies" : [ ] }';
    const received = message(null, [report()]);
    for (const each of received.reports) each.original = Buffer.from(original);
    store.record({ mailboxId: null, folder: '', cursor: null, messages: [received] });
    expect(store.original(1)).toBe(original);
  });

  test('has the header of the mail that first brought it, and none when that was a file', () => {
    const store = openStore();
    const headers = (text: string) => ({ headers: Buffer.from(text) });
    receive(store, [message(1, [report()], headers('X-Mail: 1')), message(2, [report()], headers('X-Mail: 2'))]);
    importReports(store, [report({ reportId: 'r2' })]);
    expect([store.headers(1), store.headers(2)]).toEqual(['X-Mail: 1', '']);
    store.removeReportsBefore('2026-03-02');
    receive(store, [message(3, [report()], headers('X-Mail: 3'))]);
    expect(store.headers(3)).toBe('X-Mail: 3');
  });

  test('that is not there is not-found', () => {
    const store = openStore();
    expect(() => store.report(1)).toThrow('not-found');
    expect(() => store.original(1)).toThrow('not-found');
    expect(() => store.headers(1)).toThrow('not-found');
  });
});
