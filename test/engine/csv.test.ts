import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { writeCsv } from '../../main/engine/csv.ts';
import type { Store } from '../../main/engine/store/store.ts';
import type { ExportTable, Filter } from '../../shared/contract.ts';
import type { Report, Result } from '../../shared/model.ts';
import { filteredReports } from './store/arbitrary.ts';
import { matches } from './store/expected.ts';
import { expectMost } from './store/most.ts';
import { failure, importReports, report, result } from './store/messages.ts';
import { newFolder, openStore } from './store/temporary.ts';

const never = new AbortController().signal;

async function exported(store: Store, table: ExportTable, filter: Filter = {}): Promise<string> {
  const path = join(newFolder(), 'out.csv');
  await writeCsv(store, table, filter, path, { signal: never, progress: () => {} });
  return readFileSync(path, 'utf8');
}

/** RFC 4180 section 2, strictly: records end in CRLF, quotes stand at both ends of a field or nowhere. */
function parseCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`no field at ${at}: ${text.slice(at, at + 40)}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

const reportHeader = [
  ...['organization-name', 'start-datetime', 'end-datetime', 'contact-info', 'report-id'],
  ...['policy-type', 'policy-string', 'policy-domain', 'mx-host'],
  ...['total-successful-session-count', 'total-failure-session-count'],
];
const failureHeader = [
  ...['result-type', 'sending-mta-ip', 'receiving-mx-hostname', 'receiving-mx-helo', 'receiving-ip'],
  ...['failed-session-count', 'additional-information', 'failure-reason-code'],
];

function policyCells(each: Report, { policy, ...sums }: Result): string[] {
  return [
    ...[each.organizationName, each.startDatetime, each.endDatetime, each.contactInfo, each.reportId],
    ...[policy.policyType, policy.policyString.join('; '), policy.policyDomain, policy.mxHost.join('; ')],
    ...[`${sums.totalSuccessfulSessionCount}`, `${sums.totalFailureSessionCount}`],
  ];
}

function failureCells(detail: Result['failureDetails'][0]): string[] {
  return [
    ...[detail.resultType, detail.sendingMtaIp, detail.receivingMxHostname, detail.receivingMxHelo, detail.receivingIp],
    ...[`${detail.failedSessionCount}`, detail.additionalInformation, detail.failureReasonCode],
  ];
}

describe('what is written', () => {
  test('is for any reports and filter what matches: a row per policy, or per detail', async () => {
    const withDetails: boolean[] = [];
    await fc.assert(
      fc.asyncProperty(filteredReports, async ({ reports, filters: [filter = {}] }) => {
        const store = openStore();
        importReports(store, reports);
        const matching = matches(reports, filter);
        const policies = matching.map((match) => policyCells(match.report, match.result));
        // As in totals: where the filter narrows details, only their sessions count.
        const counted = matching.map((match) =>
          policyCells(match.report, { ...match.result, totalFailureSessionCount: match.failedSessions }),
        );
        const failures = matching.flatMap((match, index) =>
          match.details.map((detail) => [...(policies[index] ?? []), ...failureCells(detail)]),
        );
        const [policyRecords, failureRecords] = [
          parseCsv(await exported(store, 'reports', filter)),
          parseCsv(await exported(store, 'failures', filter)),
        ];
        expect(policyRecords.shift()).toEqual(reportHeader);
        expect(failureRecords.shift()).toEqual([...reportHeader, ...failureHeader]);
        expect(policyRecords.sort()).toEqual(counted.sort());
        expect(failureRecords.sort()).toEqual(failures.sort());
        withDetails.push(failures.length > 0);
      }),
      { numRuns: 40 },
    );
    expectMost(withDetails);
  });

  test('adds up to the totals that are shown for the same filter, whichever table', async () => {
    const store = openStore();
    const details = [
      failure({ failedSessionCount: 3 }),
      failure({ failedSessionCount: 4, receivingIp: '198.51.100.2' }),
    ];
    importReports(store, [
      report({ policies: [result('a.example', details), result('b.example', [failure()])] }),
      report({ reportId: 'week', endDatetime: '2026-03-07T23:59:59Z', policies: [result('a.example', details)] }),
    ]);
    const filters: Filter[] = [
      {},
      { policyDomain: 'a.example' },
      { receivingIp: '198.51.100.2' },
      { resultType: 'certificate-expired', search: 'b.example' },
      { since: '2026-03-02', until: '2026-03-05' },
      { since: '2026-03-03', receivingIp: '198.51.100.1' },
    ];
    for (const filter of filters) {
      const { successfulSessions, failedSessions, policies, failureDetails } = store.totals(filter);
      const sums = async (table: ExportTable, ...columns: number[]) => {
        const [, ...rows] = parseCsv(await exported(store, table, filter));
        return [rows.length, ...columns.map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0))];
      };
      expect([filter, ...(await sums('reports', 9, 10))]).toEqual([
        filter,
        policies,
        successfulSessions,
        failedSessions,
      ]);
      expect([filter, ...(await sums('failures', 16))]).toEqual([filter, failureDetails, failedSessions]);
    }
  });

  test('has beside each detail the columns of its own policy, also where a report has several', async () => {
    const store = openStore();
    const of = (domain: string, ...hosts: string[]) =>
      result(
        domain,
        hosts.map((receivingMxHostname) => failure({ receivingMxHostname })),
      );
    importReports(store, [
      report({ policies: [of('a.example', 'mx1.a.example', 'mx2.a.example'), of('b.example', 'mx.b.example')] }),
      report({ reportId: 'r2', policies: [of('c.example'), of('d.example', 'mx.d.example')] }),
    ]);
    const [header = [], ...rows] = parseCsv(await exported(store, 'failures'));
    const columns = ['report-id', 'policy-domain', 'receiving-mx-hostname'].map((name) => header.indexOf(name));
    expect(rows.map((row) => columns.map((column) => row[column]))).toEqual([
      ['r1', 'a.example', 'mx1.a.example'],
      ['r1', 'a.example', 'mx2.a.example'],
      ['r1', 'b.example', 'mx.b.example'],
      ['r2', 'd.example', 'mx.d.example'],
    ]);
  });

  test('comes by day, and is RFC 4180 in UTF-8 without a byte order mark, quoted only where need be', async () => {
    const store = openStore();
    const later = report({
      startDatetime: '2026-03-02T00:00:00Z',
      reportId: 'r2',
      organizationName: 'Übung "GmbH", Wien',
    });
    importReports(store, [later, report({ reportId: 'a\r\nb\nc', contactInfo: '' })]);
    expect(await exported(store, 'reports')).toBe(
      [
        `${reportHeader.join(',')}\r\n`,
        'Example Inc.,2026-03-01T00:00:00Z,2026-03-01T23:59:59Z,,"a\r\nb\nc",',
        'sts,version: STSv1; mode: enforce,example.com,*.example.com,10,0\r\n',
        '"Übung ""GmbH"", Wien",2026-03-02T00:00:00Z,2026-03-01T23:59:59Z,tls@example.net,r2,',
        'sts,version: STSv1; mode: enforce,example.com,*.example.com,10,0\r\n',
      ].join(''),
    );
  });

  test.each([
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t'=1`],
    ['\tx', `'\tx`],
    ['\rx', `'\rx`],
    ['\nx', `'\nx`],
    ['  =1', `'  =1`],
    ['"=1"', `'"=1"`],
    [`' =1`, `'' =1`],
    ['\u00a0\ufeff=1', `'\u00a0\ufeff=1`],
    ['\uff1d1', `'\uff1d1`],
    ['\uff0b1', `'\uff0b1`],
    ['\uff0d1', `'\uff0d1`],
    ['\uff20x', `'\uff20x`],
    ['\0=1+1', `'\ufffd=1+1`],
    ['\x1b\u202e=1', `'\ufffd\u202e=1`],
    ['\u00ad@x', `'\u00ad@x`],
    ['a;=1', `a;'=1`],
    ['a; \0=1', `a;' \ufffd=1`],
    ['a|+1\t-1', `a|'+1\t'-1`],
    ['a\r\n=1', `a\r\n'=1`],
    ['a;;b|=', `a;;b|'=`],
    ['a\0b\x9bc', 'a\ufffdb\ufffdc'],
    ['a=1', 'a=1'],
    ['a b-c=d; e', 'a b-c=d; e'],
    ['2001:db8::1', '2001:db8::1'],
    ['', ''],
  ])('runs as no formula: %j is %j', async (text, cell) => {
    const store = openStore();
    const detail = failure({ additionalInformation: text, failureReasonCode: text, receivingMxHelo: text });
    const [first] = [result('example.com', [detail])];
    importReports(store, [report({ organizationName: text, contactInfo: text, policies: [first] as Result[] })]);
    const [, row] = parseCsv(await exported(store, 'failures'));
    expect([0, 3, 14, 17, 18].map((column) => row?.[column])).toEqual(Array.from({ length: 5 }, () => cell));
    expect(row?.[9]).toBe('10');
  });

  test('a list is defused item by item', async () => {
    const store = openStore();
    const policy = { policyType: 'sts', policyString: ['=a', '=b'], policyDomain: 'example.com', mxHost: ['@x'] };
    importReports(store, [report({ policies: [result('example.com', [], { policy })] })]);
    const [, row] = parseCsv(await exported(store, 'reports'));
    expect([row?.[6], row?.[8]]).toEqual([`'=a;' =b`, `'@x`]);
  });

  test('a line greater than the chunks for the disk is written whole', async () => {
    const store = openStore();
    const mxHost = Array.from({ length: 10_000 }, (_, index) => `ü${index}.a-rather-long-host-name.example.com`);
    const policy = { policyType: 'sts', policyString: [], policyDomain: 'example.com', mxHost };
    importReports(store, [
      report(),
      report({ reportId: 'r2', policies: [result('', [], { policy })] }),
      report({ reportId: 'r3' }),
    ]);
    const records = parseCsv(await exported(store, 'reports'));
    expect(records.map((record) => record[4])).toEqual(['report-id', 'r1', 'r2', 'r3']);
    expect(records[2]?.[8]).toBe(mxHost.join('; '));
  });
});

const reportsOfManyChunks = Array.from({ length: 4_000 }, (_, index) =>
  report({ reportId: `r${index}`, organizationName: 'x'.repeat(200) }),
);

describe('the file', () => {
  test('replaces the one that was there, is for its owner alone, and is as large as told', async () => {
    const store = openStore();
    importReports(store, [report()]);
    const path = join(newFolder(), 'out.csv');
    writeFileSync(path, 'old');
    const written = await writeCsv(store, 'reports', {}, path, { signal: never, progress: () => {} });
    expect(written).toEqual({ rows: 1, bytes: statSync(path).size });
    expect(readFileSync(path, 'utf8')).toMatch(/^organization-name/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(['out.csv']);
  });

  test('is written while the engine does other things, even stores reports, which it then has not', async () => {
    const store = openStore();
    importReports(store, reportsOfManyChunks);
    const path = join(newFolder(), 'out.csv');
    const seen: number[] = [];
    let turns = 0;
    const others = setInterval(() => turns++);
    const progress = (rows: number) => {
      importReports(store, [report({ reportId: `late ${rows}` })]);
      seen.push(rows);
    };
    const written = await writeCsv(store, 'reports', {}, path, { signal: never, progress });
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
    expect(store.totals({}).reports).toBeGreaterThan(reportsOfManyChunks.length);
    expect(written.rows).toBe(reportsOfManyChunks.length);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(reportsOfManyChunks.length);
  });

  test('is not there after a cancel, nor a trace of it, and an older one stays', async () => {
    const store = openStore();
    importReports(store, reportsOfManyChunks);
    const path = join(newFolder(), 'out.csv');
    writeFileSync(path, 'old');
    const controller = new AbortController();
    const writing = writeCsv(store, 'reports', {}, path, {
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(dirname(path))).toEqual(['out.csv']);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(importReports(store, [report({ reportId: 'after' })])[0]?.outcome).toBe('stored');
  });

  test('that cannot be written is file-not-writable, and leaves nothing', async () => {
    const store = openStore();
    importReports(store, [report()]);
    const folder = newFolder();
    mkdirSync(join(folder, 'taken'));
    for (const path of [join(folder, 'missing', 'out.csv'), join(folder, 'taken')]) {
      const writing = writeCsv(store, 'reports', {}, path, { signal: never, progress: () => {} });
      await expect(writing).rejects.toMatchObject({ code: 'file-not-writable' });
    }
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  test('for which there is no room is disk-full, and leaves nothing', async () => {
    const store = openStore();
    importReports(store, [report()]);
    const path = join(newFolder(), 'out.csv');
    const probe = await open(path, 'w');
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const spy = vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'writeFile').mockRejectedValue(full);
    await probe.close();
    const writing = writeCsv(store, 'reports', {}, path, { signal: never, progress: () => {} });
    await expect(writing).rejects.toMatchObject({ code: 'disk-full' });
    spy.mockRestore();
    expect(readdirSync(dirname(path))).toEqual(['out.csv']);
  });
});
