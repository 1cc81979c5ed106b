import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultPreferences,
  dimensions,
  reportSortKeys,
  type Filter,
  type ReportSort,
  type ReportSortKey,
} from '../../../shared/contract.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import type { Report } from '../../../shared/model.ts';
import { filteredReports } from './arbitrary.ts';
import * as expected from './expected.ts';
import { expectMost } from './most.ts';
import { failure, importReports, message, receive, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

const runs = { numRuns: 60 };

const sorts = fc.record({ key: fc.constantFrom(...reportSortKeys), descending: fc.boolean() });

/** Runs a check for random reports, each time under several random filters. */
function always(check: (store: Store, reports: Report[], filter: Filter, sort: ReportSort) => void): void {
  const matching: boolean[] = [];
  fc.assert(
    fc.property(filteredReports, sorts, ({ reports, filters }, sort) => {
      const store = openStore();
      importReports(store, reports);
      for (const filter of filters) {
        matching.push(expected.matches(reports, filter).length > 0);
        check(store, reports, filter, sort);
      }
    }),
    runs,
  );
  expectMost(matching);
}

describe('for any reports and any filter', () => {
  test('totals are the sums over the matching policies', () => {
    always((store, reports, filter) => {
      const { messages, ...totals } = store.totals(filter);
      expect(totals).toEqual(expected.totals(reports, filter));
      expect(messages.fetched).toBe(reports.length);
    });
  });

  test('a series has every day from the first to the last, with its sums', () => {
    always((store, reports, filter) => {
      const { firstDay, ...columns } = store.series(filter);
      const lists = Object.entries(columns).map(([name, values]) => [name, [...values]]);
      expect({ firstDay, ...Object.fromEntries(lists) }).toEqual(expected.series(reports, filter));
    });
  });

  test('a breakdown by any dimension has the sums of each value', () => {
    always((store, reports, filter) => {
      for (const by of dimensions) {
        expect(store.breakdown(filter, by), by).toEqual(expected.breakdown(reports, filter, by));
      }
    });
  });

  test('pages hold each matching report once and in order, by offset as by cursor', () => {
    always((store, reports, filter, sort) => {
      const matching = new Set(expected.matches(reports, filter).map((match) => match.report));
      const wanted = sorted([...matching], sort).map(({ reportId }) => reportId);
      const query = { filter, sort, limit: 4 };
      expect(readAll((offset) => store.reportsPage({ ...query, offset }))).toEqual(wanted);
      expect(readAll((_, after) => store.reportsPage(after === '' ? query : { ...query, after }))).toEqual(wanted);
      expect(store.reportsPage(query).total).toBe(wanted.length);
    });
  });
});

function readAll(page: (offset: number, after: string) => { rows: { reportId: string }[]; last: string }): string[] {
  const reportIds: string[] = [];
  let after = '';
  for (;;) {
    const { rows, last } = page(reportIds.length, after);
    if (rows.length === 0) return reportIds;
    reportIds.push(...rows.map(({ reportId }) => reportId));
    after = last;
  }
}

/** In order of the store: texts without regard to the case of ASCII letters, then the order of arrival. */
function sorted(reports: Report[], { key, descending }: ReportSort): Report[] {
  const folded = (text: string) => Buffer.from(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  const arrival = (each: Report) => Number(/_(\d+)@/.exec(each.reportId)?.[1]);
  const compareKeys: Record<ReportSortKey, (a: Report, b: Report) => number> = {
    startDatetime: (a, b) => Buffer.compare(folded(a.startDatetime), folded(b.startDatetime)),
    organizationName: (a, b) => Buffer.compare(folded(a.organizationName), folded(b.organizationName)),
    reportId: (a, b) => Buffer.compare(folded(a.reportId), folded(b.reportId)),
    policyDomain: (a, b) => Buffer.compare(folded(firstDomain(a)), folded(firstDomain(b))),
    successfulSessions: (a, b) => successful(a) - successful(b),
    failedSessions: (a, b) => failed(a) - failed(b),
  };
  const compare = (a: Report, b: Report) => compareKeys[key](a, b) || arrival(a) - arrival(b);
  return reports.sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
}
const firstDomain = (each: Report) => each.policies[0]?.policy.policyDomain ?? '';
const successful = (each: Report) => expected.sum(each.policies, (policy) => policy.totalSuccessfulSessionCount);
const failed = (each: Report) => expected.sum(each.policies, (policy) => policy.totalFailureSessionCount);

describe('a filter', () => {
  test('finds domains and MX hosts in any case and with the dot of the root', () => {
    const store = openStore();
    importReports(store, [report({ policies: [result('example.com', [failure()])] })]);
    for (const filter of [{ policyDomain: 'Example.COM.' }, { receivingMxHostname: 'MX.example.com.' }]) {
      expect(store.totals(filter).reports).toBe(1);
    }
  });

  test('finds things in whatever form they are typed', () => {
    const store = openStore();
    const details = [
      failure({
        receivingMxHostname: 'mx.xn--mller-kva.example',
        sendingMtaIp: '198.51.100.9',
        receivingIp: '2001:db8::9',
      }),
    ];
    const policies = [result('xn--mller-kva.example', details)];
    importReports(store, [
      report({ organizationName: 'Fabrikam GmbH', policies }),
      report({ reportId: 'r2', policies: [result('other.example', [failure()])] }),
    ]);
    for (const filter of [
      { policyDomain: 'MÜLLER.example.' },
      { receivingMxHostname: 'mx.mu\u0308ller.example' },
      { sendingMtaIp: '::ffff:198.51.100.9' },
      { receivingIp: '[2001:0DB8:0::9]' },
      { organizationName: ' Fabrikam\u00a0 GmbH' },
    ]) {
      expect(store.totals(filter).reports, JSON.stringify(filter)).toBe(1);
    }
    const searches = ['müller', 'MÜLL', 'mu\u0308ller', 'ller.exam', 'x.müller.example.', 'mx.xn--mller-kva.EXAMPLE.'];
    searches.push('2001:0db8:0:0::9', '[2001:DB8::9]:25', '198.051.100.009', 'fabrikam  gmbh', 'Fabri\u00adkam');
    for (const search of searches) expect(store.totals({ search }).reports, search).toBe(1);
    for (const search of ['müller.org', '2001:db8::90', 'kva.müller']) {
      expect(store.totals({ search }).reports, search).toBe(0);
    }
  });

  test('finds a part of a reason or of an MX host pattern, in any case', () => {
    const store = openStore();
    const odd = result('b.example', [failure({ failureReasonCode: 'X509_V_ERR_Expired' })]);
    odd.policy.mxHost = ['*.Relay.example'];
    importReports(store, [
      report({ policies: [result('a.example', [failure()])] }),
      report({ reportId: 'r2', policies: [odd] }),
    ]);
    for (const search of ['v_err_EXP', 'relay.EX']) {
      const { rows } = store.reportsPage({
        filter: { search },
        sort: { key: 'reportId', descending: false },
        limit: 9,
      });
      expect(
        rows.map(({ reportId }) => reportId),
        search,
      ).toEqual(['r2']);
    }
  });

  test.each(['%', '_', '\\', '\\%', 'a\\'])('finds %j as it was typed: no sign stands for others', (search) => {
    const store = openStore();
    const names = ['plain a', 'a%b', 'a_b', 'a\\b', 'a\\%b'];
    importReports(
      store,
      names.map((organizationName, index) => report({ organizationName, reportId: `r${index}` })),
    );
    const { rows } = store.reportsPage({ filter: { search }, sort: { key: 'reportId', descending: false }, limit: 9 });
    expect(rows.map(({ organizationName }) => organizationName)).toEqual(names.filter((name) => name.includes(search)));
  });

  test('on failures shows in the list only reports with failed sessions, or with details of none', () => {
    const store = openStore();
    const none = { totalFailureSessionCount: 0 };
    importReports(store, [
      report({ reportId: 'well' }),
      report({ reportId: 'failing', policies: [result('a.example', [], { totalFailureSessionCount: 3 })] }),
      report({ reportId: 'detailed', policies: [result('a.example', [failure({ failedSessionCount: 0 })], none)] }),
    ]);
    const query = { sort: { key: 'reportId', descending: false }, limit: 9 } as const;
    const listed = (filter: Filter) => store.reportsPage({ ...query, filter }).rows.map(({ reportId }) => reportId);
    expect(listed({ failuresOnly: true })).toEqual(['detailed', 'failing']);
    expect(listed({})).toEqual(['detailed', 'failing', 'well']);
    expect(store.totals({ failuresOnly: true }).policies).toBe(2);
  });

  test('on what counts leaves out every report that nobody vouches for, signed or not', () => {
    const store = openStore();
    const all = ['not-checked', 'verified', 'unaligned', 'unsigned', 'failed'] as const;
    receive(
      store,
      all.map((authenticity, index) => message(index + 1, [report({ reportId: authenticity })], { authenticity })),
    );
    expect(store.totals({}).reports).toBe(5);
    store.savePreferences({ ...defaultPreferences, countUnverified: false });
    expect(store.totals({}).reports).toBe(2);
    for (const authenticity of all) expect(store.totals({ authenticity }).reports, authenticity).toBe(1);
  });

  test('is never read as SQL', () => {
    const store = openStore();
    importReports(store, [report()]);
    const text = `' OR 1=1 --`;
    for (const name of ['organizationName', 'policyDomain', 'policyType', 'search', 'resultType', 'sendingMtaIp']) {
      expect(store.totals({ [name]: text }).reports, name).toBe(0);
    }
  });
});

test('sums beyond 64 bits are near, and no error', () => {
  const store = openStore();
  const most = Number.MAX_SAFE_INTEGER;
  const policies = Array.from({ length: 2_000 }, () =>
    result('example.com', [failure({ failedSessionCount: most })], { totalSuccessfulSessionCount: most }),
  );
  importReports(store, [report({ policies })]);
  store.confirm(1);
  const { successfulSessions, failedSessions } = store.totals({});
  expect(successfulSessions / most).toBeCloseTo(2_000);
  expect(failedSessions / most).toBeCloseTo(2_000);
  expect(store.breakdown({}, 'result-type').failedSessions / most).toBeCloseTo(2_000);
  expect(store.reportsPage({ filter: {}, sort: { key: 'failedSessions', descending: true }, limit: 1 }).total).toBe(1);
});

test('a breakdown shows the first thousand rows and counts all', () => {
  const store = openStore();
  const details = Array.from({ length: 1_200 }, (_, index) => failure({ sendingMtaIp: `ip${index}` }));
  importReports(store, [report({ policies: [result('example.com', details)] })]);
  const { rows, totalRows, failedSessions } = store.breakdown({}, 'sending-mta-ip');
  expect([rows.length, totalRows, failedSessions]).toEqual([1_000, 1_200, 1_200]);
});

test('choices are the values that occur, most frequent first', () => {
  const store = openStore();
  const details = [failure({ resultType: 'b' }), failure({ resultType: 'b' }), failure({ resultType: 'a' })];
  importReports(store, [
    report({ policies: [result('b.example', details), result('b.example'), result('a.example')] }),
    report({ organizationName: '', reportId: 'r2', policies: [result('c.example')] }),
  ]);
  expect(store.choices()).toEqual({
    policyDomains: ['b.example', 'a.example', 'c.example'],
    organizationNames: ['Example Inc.', ''],
    policyTypes: ['sts'],
    resultTypes: ['b', 'a'],
  });
});

test('an empty store has empty answers', () => {
  const store = openStore();
  expect(store.totals({})).toMatchObject({ reports: 0, failedSessions: 0, reporters: 0 });
  expect(store.series({})).toMatchObject({ firstDay: '', reports: new Float64Array() });
  expect(store.breakdown({}, 'day')).toEqual({ rows: [], totalRows: 0, failedSessions: 0, withoutDetails: 0 });
  const page = store.reportsPage({ filter: {}, sort: { key: 'reportId', descending: false }, limit: 10 });
  expect(page).toEqual({ rows: [], last: '', total: 0 });
});

test('a cursor of no report is a bad request', () => {
  const query = { filter: {}, sort: { key: 'startDatetime', descending: true }, limit: 10, after: 'x' } as const;
  expect(() => openStore().reportsPage(query)).toThrow('bad-request');
});
