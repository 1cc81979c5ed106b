/** What a person reads in the native menus and dialogs, and at the app's icon. */
export const appName = 'TLSRPT Desk';

export const menuWords = {
  file: '&File',
  importFiles: 'Import Files…',
  importFolder: 'Import Folder…',
  combine: 'Combine…',
  exportCsv: 'Export…',
  remove: 'Remove',
  ignoreReporter: 'Ignore Reporter',
  print: 'Print…',
  savePdf: 'Save as PDF…',
  settings: 'Settings…',
  edit: '&Edit',
  find: 'Find',
  view: '&View',
  overview: 'Overview',
  reports: 'Reports',
  failures: 'Failures',
  mailboxes: 'Mailboxes',
  refused: 'Refused mails',
  back: 'Back',
  forward: 'Forward',
  palette: 'Command Palette…',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  mailbox: '&Mailbox',
  checkNow: 'Check now',
  help: '&Help',
  about: `About ${appName}`,
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
    pdf: 'PDF documents',
  },
  refusedSwitch: (name: string) =>
    `${appName} does not start with ${name}: it would let other programs control its window and read what it is given. Start it without.`,
  windowStopped: 'The window stopped working twice within half a minute.',
  windowStoppedDetail: 'Your reports are safe. Loading the window again usually helps.',
  reload: 'Load again',
  quit: 'Quit',
  notPrinted: 'The page was not printed.',
  notPrintedDetail: (reason: string) =>
    `${reason === '' ? '' : `${reason}. `}Check that a printer is set up, or save the page as PDF.`,
  ok: 'OK',
} as const;

export const trayWords = {
  open: `Open ${appName}`,
  checkNow: 'Check now',
  quit: 'Quit',
} as const;

export const desktopWords = {
  /** Also for a screen reader, at the app's icon. */
  openProblems: (count: number) => (count === 1 ? '1 open problem' : `${count} open problems`),
} as const;
