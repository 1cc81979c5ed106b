import { dimensions } from '../../shared/contract.ts';
import { askStore } from './asking.ts';
import type { Run } from './command.ts';
import { oneOf, requiredText } from './values.ts';

export const printTotals: Run = (typed, output) =>
  askStore(typed, (store, filter) => {
    const totals = store.totals(filter);
    if (output.json) output.value(totals);
    else {
      const { messages, ...sums } = totals;
      output.table(['', 'count'], Object.entries(sums).concat(Object.entries(messages)));
    }
    return 0;
  });

export const printBreakdown: Run = async (typed, output) => {
  const by = oneOf('--by', requiredText(typed, 'by'), dimensions);
  return askStore(typed, (store, filter) => {
    const { rows, totalRows, withoutDetails } = store.breakdown(filter, by);
    if (output.json) output.value(rows);
    else {
      output.table(
        [by, 'failed', 'reports', 'first seen', 'last seen'],
        rows.map((row) => [row.key, row.failedSessions, row.reports, row.firstSeen, row.lastSeen]),
      );
      if (totalRows > rows.length) output.note(`the first ${rows.length} of ${totalRows}`);
      if (withoutDetails > 0) output.note(`${withoutDetails} more failed sessions came without details`);
    }
    return 0;
  });
};

const dayMs = 24 * 60 * 60 * 1000;

export const printSeries: Run = (typed, output) =>
  askStore(typed, (store, filter) => {
    const { firstDay, successfulSessions, failedSessions, reports } = store.series(filter);
    const days = Array.from(successfulSessions, (successful, index) => ({
      day: new Date(Date.parse(`${firstDay}T00:00:00Z`) + index * dayMs).toISOString().slice(0, 10),
      successfulSessions: successful,
      failedSessions: failedSessions[index] ?? 0,
      reports: reports[index] ?? 0,
    }));
    if (output.json) output.value(days);
    else {
      output.table(
        ['day', 'successful', 'failed', 'reports'],
        days.map((day) => [day.day, day.successfulSessions, day.failedSessions, day.reports]),
      );
    }
    return 0;
  });
