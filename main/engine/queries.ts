import type { Api } from '../../shared/contract.ts';
import type { CallContext, Handlers } from '../../shared/rpc.ts';
import * as argument from './arguments.ts';
import { checked } from './arguments.ts';
import { clipped, maxRowTextLength } from './clip.ts';
import { combine } from './combine.ts';
import { excerptOf } from './excerpt.ts';
import type { QueryRunner } from './queryrunner.ts';
import type { Store } from './store/store.ts';

/** Questions of the window that are answered from the store alone, whatever they cost. */
export type Questions = Pick<Api, ReportName | SumName | ProblemName>;

/** Answers them, in a worker (queryworker.ts). */
export function queryHandlers(store: Store): Handlers<Questions> {
  return { ...reportHandlers(store), ...sumHandlers(store), ...problemHandlers(store) };
}

/** Hands them over to the worker. */
export function askingHandlers(runner: Pick<QueryRunner, 'ask'>): Handlers<Questions> {
  const ask = (name: keyof Questions) => (argument: unknown, context: CallContext) =>
    runner.ask(name, argument, context.signal);
  return Object.fromEntries(Object.keys(names).map((name) => [name, ask(name as keyof Questions)])) as never;
}

const names: Record<keyof Questions, true> = {
  'reports.page': true,
  'reports.get': true,
  'reports.original': true,
  'reports.headers': true,
  'reports.combine': true,
  'refused.page': true,
  'refused.source': true,
  totals: true,
  series: true,
  breakdown: true,
  'breakdown.trends': true,
  'breakdown.parts': true,
  'failures.page': true,
  choices: true,
  kinds: true,
  domains: true,
  coverage: true,
};

type ReportName = `reports.${'page' | 'get' | 'original' | 'headers' | 'combine'}` | `refused.${'page' | 'source'}`;

function reportHandlers(store: Store): Pick<Handlers<Api>, ReportName> {
  return {
    'reports.page': (query) => {
      const page = store.reportsPage(checked(argument.reportsQuery, query));
      return { ...page, rows: page.rows.map((row) => clipped(row, maxRowTextLength)) };
    },
    'reports.get': (id) => {
      const detail = store.report(checked(argument.id, id));
      return { ...detail, report: excerptOf(detail.report) };
    },
    'reports.original': (id) => store.original(checked(argument.id, id)),
    'reports.headers': (id) => store.headers(checked(argument.id, id)),
    'reports.combine': (selection) => {
      const combined = combine(store, checked(argument.selection, selection));
      return { ...combined, report: excerptOf(combined.report) };
    },
    'refused.page': (query) => {
      const { offset, limit } = checked(argument.refusedQuery, query);
      return store.refusedPage(offset, limit);
    },
    'refused.source': (id) => store.refusedSource(checked(argument.id, id)),
  };
}

type SumName = 'totals' | 'series' | 'breakdown' | `breakdown.${'trends' | 'parts'}` | 'failures.page' | 'choices';

function sumHandlers(store: Store): Pick<Handlers<Api>, SumName> {
  return {
    totals: (filter) => store.totals(checked(argument.filter, filter)),
    series: (filter) => store.series(checked(argument.filter, filter)),
    breakdown: (query) => {
      const { filter, by } = checked(argument.breakdownQuery, query);
      return store.breakdown(filter, by);
    },
    'breakdown.trends': (rows) => store.breakdownTrends(checked(argument.breakdownRows, rows)),
    'breakdown.parts': (rows) => store.breakdownParts(checked(argument.breakdownParts, rows)),
    'failures.page': (query) => {
      const { filter, offset, limit } = checked(argument.failuresQuery, query);
      const page = store.failuresPage(filter, offset, limit);
      return { ...page, rows: page.rows.map((row) => clipped(row, maxRowTextLength)) };
    },
    choices: (none) => {
      checked(argument.none, none);
      return store.choices();
    },
  };
}

type ProblemName = 'kinds' | 'domains' | 'coverage';

function problemHandlers(store: Store): Pick<Handlers<Api>, ProblemName> {
  return {
    kinds: (filter) => store.kinds(checked(argument.filter, filter)),
    domains: (filter) => store.domains(checked(argument.filter, filter)),
    coverage: (filter) => store.coverage(checked(argument.filter, filter)),
  };
}
