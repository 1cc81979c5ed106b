import { kindTrends, type FailureKind } from '../../shared/overview.ts';
import { askStore } from './asking.ts';
import type { Run, Typed } from './command.ts';
import { oneOf } from './values.ts';

const columns = [
  ...['trend', 'policy domain', 'result type', 'mx host'],
  ...['failed', 'reports', 'reporters', 'first seen', 'last seen'],
];

export const listKinds: Run = async (typed, output) => {
  const isAsked = trendFilter(typed);
  return askStore(typed, (store, filter) => {
    const { kinds, total } = store.kinds(filter);
    const rows = kinds.filter(isAsked);
    if (output.json) output.value(rows.map((row) => ({ ...row, daily: undefined })));
    else {
      output.table(columns, rows.map(cellsOf));
      if (total > kinds.length) output.note(`the first ${kinds.length} of ${total}`);
    }
    return 0;
  });
};

function cellsOf(kind: FailureKind) {
  return [
    ...[kind.trend, kind.policyDomain, kind.resultType, kind.receivingMxHostname],
    ...[kind.failedSessions, kind.reports, kind.reporters, kind.firstSeen, kind.lastSeen],
  ];
}

function trendFilter({ text }: Typed): (kind: FailureKind) => boolean {
  if (text['trend'] === undefined) return () => true;
  const asked = oneOf('--trend', text['trend'], kindTrends);
  return ({ trend }) => trend === asked;
}
