import type { ErrorCode } from './error.ts';
import type { ProblemText } from './problems.ts';

/** What goes wrong between this computer and a mailbox. */
export const mailboxProblems = {
  'host-not-found': {
    title: 'The mail server’s name cannot be found.',
    advice: 'Check the spelling of the host name, and that this computer is online.',
  },
  'connection-refused': {
    title: 'The mail server refuses the connection.',
    advice: 'Check host and port (993 for TLS, 143 for STARTTLS), and that no firewall is in between.',
  },
  'connection-lost': {
    title: 'The connection to the mail server was lost.',
    advice: 'It is tried again by itself. If it keeps happening, look at the network and at the server’s log.',
  },
  'connect-timeout': {
    title: 'The mail server does not answer.',
    advice: 'Check host and port, and that no firewall drops the connection. It is tried again by itself.',
  },
  'tls-not-offered': {
    title: 'The mail server does not offer TLS on this port.',
    advice: 'Choose the other kind of security (TLS on 993, STARTTLS on 143). The password was not sent.',
  },
  'certificate-expired': {
    title: 'The mail server’s certificate has expired or is not valid yet.',
    advice: 'Have the certificate renewed, and check this computer’s clock. The password was not sent.',
  },
  'certificate-not-trusted': {
    title: 'The mail server’s certificate is not trusted.',
    advice:
      'If the server uses a private certificate authority, add that authority to the mailbox. Otherwise the server ' +
      'may not send its whole chain, or someone may be in between. The password was not sent.',
  },
  'certificate-host-mismatch': {
    title: 'The mail server’s certificate is for another name.',
    advice: 'Enter the host name that the certificate names. The password was not sent.',
  },
  'tls-failed': {
    title: 'No secure connection to the mail server could be made.',
    advice: 'Check the port and the kind of security. The server must speak TLS 1.2 or newer.',
  },
  'login-failed': {
    title: 'The mail server rejects the user name or password.',
    advice: 'Enter the password again. Many providers want an app password here, not the one for their website.',
  },
  'login-disabled': {
    title: 'The mail server does not accept passwords on this connection.',
    advice: 'Allow IMAP with password for this account at the server or provider, then try again.',
  },
  'password-missing': {
    title: 'The password is needed.',
    advice:
      'Enter it in the mailbox’s settings. A password is used for one server, user name and certificate authority ' +
      'only, and is forgotten at quit where the system has no keychain.',
  },
  'password-unusable': {
    title: 'The file with the password cannot be used.',
    advice: 'It has the password on its only line, belongs to you, and nobody else may read or change it.',
  },
  'password-expired': {
    title: 'The password for the mailbox has expired.',
    advice: 'Set a new one at the provider, then enter it here.',
  },
  'privacy-required': {
    title: 'The mail server asks for a better protected connection.',
    advice:
      'Choose the other kind of security. If that changes nothing, ask the administrator what the server requires.',
  },
  'no-permission': {
    title: 'The account is not allowed to read this mailbox or folder.',
    advice: 'Have it given the right to, or choose another folder.',
  },
  'contact-admin': {
    title: 'The mail server wants this account’s owner to talk to its administrator.',
    advice: 'The account may be locked or suspended. Ask the administrator or provider.',
  },
  'account-not-connected': {
    title: 'The mail server knows the account, but does not get to its mailbox.',
    advice:
      'Outlook and Exchange say so while the mailbox is being moved, or while too many programs are connected; it is ' +
      'tried again by itself. If it lasts, check that IMAP is allowed for the account and that the user name is the ' +
      'mailbox’s own.',
  },
  'too-many-connections': {
    title: 'The mail server allows the account no further connection.',
    advice:
      'Close another mail program that uses the account, or have the limit raised. It is tried again by itself, ' +
      'less and less often.',
  },
  throttled: {
    title: 'The mail server asks for a pause.',
    advice:
      'The account, or this computer, asked for more than the server allows in a while. It is tried again by itself ' +
      'after a longer pause; nothing is lost.',
  },
  'mailbox-in-use': {
    title: 'Another program has the mailbox to itself just now.',
    advice: 'Close it if you know it. It is tried again by itself.',
  },
  'server-unavailable': {
    title: 'The mail server cannot answer for the moment.',
    advice: 'Something behind it is out of order; the password is not to blame. It is tried again by itself.',
  },
  'server-fault': {
    title: 'The mail server reports a fault of its own.',
    advice: 'It is tried again by itself. If it keeps happening, show the server’s words to its administrator.',
  },
  'server-refused': {
    title: 'The mail server refuses to do what was asked.',
    advice: 'It is tried again by itself. If it keeps happening, show the server’s words to its administrator.',
  },
  'server-flood': {
    title: 'The mail server sends far more than was asked for, or far too slowly.',
    advice:
      'The connection was closed to protect this computer. It is tried again by itself; if it keeps happening, ' +
      'something is wrong with the server or in between.',
  },
  'folder-missing': {
    title: 'The folder does not exist in the mailbox.',
    advice: 'Choose another folder in the mailbox’s settings; it may have been renamed.',
  },
  'no-uid-validity': {
    title: 'The mail server gives no lasting numbers to the mails of this folder.',
    advice:
      'Without them nobody can tell a new mail from one that was read already (UIDVALIDITY, RFC 3501). Choose another ' +
      'folder, or tell the server’s administrator.',
  },
  'mailbox-busy': {
    title: 'The mailbox is being checked already.',
    advice: 'Wait for that to end, or cancel it.',
  },
  'mailbox-protocol': {
    title: 'The mail server answered in a way that IMAP does not allow.',
    advice: 'It is tried again by itself. If it keeps happening, show the server’s words to its administrator.',
  },
  'mail-withheld': {
    title: 'The mail server has a mail that it does not hand out.',
    advice:
      'It is asked for again by itself. If it stays so for days, open that mail in webmail, or tell the administrator.',
  },
} satisfies Partial<Record<ErrorCode, ProblemText>>;
