/** What a person reads in the native menus and dialogs. */
export const appName = 'TLSRPT Desk';

export const menuWords = {
  file: '&File',
  importFiles: 'Import Files…',
  importFolder: 'Import Folder…',
  combine: 'Combine…',
  exportCsv: 'Export…',
  settings: 'Settings…',
  edit: '&Edit',
  find: 'Find',
  view: '&View',
  reports: 'Reports',
  failures: 'Failures',
  mailboxes: 'Mailboxes',
  refused: 'Refused mails',
  back: 'Back',
  forward: 'Forward',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  mailbox: '&Mailbox',
  checkNow: 'Check now',
  help: '&Help',
} as const;

export const dialogWords = {
  saveTitle: 'Save as',
  openTitles: { files: 'Import files', folder: 'Import a folder', backup: 'Restore a backup' },
  reportFiles: 'Reports and mails',
  allFiles: 'All files',
  fileKinds: {
    csv: 'CSV files',
    json: 'TLS reports',
    gz: 'Compressed TLS reports',
    eml: 'Mails',
    sqlite: 'Backups',
  },
  windowStopped: 'The window stopped working twice within half a minute.',
  windowStoppedDetail: 'Your reports are safe. Loading the window again usually helps.',
  reload: 'Load again',
  quit: 'Quit',
} as const;
