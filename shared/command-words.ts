import type { Command } from './shell.ts';

/** What each command is called wherever a person chooses it. */
export const commandWords: Record<Command, string> = {
  'check-now': 'Check mailboxes now',
  'export-csv': 'Export…',
  'import-files': 'Import files…',
  'import-folder': 'Import folder…',
  combine: 'Combine reports',
  remove: 'Remove report or refused mail',
  'ignore-reporter': 'Ignore this reporter',
  find: 'Find',
  'open-palette': 'Commands…',
  print: 'Print…',
  'save-pdf': 'Save as PDF…',
  'show-overview': 'Show overview',
  'show-reports': 'Show reports',
  'show-failures': 'Show failures',
  'show-mailboxes': 'Show mailboxes',
  'show-refused': 'Show refused mails',
  'show-settings': 'Settings…',
  'show-about': 'About TLSRPT Desk',
  'go-back': 'Back',
  'go-forward': 'Forward',
};

export const paletteWords = {
  title: 'Commands',
  placeholder: 'Type a command, a domain, a reporter or a report ID',
  commands: 'Commands',
  recent: 'Used last',
  domains: 'Domains',
  reporters: 'Reporters',
  reports: 'Reports',
  search: (text: string) => `Search reports for “${text}”`,
  openReport: 'Open report',
  results: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  none: 'Nothing is called that',
  noneAdvice: 'Try a part of a command, a domain, a reporter or a report ID.',
} as const;
