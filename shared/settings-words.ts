import type { Verification } from './contract.ts';
import type { DesktopSettings, Theme } from './shell.ts';

/** What the settings are called, and what they do. */
export const settingsWords = {
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
  desktop: 'Desktop',
  notifications: 'Notify me of new problems',
  notificationsHint:
    'One notification when reports bring a failure that was not there before, or one that is back: by domain, result and MX host.',
  startAtLogin: 'Start when I log in',
  startAtLoginHint: 'With the tray icon it starts without a window.',
  tray: 'Keep running in the tray',
  trayHint:
    'Closing the window then hides it, and the mailbox goes on being checked. The icon, or starting TLSRPT Desk again, brings it back.',
  refused: {
    notifications: 'This system shows no notifications.',
    startAtLogin: 'The system did not allow that.',
    tray: 'This system has no tray.',
  } satisfies Record<keyof DesktopSettings, string>,
  verification: 'Who sent the reports',
  verificationText:
    'RFC 8460 asks reporters to sign their mails (DKIM). A check tells genuine reports from forged ones. It applies to mails that come in from now on.',
  verifications: {
    off: 'Do not check',
    dns: 'Check signatures, keys from DNS',
    header: 'Trust what my mail server found',
  } satisfies Record<Verification, string>,
  verificationHints: {
    off: 'Nothing is looked up. Reports are marked as not checked.',
    dns: 'For each mail the signing domain’s public key is looked up in DNS, with this computer’s resolver.',
    header:
      'Nothing is looked up. The Authentication-Results header of the server named here is believed, and no other.',
  } satisfies Record<Verification, string>,
  askTitle: 'Check who sent your reports?',
  askText:
    'Anyone can send a report to a public address, and a forged one looks like any other. TLSRPT Desk can check the signatures of mails: for each, the signing domain’s public key is looked up in DNS, with this computer’s resolver.',
  askYes: 'Check signatures',
  askNo: 'Do not check',
  trustedServer: 'Name of the server',
  trustedServerHint: 'As it stands at the beginning of its Authentication-Results headers, often its host name.',
  trustedServerRequired: 'Without a name no header is believed.',
  countUnverified: 'Count reports that are not verified',
  countUnverifiedHint:
    'Off: reports with another signer, without a signature or with one that is not valid stay listed, but count in no total, chart or breakdown.',
  privacy: 'Privacy',
  privacyText:
    'TLSRPT Desk talks to your mail server, and to DNS where you allow it here or for signatures. It sends no statistics, looks for no updates and loads nothing from the web. Of a mail that holds no report only its headers and the list of its parts are kept, 64 KiB at most.',
  lookUpAddresses: 'Let me ask who owns an IP address',
  lookUpAddressesHint:
    'A button beside each address then asks two things by this computer’s DNS resolver: the address’s name (reverse DNS) and, of Team Cymru’s IP-to-ASN service, the network that announces it. The resolver and the servers that it asks learn the address. Nothing is asked before you press the button.',
  retention: 'Keeping',
  keep: 'Keep reports',
  keepAll: 'Everything',
  keepMonths: (months: number) => (months % 12 === 0 ? years(months / 12) : `The last ${months} months`),
  maxStore: 'Let the store grow to',
  maxStoreHint: 'When it is reached, fetching waits and says so. Nothing is removed for it.',
  maxStoreDisk: 'What the disk has',
  keepConfirm: 'Remove them',
  keepTitle: 'Remove older reports?',
  keepAdvice: (reports: string, day: string) =>
    `${reports} that began before ${day} will be removed now, with their failures, originals and refused mails. From then on every day’s oldest will be. Only a backup brings them back; the mailbox is not read again.`,
  store: 'Store',
  path: 'File',
  openFolder: 'Open folder',
  size: 'Size',
  backup: 'Back up…',
  backupHint: 'Copies everything but passwords to one file, while reports come in.',
  restore: 'Restore…',
  restoreHint: 'Puts a backup in the store’s place. The present store is kept beside it.',
  restoreConfirm: 'Restore',
  restoreTitle: 'Restore this backup?',
  restoreAdvice: (file: string) =>
    `All that TLSRPT Desk shows will come from ${file}: reports, refused mails, mailboxes and these settings. The present store is moved aside, not deleted. Passwords and certificate authorities are in no backup: each mailbox waits until you enter them again.`,
  restored: (path: string) => `The backup is in place. The store before it was kept as ${path}.`,
  reread: 'Read all again',
  rereadHint: 'Reads the originals of all reports and refused mails anew, as after an update that reads more.',
  rereading: (done: string, all: string) => `${done} of ${all} reports`,
  rereadDone: (reports: string, changed: string, accepted: string) =>
    `${reports} read again: ${changed} changed, ${accepted} accepted that had been refused.`,
} as const;

/** What the app is, for who asks or reports a fault. */
export const aboutWords = {
  heading: 'About',
  open: 'About TLSRPT Desk',
  text: 'Reads the reports that mail servers send about TLS (SMTP TLS Reporting, RFC 8460), and shows who could not deliver securely, why, and what to do. Everything stays on this computer.',
  version: 'Version',
  licence: 'Licence',
  licenceName: 'MIT, without warranty',
  system: 'System',
  systems: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as Record<string, string>,
  electron: 'Electron',
  chromium: 'Chromium',
  node: 'Node.js',
} as const;

function years(count: number): string {
  return count === 1 ? 'The last year' : `The last ${count} years`;
}
