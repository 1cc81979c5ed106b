import { dimensions, type Dimension, type RefusedRow, type ReportRow } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { domainsOf } from '../../shared/excerpt.ts';
import { refusalText } from '../../shared/problems.ts';
import type { Store } from '../engine/store/store.ts';
import { formatReport } from '../engine/tlsrpt/format.ts';
import { idArgument, noArguments, requiredText, type Command } from './command.ts';
import { filterOf, filterOptions } from './filter.ts';
import { withStore } from './place.ts';

const pageRows = 500;

export const reportsCommand: Command = {
  name: 'reports',
  arguments: '',
  summary: 'List the reports, newest first.',
  options: filterOptions,
  run: (typed, output) => {
    noArguments(typed);
    const filter = filterOf(typed);
    return withStore(typed, (store) => {
      const rows = allReports(store, filter);
      if (output.json) output.value(rows);
      else {
        output.table(
          ['id', 'start', 'organization', 'policy domains', 'successful', 'failed', 'report-id'],
          rows.map((row) => [
            row.id,
            row.startDatetime,
            row.organizationName,
            domainsOf(row, ' '),
            row.successfulSessions,
            row.failedSessions,
            row.reportId,
          ]),
        );
      }
      return 0;
    });
  },
};

function allReports(store: Store, filter: ReturnType<typeof filterOf>): ReportRow[] {
  const rows: ReportRow[] = [];
  const sort = { key: 'startDatetime', descending: true } as const;
  let page = store.reportsPage({ filter, sort, limit: pageRows });
  while (page.rows.length > 0) {
    rows.push(...page.rows);
    page = store.reportsPage({ filter, sort, limit: pageRows, after: page.last });
  }
  return rows;
}

export const showCommand: Command = {
  name: 'show',
  arguments: 'ID',
  summary: 'Print a report as RFC 8460 JSON, as it was read.',
  options: {},
  run: (typed, output) =>
    withStore(typed, (store) => {
      output.document(formatReport(store.report(idArgument(typed)).report));
      return 0;
    }),
};

export const confirmCommand: Command = {
  name: 'confirm',
  arguments: 'ID',
  summary: 'Count a report that is in doubt (reports --authenticity unconfirmed), and others of its reporter.',
  options: {},
  run: (typed, output) => {
    const id = idArgument(typed);
    return withStore(typed, (store) => {
      const counted = store.confirm(id);
      if (output.json) output.value({ counted });
      else output.text(counted === 1 ? '1 report counts now' : `${counted} reports count now`);
      return 0;
    });
  },
};

export const originalCommand: Command = {
  name: 'original',
  arguments: 'ID',
  summary: 'Print a report exactly as its reporter wrote it.',
  options: {},
  run: (typed, output) =>
    withStore(typed, (store) => {
      const original = store.originalBytes(idArgument(typed));
      // Byte by byte into a file or another program; a person at a terminal gets what cannot write to it.
      if (process.stdout.isTTY) output.document(original.toString('utf8'));
      else process.stdout.write(original);
      return 0;
    }),
};

export const totalsCommand: Command = {
  name: 'totals',
  arguments: '',
  summary: 'Count reports, policies, sessions and messages.',
  options: filterOptions,
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, (store) => {
      const totals = store.totals(filterOf(typed));
      if (output.json) output.value(totals);
      else {
        const { messages, ...sums } = totals;
        output.table([], Object.entries(sums).concat(Object.entries(messages)));
      }
      return 0;
    });
  },
};

export const breakdownCommand: Command = {
  name: 'breakdown',
  arguments: '',
  summary: 'Say where the failed sessions are, by one dimension.',
  options: { by: { value: 'DIMENSION', help: dimensions.join(', ') }, ...filterOptions },
  run: (typed, output) => {
    noArguments(typed);
    const by = requiredText(typed, 'by');
    if (!isDimension(by)) throw new DeskError('usage', `--by takes one of ${dimensions.join(', ')}`);
    return withStore(typed, (store) => {
      const { rows, withoutDetails } = store.breakdown(filterOf(typed), by);
      if (output.json) output.value(rows);
      else {
        output.table(
          [by, 'failed', 'reports', 'first seen', 'last seen'],
          rows.map((row) => [row.key, row.failedSessions, row.reports, row.firstSeen, row.lastSeen]),
        );
        if (withoutDetails > 0) output.note(`${withoutDetails} more failed sessions came without details`);
      }
      return 0;
    });
  },
};

function isDimension(text: string): text is Dimension {
  return (dimensions as readonly string[]).includes(text);
}

const dayMs = 24 * 60 * 60 * 1000;

export const seriesCommand: Command = {
  name: 'series',
  arguments: '',
  summary: 'Count sessions and reports day by day.',
  options: filterOptions,
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, (store) => {
      const { firstDay, successfulSessions, failedSessions, reports } = store.series(filterOf(typed));
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
  },
};

export const refusedCommand: Command = {
  name: 'refused',
  arguments: '',
  summary: 'List the messages and files that could not be stored, and why.',
  options: {},
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, (store) => {
      const rows = allRefused(store);
      if (output.json) output.value(rows);
      else {
        output.table(
          ['id', 'received', 'source', 'reason', 'subject'],
          rows.map((row) => [
            row.id,
            row.receivedAt,
            row.source,
            `${refusalText(row.reason).title} ${row.detail}`,
            row.subject,
          ]),
        );
      }
      return 0;
    });
  },
};

function allRefused(store: Store): RefusedRow[] {
  const rows: RefusedRow[] = [];
  for (;;) {
    const page = store.refusedPage(rows.length, pageRows);
    rows.push(...page.rows);
    if (page.rows.length === 0) return rows;
  }
}
