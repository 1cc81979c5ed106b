import type { ErrorCode } from './error.ts';
import { problemText, type ProblemText } from './problems.ts';

const again = 'A sync without --once tries again by itself.';

/** What the command line says otherwise than the window: there are options, and neither lists nor forms. */
const terminalProblems: Partial<Record<ErrorCode, Partial<ProblemText>>> = {
  'bad-request': {
    title: 'What was asked cannot be done.',
    advice: 'Check the values that were typed. If they are right, this is a fault of TLSRPT Desk.',
  },
  // Store
  'store-newer': {
    advice: 'Install that version or a later one, or name another store with --db. The store was not changed.',
  },
  'store-corrupt': {
    advice:
      'Check the disk, then restore a backup with `tlsrpt restore`, or fetch the reports again with `tlsrpt sync`.',
  },
  'store-quota': {
    advice:
      'Nothing is fetched until there is room: `tlsrpt retain` allows more or keeps reports for a shorter time, ' +
      '`tlsrpt remove --reporter` removes the reporter that sends too much. Then it goes on from where it stopped.',
  },
  'store-locked': { advice: 'Close any other TLSRPT Desk or command line that uses the same store, then try again.' },
  'store-not-writable': {
    advice: 'Make sure that the store and the folder it is in are yours to read and write, then try again.',
  },
  'not-found': {
    title: 'There is no such entry in the store.',
    advice: '`tlsrpt reports`, `refused`, `mailboxes` and `remove --ignored` list what there is.',
  },
  // Mailbox
  'host-not-found': { advice: 'Check the spelling of --host, and that this computer is online.' },
  'connection-refused': {
    advice: 'Check --host and --port (993 for tls, 143 for starttls), and that no firewall is in between.',
  },
  'connection-lost': { advice: `${again} If it keeps happening, look at the network and at the server’s log.` },
  'connect-timeout': { advice: `Check --host and --port, and that no firewall drops the connection. ${again}` },
  'tls-not-offered': {
    advice: 'Choose the other --security (tls on 993, starttls on 143). The password was not sent.',
  },
  'certificate-not-trusted': {
    advice:
      'If the server uses a private certificate authority, name its certificate with --ca-file. Otherwise the server ' +
      'may not send its whole chain, or someone may be in between. The password was not sent.',
  },
  'certificate-host-mismatch': {
    advice: 'Let --host be the name that the certificate has. The password was not sent.',
  },
  'tls-failed': { advice: 'Check --port and --security. The server must speak TLS 1.2 or newer.' },
  'login-failed': {
    advice: 'Check --user and the password. Many providers want an app password, not the one for their website.',
  },
  'password-missing': {
    advice:
      'Put it into TLSRPT_PASSWORD, or into a file that TLSRPT_PASSWORD_FILE names; at a terminal it is asked for.',
  },
  'password-expired': { advice: 'Set a new one at the provider, then run `tlsrpt sync` with it.' },
  'privacy-required': {
    advice: 'Choose the other --security. If that changes nothing, ask the administrator what the server requires.',
  },
  'no-permission': { advice: 'Have it given the right to, or name another --folder.' },
  'account-not-connected': {
    advice:
      'Outlook and Exchange say so while the mailbox is being moved, or while too many programs are connected. ' +
      `${again} If it lasts, check that IMAP is allowed for the account and that --user is the mailbox’s own.`,
  },
  'too-many-connections': {
    advice:
      'Close another mail program that uses the account, or have the limit raised. ' +
      'A sync without --once tries again by itself, less and less often.',
  },
  throttled: {
    advice:
      'The account, or this computer, asked for more than the server allows in a while. Wait before the next sync; ' +
      'one without --once does so by itself. Nothing is lost.',
  },
  'mailbox-in-use': { advice: `Close it if you know it. ${again}` },
  'server-unavailable': {
    advice: `Something behind it is out of order; the password is not to blame. ${again}`,
  },
  'server-fault': { advice: `${again} If it keeps happening, show the server’s words to its administrator.` },
  'server-refused': { advice: `${again} If it keeps happening, show the server’s words to its administrator.` },
  'server-flood': {
    advice:
      `The connection was closed to protect this computer. ${again} If it keeps happening, something is wrong with ` +
      'the server or in between.',
  },
  'folder-missing': { advice: 'Name another --folder; it may have been renamed.' },
  'no-uid-validity': {
    advice:
      'Without them nobody can tell a new mail from one that was read already (UIDVALIDITY, RFC 3501). Name another ' +
      '--folder, or tell the server’s administrator.',
  },
  'mailbox-protocol': { advice: `${again} If it keeps happening, show the server’s words to its administrator.` },
  'mail-withheld': {
    advice:
      'The next sync asks for it again. If it stays so for days, open that mail in webmail, or tell the administrator.',
  },
  // Files
  'file-not-writable': { advice: 'Name another file or folder, or close the program that has the file open.' },
};

/** What went wrong and what to do about it, for somebody at a command line; `detail` as of problemText. */
export function terminalText(code: ErrorCode, detail: string): string {
  const { title, advice } = problemText(code, detail, terminalProblems[code]);
  return `${title} ${advice}`;
}
