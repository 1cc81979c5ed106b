import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import type { Dimension } from '../../../shared/contract.ts';
import { failure, message, receive, report, result } from './messages.ts';
import { newFolder, openStore } from './temporary.ts';

/** Written by the first release: six mails, of which three brought a report, one came twice and two were refused. */
const released = gunzipSync(readFileSync(join(import.meta.dirname, '../../fixtures/stores/version-1.sqlite.gz')));

function openReleased() {
  const path = join(newFolder(), 'tlsrpt.sqlite');
  writeFileSync(path, released);
  return openStore(path);
}

test('a store of the first release has all that it had', () => {
  const store = openReleased();
  expect(store.integrity()).toEqual([]);
  expect(store.messageCounts(1)).toEqual({ fetched: 6, stored: 3, duplicate: 1, refused: 2, pending: 0 });
  // One of them is the mended edition of another.
  expect(store.report(1).row.replacedBy).toBe(2);
  expect(store.totals({})).toMatchObject({ reports: 2, policies: 2, failedSessions: 5, reporters: 2 });
  expect(store.totals({ organizationName: 'Ünder GmbH' }).reports).toBe(1);
  expect(store.totals({ search: 'under gmbh' }).reports).toBe(0);
  expect(store.totals({ search: 'ünder' }).reports).toBe(1);
  expect(store.report(1).report.policies[0]?.failureDetails[1]?.additionalInformation).toBe('z'.repeat(5_000));
  expect(store.report(1).conflictsWith).toEqual([2]);
  expect(store.kinds({}).kinds.map(({ resultType }) => resultType)).toEqual(['certificate-expired']);
  expect(store.refusedSource(5)).toContain('no report');
  expect(store.preferences().verification).toBe('dns');
});

test('a store of the first release goes on: what it knew is known, what is new is added', () => {
  const store = openReleased();
  const known = report({ policies: [result('example.com', [failure({ failedSessionCount: 5 })])] });
  const outcomes = receive(store, [message(7, [known]), message(8, [report({ reportId: 'r8' })])]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored']);
  expect(store.choices().organizationNames).toEqual(['Example Inc.', 'Ünder GmbH']);
});

/** What the reports of the store below bring; the mail of `uid` holds one of them again. */
interface Sent {
  organization: string;
  contact: string;
  id: string;
  domain: string;
  mx: string;
  ips: string[];
  counts: number[];
  policy: string[];
}
function copyOf(uid: number, sent: Partial<Sent>) {
  const mx = sent.mx ?? 'mx1.example.org';
  const policy = sent.policy ?? ['version: STSv1', 'mode: enforce', 'mx: mx1.example.org', 'max_age: 86400'];
  const counts = sent.counts ?? [];
  const original = Buffer.from(
    JSON.stringify({
      'organization-name': sent.organization,
      'date-range': { 'start-datetime': '2026-11-20T00:00:00Z', 'end-datetime': '2026-11-20T23:59:59Z' },
      'contact-info': sent.contact ?? 'tls@google.example',
      'report-id': sent.id,
      policies: [
        {
          policy: {
            'policy-type': 'sts',
            'policy-string': policy,
            'policy-domain': sent.domain ?? 'example.org',
            'mx-host': [mx],
          },
          summary: {
            'total-successful-session-count': 10,
            'total-failure-session-count': counts.reduce((sum, count) => sum + count, 0),
          },
          'failure-details': (sent.ips ?? []).map((ip, index) => ({
            'result-type': 'certificate-expired',
            'sending-mta-ip': '192.0.2.1',
            'receiving-mx-hostname': mx,
            'receiving-ip': ip,
            'failed-session-count': counts[index],
          })),
        },
      ],
    }),
  );
  return { ...message(uid, []), reports: [{ parsed: parseReport(original), original }] };
}

/**
 * Written by schema 9, as parsed then: one domain, MX, organization and address in several forms; a report that came
 * twice, with an address in another form, and one with its policy in another order; Halon's one id for two domains; a
 * mended report; reports that were removed, of which one is forgotten; and an ignored reporter under two names.
 */
describe('a store whose texts are in the forms in which they were written', () => {
  const written = gunzipSync(readFileSync(join(import.meta.dirname, '../../fixtures/stores/version-9.sqlite.gz')));
  const openWritten = (alsoWritten = '') => {
    const path = join(newFolder(), 'tlsrpt.sqlite');
    writeFileSync(path, written);
    new BetterSqlite3(path).exec(alsoWritten).close();
    return openStore(path);
  };

  test('has each thing in one row, and no sum has changed but for what was counted twice', () => {
    const store = openWritten();
    expect(store.integrity()).toEqual([]);
    const rows = (by: Dimension) =>
      store.breakdown({}, by).rows.map(({ key, failedSessions }) => [key, failedSessions]);
    expect(rows('receiving-ip')).toEqual([
      ['192.0.2.9', 256],
      ['192.0.2.8', 128],
      ['192.0.2.7', 48],
      ['2001:db8::1', 8],
      ['2001:db8::25', 7],
      ['192.0.2.13', 3],
    ]);
    expect(rows('policy-domain')).toEqual([
      ['example.org', 392],
      ['b.example', 32],
      ['a.example', 16],
      ['xn--bcher-kva.example', 7],
      ['example.net', 3],
    ]);
    expect(rows('organization-name')).toContainEqual(['Google Inc.', 15]);
    expect(rows('receiving-mx-hostname')).toContainEqual(['mx1.xn--bcher-kva.example', 7]);
    expect(store.totals({})).toMatchObject({ reports: 8, failedSessions: 450 });
    expect(store.kinds({}).kinds.map(({ policyDomain, failedSessions }) => [policyDomain, failedSessions])).toEqual(
      rows('policy-domain'),
    );
    const modes = store.domains({}).domains.map(({ policyDomain, stsMode }) => [policyDomain, stsMode]);
    expect(modes).toContainEqual(['xn--bcher-kva.example', 'enforce']);
    // All of them were told of before.
    expect(store.announceKinds()).toEqual([]);
  });

  test('lists reports by names in their form', () => {
    const sort = { key: 'organizationName', descending: false } as const;
    const { rows } = openWritten().reportsPage({ filter: {}, sort, limit: 99 });
    expect(new Set(rows.map(({ organizationName }) => organizationName))).toEqual(
      new Set(['Corrector', 'Gateway', 'Google Inc.', 'Halon', 'Sender']),
    );
  });

  test('knows who signs for an organization by its name in that form', () => {
    const store = openWritten(`INSERT INTO signer (organization, domain) VALUES ('Google \t Inc.', 'signs.example')`);
    expect(store.report(1).usualSigners).toContain('signs.example');
  });

  test('has reports that are the same once, the verified one, and every mail has its outcome', () => {
    const store = openWritten();
    expect(() => store.report(3)).toThrow('not-found');
    expect(() => store.report(10)).toThrow('not-found');
    expect(store.report(4).row).toMatchObject({ authenticity: 'verified', conflicting: false });
    expect(store.report(9).row).toMatchObject({ conflicting: false });
    expect(store.messageCounts(1)).toEqual({ fetched: 16, stored: 11, duplicate: 2, refused: 3, pending: 0 });
    expect([5, 6].map((id) => store.report(id).row.conflicting)).toEqual([false, false]);
    expect([7, 8].map((id) => store.report(id).row.replacedBy)).toEqual([8, null]);
  });

  test('knows a copy of what it has, in whatever form that comes, and of what was removed', () => {
    const store = openWritten();
    const order = ['mx: mx1.example.org', 'max_age: 86400\r', ' mode: enforce', 'version: STSv1'];
    const google = { organization: 'Google Inc.', contact: 'tls@google.example' };
    const removed = { organization: 'Removed GmbH', contact: 'tls@removed.example' };
    const copies: Partial<Sent>[] = [
      {
        ...google,
        id: 'r1',
        domain: 'BÜCHER.example.',
        mx: 'mx1.bücher.example',
        ips: ['2001:db8::25', '2001:db8::25'],
        counts: [1, 2],
        policy: order,
      },
      { ...google, id: 'r3', ips: ['2001:0db8::0001'], counts: [8] },
      { ...google, id: 'r3', ips: ['IPv6:2001:db8::1'], counts: [8] },
      { ...removed, id: 'old', ips: ['192.0.2.10'], counts: [512] },
      { ...removed, id: 'older', ips: ['192.0.2.11'], counts: [1024], policy: ['mode: enforce', 'version: STSv1'] },
      { organization: 'Noisy Ltd', contact: 'tls@noisy.example', id: 'n1', ips: ['192.0.2.12'], counts: [2048] },
    ];
    const answers = receive(
      store,
      copies.map((copy, index) => copyOf(100 + index, copy)),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(copies.map(() => 'duplicate'));
    expect(store.totals({}).reports).toBe(8);
  });

  test('brings back what was removed, and an ignored reporter who had two names', async () => {
    const store = openWritten();
    await store.removals.undo(1);
    expect(store.totals({ receivingIp: '::ffff:192.0.2.10' })).toMatchObject({ reports: 1, failedSessions: 512 });
    expect(store.removals.ignored()).toMatchObject([{ organizationName: 'Noisy Ltd', reports: 2 }]);
    await store.removals.undo(store.removals.ignored()[0]?.removal ?? 0);
    expect(store.totals({ organizationName: 'Noisy Ltd' })).toMatchObject({ reports: 2, failedSessions: 6_144 });
    expect(store.integrity()).toEqual([]);
  });
});
