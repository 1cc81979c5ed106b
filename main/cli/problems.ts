import { kindTrends, type FailureKind } from '../../shared/overview.ts';
import { DeskError } from '../../shared/error.ts';
import { noArguments, type Command, type Typed } from './command.ts';
import { filterOf, filterOptions } from './filter.ts';
import { withStore } from './place.ts';

export const kindsCommand: Command = {
  name: 'kinds',
  arguments: '',
  summary:
    'List the distinct problems: result type, MX host and domain, and whether each is new, rising, steady, unheard or gone.',
  options: { trend: { value: 'TREND', help: `only those that are ${kindTrends.join(', ')}` }, ...filterOptions },
  run: (typed, output) => {
    noArguments(typed);
    const isAsked = trendFilter(typed);
    return withStore(typed, (store) => {
      const { kinds, total } = store.kinds(filterOf(typed));
      const rows = kinds.filter(isAsked);
      if (output.json) output.value(rows.map((row) => ({ ...row, daily: undefined })));
      else {
        output.table(
          [
            'trend',
            'policy domain',
            'result type',
            'mx host',
            'failed',
            'reports',
            'reporters',
            'first seen',
            'last seen',
          ],
          rows.map((row) => [
            row.trend,
            row.policyDomain,
            row.resultType,
            row.receivingMxHostname,
            row.failedSessions,
            row.reports,
            row.reporters,
            row.firstSeen,
            row.lastSeen,
          ]),
        );
        if (total > kinds.length) output.note(`the first ${kinds.length} of ${total}`);
      }
      return 0;
    });
  },
};

/** Throws usage for a trend that is none. */
function trendFilter({ text }: Typed): (kind: FailureKind) => boolean {
  const asked = text['trend'];
  if (asked === undefined) return () => true;
  const known = kindTrends.find((trend) => trend === asked);
  if (known === undefined) throw new DeskError('usage', `--trend takes one of ${kindTrends.join(', ')}`);
  return ({ trend }) => trend === known;
}
