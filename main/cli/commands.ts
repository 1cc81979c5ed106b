import { dimensions } from '../../shared/contract.ts';
import { kindTrends } from '../../shared/overview.ts';
import type { CommandEntry, Options } from './command.ts';
import { filterOptions } from './filter.ts';

const accountOptions: Options = {
  host: {
    value: 'NAME',
    env: 'TLSRPT_HOST',
    help: 'IMAP server; its password is in TLSRPT_PASSWORD or TLSRPT_PASSWORD_FILE, or asked for',
  },
  port: { value: 'NUMBER', help: 'default 993 for tls, 143 for starttls' },
  security: { value: 'KIND', help: 'tls (default) or starttls' },
  user: { value: 'NAME', env: 'TLSRPT_USER', help: 'user name at the server' },
  folder: { value: 'NAME', help: 'default INBOX' },
  'ca-file': { value: 'FILE', help: 'PEM of a private certificate authority to trust as well' },
};

const importing: CommandEntry[] = [
  {
    name: 'import',
    arguments: '<path...>',
    summary:
      'Take in reports from JSON, archives, mails and mailboxes of any kind, packed or not, and folders; - is standard input.',
    options: {},
    load: async () => (await import('./importing.ts')).importFiles,
  },
  {
    name: 'sync',
    arguments: '',
    summary: 'Fetch new reports from the configured mailboxes, or from the one that the options name.',
    options: { once: { help: 'check once and end; otherwise it goes on until interrupted' }, ...accountOptions },
    load: async () => (await import('./syncing.ts')).syncMailboxes,
  },
  {
    name: 'mailboxes',
    arguments: '',
    summary: 'List the configured mailboxes and what is pending in them, or remove one.',
    options: { remove: { value: 'ID', help: 'forget this mailbox; its reports stay' } },
    load: async () => (await import('./mailboxes.ts')).mailboxes,
  },
];

const reading: CommandEntry[] = [
  {
    name: 'reports',
    arguments: '',
    summary: 'List the reports, newest first.',
    options: filterOptions,
    load: async () => (await import('./reports.ts')).listReports,
  },
  {
    name: 'show',
    arguments: '<id>',
    summary: 'Print a report as RFC 8460 JSON, as it was read.',
    options: {},
    load: async () => (await import('./reports.ts')).showReport,
  },
  {
    name: 'original',
    arguments: '<id>',
    summary: 'Print a report exactly as its reporter wrote it.',
    options: {},
    load: async () => (await import('./reports.ts')).printOriginal,
  },
  {
    name: 'confirm',
    arguments: '<id>',
    summary: 'Count a report that is in doubt (reports --authenticity unconfirmed), and others of its reporter.',
    options: {},
    load: async () => (await import('./reports.ts')).confirmReport,
  },
  {
    name: 'totals',
    arguments: '',
    summary: 'Count reports, policies, sessions and messages.',
    options: filterOptions,
    load: async () => (await import('./sums.ts')).printTotals,
  },
  {
    name: 'kinds',
    arguments: '',
    summary:
      'List the distinct problems: result type, MX host and domain, and whether each is new, rising, steady, unheard or gone.',
    options: { trend: { value: 'TREND', help: `only those that are ${kindTrends.join(', ')}` }, ...filterOptions },
    load: async () => (await import('./kinds.ts')).listKinds,
  },
  {
    name: 'breakdown',
    arguments: '',
    summary: 'Say where the failed sessions are, by one dimension.',
    options: { by: { value: 'DIMENSION', help: dimensions.join(', ') }, ...filterOptions },
    load: async () => (await import('./sums.ts')).printBreakdown,
  },
  {
    name: 'series',
    arguments: '',
    summary: 'Count sessions and reports day by day.',
    options: filterOptions,
    load: async () => (await import('./sums.ts')).printSeries,
  },
  {
    name: 'refused',
    arguments: '',
    summary: 'List the messages and files that could not be stored, and why.',
    options: {},
    load: async () => (await import('./refused.ts')).listRefused,
  },
  {
    name: 'export',
    arguments: '<reports|failures>',
    summary: 'Write CSV: a row per policy (reports) or per failure detail (failures).',
    options: { to: { value: 'FILE.csv', help: 'the file to write (default: standard output, -)' }, ...filterOptions },
    load: async () => (await import('./exporting.ts')).exportTable,
  },
  {
    name: 'combine',
    arguments: '',
    summary: 'Merge all reports that match into one, and write it as RFC 8460 JSON.',
    options: {
      to: { value: 'FILE', help: 'the file to write, compressed when it ends in .gz (default: standard output, -)' },
      ...filterOptions,
    },
    load: async () => (await import('./exporting.ts')).combineReports,
  },
];

const keeping: CommandEntry[] = [
  {
    name: 'verify',
    arguments: '',
    summary: 'Check the store: its file, and every report against its original.',
    options: {},
    load: async () => (await import('./keeping.ts')).verifyStore,
  },
  {
    name: 'reread',
    arguments: '',
    summary: 'Read all originals and refused messages again, after an upgrade that reads more.',
    options: {},
    load: async () => (await import('./keeping.ts')).rereadOriginals,
  },
  {
    name: 'remove',
    arguments: '[id...]',
    summary: 'Remove reports for good, or ignore a reporter; prints the number by which it is undone.',
    options: {
      reporter: { value: 'NAME', help: 'ignore this organization: its reports, also those to come, are set aside' },
      undo: { value: 'NUMBER', help: 'bring back what was removed, up to seven days ago, or a reporter' },
      ignored: { help: 'list the reporters that are ignored, with the number by which that is undone' },
    },
    load: async () => (await import('./removing.ts')).removeReports,
  },
  {
    name: 'retain',
    arguments: '',
    summary: 'Say how long reports are kept and how large the store may grow, and remove older ones now.',
    options: {
      months: { value: 'NUMBER', help: 'months to keep, or `all` for everything' },
      megabytes: { value: 'NUMBER', help: 'size at which fetching waits, or `all` for what the disk has' },
    },
    load: async () => (await import('./keeping.ts')).retainReports,
  },
  {
    name: 'compact',
    arguments: '',
    summary: 'Rewrite the store as small as it can be. Others wait; needs its size on the disk twice more meanwhile.',
    options: {},
    load: async () => (await import('./backup.ts')).compactStore,
  },
  {
    name: 'backup',
    arguments: '',
    summary: 'Copy the store to a file, also while it is in use.',
    options: { to: { value: 'FILE', help: 'the file to write' } },
    load: async () => (await import('./backup.ts')).backUpStore,
  },
  {
    name: 'restore',
    arguments: '',
    summary: 'Put a backup in the store’s place; the store is kept beside it. Nothing may have it open.',
    options: { from: { value: 'FILE', help: 'the backup' } },
    load: async () => (await import('./backup.ts')).restoreStore,
  },
];

/** Every command, in the order of the help. */
export const commands: CommandEntry[] = [...importing, ...reading, ...keeping];
