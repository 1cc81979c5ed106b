import type { Api } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/rpc.ts';
import * as argument from './arguments.ts';
import { checked } from './arguments.ts';
import { combine } from './combine.ts';
import { excerptOf } from './excerpt.ts';
import type { Store } from './store/store.ts';

type Name = ReportName | SumName | ProblemName;

/** What is answered from the store alone. */
export function queryHandlers(store: Store): Pick<Handlers<Api>, Name> {
  return { ...reportHandlers(store), ...sumHandlers(store), ...problemHandlers(store) };
}

type ReportName =
  'store.status' | `reports.${'page' | 'get' | 'original' | 'headers' | 'combine'}` | `refused.${'page' | 'source'}`;

function reportHandlers(store: Store): Pick<Handlers<Api>, ReportName> {
  return {
    'store.status': (none) => {
      checked(argument.none, none);
      return store.status();
    },
    'reports.page': (query) => store.reportsPage(checked(argument.reportsQuery, query)),
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
      return store.failuresPage(filter, offset, limit);
    },
    choices: (none) => {
      checked(argument.none, none);
      return store.choices();
    },
  };
}

type ProblemName = 'kinds' | 'kinds.announce' | 'domains' | 'coverage';

function problemHandlers(store: Store): Pick<Handlers<Api>, ProblemName> {
  return {
    kinds: (filter) => store.kinds(checked(argument.filter, filter)),
    'kinds.announce': (none) => {
      checked(argument.none, none);
      return store.announceKinds();
    },
    domains: (filter) => store.domains(checked(argument.filter, filter)),
    coverage: (filter) => store.coverage(checked(argument.filter, filter)),
  };
}
