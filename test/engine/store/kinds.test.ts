import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPreferences } from '../../../shared/contract.ts';
import type { Authenticity, Report } from '../../../shared/model.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import { longReportLists } from './arbitrary.ts';
import { failure, importReports, message, report, result } from './messages.ts';
import { newPath, openStore } from './temporary.ts';

const dayOfMarch = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;

/** Reports of one reporter on the domain, with so many failed sessions on each of these days. */
function daily(failed: Record<number, number>, days: number[], domain = 'example.com'): Report[] {
  return days.map((day) => {
    const details = failed[day] === undefined ? [] : [failure({ failedSessionCount: failed[day] })];
    return report({
      reportId: `${day} ${domain}`,
      startDatetime: `${dayOfMarch(day)}T00:00:00Z`,
      endDatetime: `${dayOfMarch(day)}T23:59:59Z`,
      policies: [result(domain, details)],
    });
  });
}
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const each = (days: number[], sessions: number) => Object.fromEntries(days.map((day) => [day, sessions]));

function storeOf(reports: Report[]): Store {
  const store = openStore();
  importReports(store, reports);
  return store;
}
const trends = (store: Store, filter = {}) => store.kinds(filter).kinds.map(({ trend }) => trend);

describe('a kind of failure is', () => {
  test.each([
    ['gone', 'when the last three days with reports do not have it', each(range(1, 17), 5)],
    ['steady', 'when one of the last three has it', each(range(1, 18), 5)],
    ['new', 'when it was first seen six days before the last report', each(range(14, 20), 5)],
    ['rising', 'when it was first seen a week before, and is seen more often since', each(range(13, 20), 5)],
    ['rising', 'when it grew by half within a week', { ...each(range(1, 13), 10), ...each(range(14, 20), 15) }],
    ['steady', 'when it grew by less', { ...each(range(1, 13), 10), ...each(range(14, 20), 14) }],
    ['steady', 'when it becomes rare', { ...each(range(1, 13), 10), ...each(range(14, 20), 1) }],
    ['steady', 'when it is too rare for its growth to mean anything', { ...each(range(1, 13), 0), 16: 4, 19: 5 }],
    ['steady', 'when its details count no session', each(range(1, 20), 0)],
  ])('%s %s', (trend, _, failed) => {
    const store = storeOf(daily(failed, range(1, 20)));
    expect(trends(store)).toEqual([trend]);
    // The days that are shown decide which kinds are listed, not how they do.
    if (failed[20] !== undefined) expect(trends(store, { since: dayOfMarch(20) })).toEqual([trend]);
  });

  test('steady while its domain has been reported on for little more than a week', () => {
    expect(trends(storeOf(daily(each(range(1, 10), 5), range(1, 10))))).toEqual(['steady']);
    expect(trends(storeOf(daily({ ...each(range(1, 3), 5), ...each(range(4, 10), 8) }, range(1, 10))))).toEqual([
      'rising',
    ]);
  });

  test('counted once in a report that has several of its details, and has the reason that most of them give', () => {
    const details = ['', 'a', 'b', 'b', 'a', 'b', ''].map((failureReasonCode) => failure({ failureReasonCode }));
    const { kinds } = storeOf([report({ policies: [result('example.com', details)] })]).kinds({});
    expect(kinds).toMatchObject([{ reports: 1, failedSessions: 7, failureReasonCode: 'b' }]);
  });

  test('judged by the latest report of its domain, not by those of others or by today', () => {
    const store = storeOf([...daily(each(range(1, 14), 5), range(1, 14)), ...daily({}, range(1, 28), 'other.example')]);
    expect(trends(store)).toEqual(['steady']);
  });

  test('gone also for a filter that only finds failures', () => {
    const store = storeOf(daily(each(range(1, 9), 5), range(1, 20)));
    for (const filter of [{ failuresOnly: true }, { resultType: 'certificate-expired' }, { search: 'mx.example' }]) {
      expect(trends(store, filter)).toEqual(['gone']);
    }
  });
});

describe('a problem that is real goes on', () => {
  const by = (organizationName: string, reports: Report[]) => reports.map((each) => ({ ...each, organizationName }));
  const record = (store: Store, authenticity: Authenticity, reports: Report[]) =>
    store.record({
      mailboxId: null,
      folder: '',
      cursor: null,
      messages: reports.map((each) => message(null, [each], { authenticity })),
    });

  test('whatever others report who never met it', () => {
    const store = storeOf([
      ...by('Reporter', daily(each(range(1, 10), 5), range(1, 10))),
      ...by('Stranger', daily({}, range(11, 14))),
    ]);
    expect(store.kinds({})).toMatchObject({ open: 1, kinds: [{ trend: 'unheard' }] });
    importReports(store, by('Reporter', daily({}, range(15, 17))));
    expect(store.kinds({})).toMatchObject({ open: 0, kinds: [{ trend: 'gone' }] });
  });

  test('until all have reported again who saw it in its last week', () => {
    const store = storeOf([
      ...by('Long silent', daily(each([2], 5), range(1, 2))),
      ...by('One', daily(each(range(1, 10), 5), range(1, 14))),
      ...by('Other', daily(each(range(5, 9), 5), range(5, 9))),
    ]);
    expect(trends(store)).toEqual(['unheard']);
    importReports(store, by('Other', daily({}, range(12, 14))));
    expect(trends(store)).toEqual(['gone']);
  });

  test('until each has, on days after its own last sighting', () => {
    const store = storeOf([
      ...by('One', daily(each(range(1, 10), 5), range(1, 12))),
      ...by('Other', daily(each(range(5, 9), 5), [...range(5, 9), ...range(12, 14)])),
    ]);
    expect(trends(store)).toEqual(['unheard']);
    importReports(store, by('One', daily({}, [13])));
    expect(trends(store)).toEqual(['gone']);
  });

  test('whatever is sent in the name of a reporter that signs', () => {
    const store = openStore();
    record(store, 'verified', daily(each(range(1, 10), 5), range(1, 10)));
    for (const forged of ['not-checked', 'failed', 'unsigned', 'unaligned', 'waiting'] as const) {
      record(
        store,
        forged,
        daily({}, range(11, 14)).map((each) => ({ ...each, reportId: `${each.reportId} ${forged}` })),
      );
    }
    expect(trends(store)).toEqual(['unheard']);
    record(store, 'verified', daily({}, range(11, 13)));
    expect(trends(store)).toEqual(['gone']);
  });

  test('and is gone when who saw it reports well, verified since', () => {
    const store = openStore();
    record(store, 'not-checked', daily(each(range(1, 10), 5), range(1, 10)));
    record(store, 'verified', daily({}, range(11, 13)));
    expect(trends(store)).toEqual(['gone']);
  });

  test('but not for good: who stays away for three months holds nothing open', () => {
    const later = by('Stranger', daily({}, range(10, 11))).map((each) => ({
      ...each,
      startDatetime: each.startDatetime.replace('-03-', '-06-'),
      endDatetime: each.endDatetime.replace('-03-', '-06-'),
    }));
    const stranger = by('Stranger', daily({}, range(10, 12)));
    const store = storeOf([...by('Reporter', daily(each([9], 5), [9])), ...stranger, ...later]);
    expect(trends(store)).toEqual(['gone']);
  });
});

test('kinds that are not gone come first, and all are counted', () => {
  const many = Array.from({ length: 250 }, (_, index) =>
    failure({ receivingMxHostname: `mx${index}.example.com`, failedSessionCount: index }),
  );
  const gone = failure({ resultType: 'validation-failure', failedSessionCount: 1_000 });
  const reports = daily({}, range(1, 9)).map((each, index) => ({
    ...each,
    policies: [result('example.com', index === 0 ? [gone] : many)],
  }));
  const { kinds, total, open } = storeOf(reports).kinds({});
  expect([kinds.length, total, open]).toEqual([200, 251, 250]);
  expect(kinds[0]?.receivingMxHostname).toBe('mx249.example.com');
});

describe('who makes up kinds by the hundred', () => {
  const forged = (count: number, each: (index: number) => Partial<Report> = () => ({})) =>
    Array.from({ length: count }, (_, index) => ({
      ...report({
        organizationName: 'Forger',
        reportId: `forged ${index}`,
        startDatetime: `${dayOfMarch(20)}T00:00:00Z`,
        endDatetime: `${dayOfMarch(20)}T23:59:59Z`,
        policies: [
          result('example.com', [
            failure({ receivingMxHostname: `mx${index}.forged.example`, failedSessionCount: 9_000 }),
          ]),
        ],
      }),
      ...each(index),
    }));
  const real = { receivingMxHostname: 'mx.example.com', resultType: 'certificate-expired' };
  const isListed = (store: Store) => {
    const { kinds, total } = store.kinds({});
    expect([kinds.length, total]).toEqual([200, 251]);
    return kinds.some(({ receivingMxHostname }) => receivingMxHostname === real.receivingMxHostname);
  };
  const genuine = daily({ 20: 1 }, [20]);

  test('does not push out the problem of another reporter', () => {
    expect(isListed(storeOf([...genuine, ...forged(250)]))).toBe(true);
    expect(isListed(storeOf([...forged(250), ...genuine]))).toBe(true);
  });

  test('nor that of one known longer, in as many names', () => {
    expect(isListed(storeOf([...genuine, ...forged(250, (index) => ({ organizationName: `Forger ${index}` }))]))).toBe(
      true,
    );
  });

  test('nor that of a verified one, whoever came first', () => {
    const store = storeOf(forged(250, (index) => ({ organizationName: `Forger ${index}` })));
    const messages = genuine.map((each) => message(null, [each], { authenticity: 'verified' }));
    store.record({ mailboxId: null, folder: '', cursor: null, messages });
    expect(isListed(store)).toBe(true);
  });

  test('does not keep it from being told of', () => {
    const store = storeOf([...genuine, ...forged(250)]);
    expect(store.announceKinds().map(({ receivingMxHostname }) => receivingMxHostname)).toContain('mx.example.com');
  });
});

test('unverified reports neither make a kind nor date it, when they do not count', () => {
  const store = openStore();
  const [forged, real] = daily(each([1, 20], 5), [1, 20]);
  if (forged === undefined || real === undefined) throw new Error('two reports');
  const messages = [message(null, [forged], { authenticity: 'failed' }), message(null, [real])];
  store.record({ mailboxId: null, folder: '', cursor: null, messages });
  expect(store.kinds({}).kinds).toMatchObject([{ firstSeen: dayOfMarch(1), failedSessions: 10 }]);
  store.savePreferences({ ...defaultPreferences, countUnverified: false });
  expect(store.kinds({}).kinds).toMatchObject([{ firstSeen: dayOfMarch(20), failedSessions: 5, trend: 'new' }]);
  expect(store.kinds({ authenticity: 'failed' }).kinds).toMatchObject([{ lastSeen: dayOfMarch(1) }]);
});

describe('announcing', () => {
  const announced = (store: Store) => store.announceKinds().map(({ policyDomain, trend }) => [policyDomain, trend]);

  test('tells of a kind once, also after a restart', () => {
    const path = newPath();
    const store = openStore(path);
    importReports(store, daily(each([19, 20], 5), range(1, 20)));
    expect(announced(store)).toEqual([['example.com', 'new']]);
    expect(announced(store)).toEqual([]);
    store.close();
    const again = openStore(path);
    importReports(again, daily(each([21], 5), range(21, 21)));
    expect(announced(again)).toEqual([]);
  });

  test('leaves out what is not of the latest week of reports, or gone again', () => {
    const store = storeOf([
      ...daily(each(range(13, 20), 5), range(1, 20)),
      ...daily(each([16], 5), range(1, 20), 'gone.example'),
      ...daily(each([5], 5), range(1, 5), 'silent.example'),
    ]);
    expect(announced(store)).toEqual([]);
  });

  test('tells of a kind again that was gone and is back', () => {
    const store = storeOf(daily(each([8, 9], 5), range(1, 10)));
    expect(announced(store)).toEqual([['example.com', 'new']]);
    importReports(store, daily(each([12], 5), range(11, 12)));
    expect(announced(store)).toEqual([]);
    importReports(store, daily(each([16], 5), range(13, 16)));
    expect(announced(store)).toEqual([['example.com', 'steady']]);
    expect(announced(store)).toEqual([]);
  });

  test('tells of a kind that is back after months, of which it was never told', () => {
    const store = storeOf([
      ...daily(each([1], 5), range(1, 31)).map(aYearEarlier),
      ...daily({ 20: 50 }, range(10, 20)),
    ]);
    expect(announced(store)).toEqual([['example.com', 'rising']]);
  });
});

const aYearEarlier = (each: Report): Report => ({
  ...each,
  startDatetime: each.startDatetime.replace('2026', '2025'),
  endDatetime: each.endDatetime.replace('2026', '2025'),
});

test('the first and last days of kinds stay true whatever becomes of reports', () => {
  const authenticities = fc.constantFrom<Authenticity>('not-checked', 'unsigned', 'verified');
  const steps = fc.array(fc.record({ verify: fc.nat(100), replace: fc.nat(100), by: fc.nat(100) }), { maxLength: 10 });
  fc.assert(
    fc.property(
      longReportLists,
      authenticities,
      steps,
      fc.integer({ min: 1, max: 31 }),
      (reports, first, list, day) => {
        const path = newPath();
        const store = openStore(path);
        const record = (each: Report, authenticity: Authenticity) =>
          store.record({
            mailboxId: null,
            folder: '',
            cursor: null,
            messages: [message(null, [each], { authenticity })],
          });
        for (const each of reports) record(each, first);
        for (const { verify, replace, by } of reports.length === 0 ? [] : list) {
          const [a, b] = [reports[verify % reports.length], reports[by % reports.length]];
          if (a !== undefined) record(a, 'verified');
          const parsed = { report: { ...(b ?? report()), reportId: `replaced ${replace}` }, deviations: [] };
          store.replaceReport((replace % reports.length) + 1, parsed);
        }
        expect(storedKinds(path)).toEqual(kindsOfFacts(path));
        store.removeReportsBefore(dayOfMarch(day));
        expect(storedKinds(path)).toEqual(kindsOfFacts(path));
        store.close();
      },
    ),
    { numRuns: 40 },
  );
});

const kindColumns = 'policy_domain, result_type, receiving_mx_hostname, authenticity';

function read(path: string, sql: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
const storedKinds = (path: string) => read(path, `SELECT * FROM kind ORDER BY ${kindColumns}`);
const kindsOfFacts = (path: string) =>
  read(
    path,
    `SELECT ${kindColumns}, min(day) AS first_day, max(day) AS last_day
     FROM failure GROUP BY ${kindColumns} ORDER BY ${kindColumns}`,
  );
