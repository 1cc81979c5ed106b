import type { ErrorCode, RefusalCode } from './error.ts';
import { mailboxProblems } from './mailbox-words.ts';
import { oneLine } from './plaintext.ts';

/** What happened, and what the person can do about it. Plain sentences without any markup. */
export interface ProblemText {
  title: string;
  advice: string;
}

/** More of a server's words than this helps nobody. */
const maxDetailLength = 300;

const problems: Record<ErrorCode, ProblemText> = {
  // Process border
  'engine-gone': {
    title: 'The engine stopped.',
    advice: 'It is being restarted; nothing stored is lost. Try again in a moment.',
  },
  'engine-broken': {
    title: 'The engine cannot start.',
    advice:
      'A part of TLSRPT Desk may be missing or damaged, or kept from running by a security program: install it again. ' +
      'Your reports are safe.',
  },
  'engine-start-timeout': {
    title: 'The engine does not start.',
    advice:
      'Make sure that the disk of the data folder can be read and this computer is not overloaded, then try again.',
  },
  'engine-crashing': {
    title: 'The engine stopped several times in a row.',
    advice:
      'It is no longer restarted by itself. Your reports are safe. If trying again does not help, the log says more.',
  },
  cancelled: { title: 'Cancelled.', advice: 'What was done until then is kept. Start again whenever you like.' },
  'bad-request': {
    title: 'The engine did not understand the request.',
    advice: 'Check the values you entered. If they are right, this is a fault of TLSRPT Desk.',
  },
  'too-many-calls': {
    title: 'Too much was asked of the engine at once.',
    advice: 'Wait for what is under way to end, then try again.',
  },
  'query-too-costly': {
    title: 'There is too much here to answer in time.',
    advice: 'Choose a shorter period or a narrower filter. Nothing is lost, and fetching goes on.',
  },
  usage: {
    title: 'The command was not understood.',
    advice: '`tlsrpt --help` lists the commands, `tlsrpt COMMAND --help` the options of one.',
  },
  internal: {
    title: 'Something unexpected went wrong.',
    advice: 'Try again. If it happens every time, it is a fault of TLSRPT Desk worth reporting.',
  },
  // Store
  'store-missing': {
    title: 'There is no store at this place.',
    advice: 'Check the path. `tlsrpt import`, or `tlsrpt sync` with --host, begins one.',
  },
  'store-newer': {
    title: 'The store was written by a newer version of TLSRPT Desk.',
    advice: 'Install that version or a later one, or choose another data folder. The store was not changed.',
  },
  'store-foreign': {
    title: 'The file has parts in it that TLSRPT Desk did not put there.',
    advice:
      'They could act by themselves once the file is in use, so it is not used. Take a backup that nobody has changed, ' +
      'or remove these parts with a database tool if you know them.',
  },
  'store-corrupt': {
    title: 'The store is damaged.',
    advice: 'Check the disk, then restore a backup, or fetch the reports again from the mailbox.',
  },
  'store-full': {
    title: 'The disk that holds the store is full.',
    advice: 'Free some space on it. Fetching goes on from where it stopped.',
  },
  'store-quota': {
    title: 'The store has grown to the size that is allowed.',
    advice:
      'Nothing is fetched until there is room: in Settings allow more, keep reports for a shorter time, or remove ' +
      'the reporter that sends too much (`tlsrpt retain` and `tlsrpt remove` on the command line). Then it goes on ' +
      'from where it stopped.',
  },
  'store-locked': {
    title: 'Another program holds the store.',
    advice: 'Close any other TLSRPT Desk or command line that uses the same data folder, then try again.',
  },
  'store-not-writable': {
    title: 'The store cannot be opened.',
    advice: 'Make sure that the data folder and the files in it are yours to read and write, then try again.',
  },
  'not-found': {
    title: 'This entry no longer exists.',
    advice: 'It was removed in the meantime. Go back to the list and reload it.',
  },
  ...mailboxProblems,
  // Files
  'file-not-found': { title: 'The file or folder does not exist.', advice: 'Check the path; it may have been moved.' },
  'file-not-writable': {
    title: 'The file cannot be written.',
    advice: 'Choose another folder, or close the program that has the file open.',
  },
  'disk-full': {
    title: 'The disk is full.',
    advice: 'Free some space or choose another disk. No half-written file was left behind.',
  },
  'not-granted': {
    title: 'The permission to write this file has been used up.',
    advice: 'Choose the file again in the Save dialog.',
  },
  'keychain-unavailable': {
    title: 'The system’s keychain cannot be used.',
    advice: 'Unlock it and try again. Until then the password is only kept until TLSRPT Desk quits.',
  },
};

const refusals: Record<RefusalCode, ProblemText> = {
  'no-report': {
    title: 'It holds no TLS report.',
    advice: 'Nothing to do if it is ordinary mail. Ideally the mailbox receives nothing but reports.',
  },
  'not-tls-report': {
    title: 'It is not a TLS report.',
    advice: 'Nothing to do: the detail says what it is. Nobody has to be told.',
  },
  'file-unreadable': {
    title: 'The file cannot be read.',
    advice: 'Check its permissions and the disk, then import it again.',
  },
  'message-too-large': {
    title: 'The mail is larger than 15 MiB.',
    advice: 'It was left on the server. A genuine report is hardly ever this large.',
  },
  'message-unreadable': {
    title: 'The mail is damaged beyond reading.',
    advice: 'Look at its source. If it came damaged, the reporter should be told.',
  },
  'message-poisonous': {
    title: 'Reading it took too long or too much memory, or failed.',
    advice: 'It was set aside, and is read again only when you ask. It may have been made to do harm.',
  },
  'too-many-parts': {
    title: 'The mail has too many parts.',
    advice: 'A report needs two. Look at its source: it may have been made to do harm.',
  },
  'nested-too-deep': {
    title: 'The mail’s parts are nested too deeply.',
    advice: 'A report needs one level. Look at its source: it may have been made to do harm.',
  },
  'report-too-large': {
    title: 'The report is larger than 20 MiB when unpacked.',
    advice: 'It may have been made to do harm. If the reporter is genuine, ask them to split it.',
  },
  'gzip-broken': {
    title: 'The report’s gzip data is damaged.',
    advice: 'It was probably cut or changed on its way. Check gateways that rewrite attachments; tell the reporter.',
  },
  'zip-broken': {
    title: 'The report’s zip archive is damaged or of a kind that is not read.',
    advice: 'It was probably cut or changed on its way. Unpack it yourself and import the file inside.',
  },
  'zip-too-many-entries': {
    title: 'The zip archive has too many files in it.',
    advice: 'Unpack it yourself and import the folder.',
  },
  'tar-broken': {
    title: 'The tar archive is damaged.',
    advice: 'It was probably changed on its way. Unpack it yourself and import the folder.',
  },
  'archive-encrypted': {
    title: 'The archive is encrypted.',
    advice: 'Unpack it yourself with its password and import the file inside. No reporter encrypts: it may be bait.',
  },
  'archive-empty': {
    title: 'The archive is empty.',
    advice: 'Nothing to do, unless this reporter always sends such archives: then tell them.',
  },
  'archive-truncated': {
    title: 'The archive ends too early.',
    advice:
      'It was probably cut on its way. Check gateways that rewrite attachments; ask the reporter to send it again.',
  },
  'archive-unsupported': {
    title: 'The archive is of a kind that is not read.',
    advice: 'Unpack it yourself and import the file inside. RFC 8460 knows gzip alone; zip and tar are read too.',
  },
  'too-many-files': {
    title: 'The archives have more than 10,000 files in them.',
    advice: 'Unpack them yourself and import the folder.',
  },
  'too-many-reports': {
    title: 'It holds more than 10,000 reports.',
    advice: 'Split it into several files and import them.',
  },
  'json-broken': {
    title: 'The report is not valid JSON.',
    advice: 'Look at its source. The detail says where it breaks; the reporter should be told.',
  },
  'json-too-deep': {
    title: 'The report’s JSON is nested too deeply.',
    advice: 'A report needs six levels. It may have been made to do harm.',
  },
  'not-an-object': {
    title: 'The JSON is not a report.',
    advice: 'A report is one JSON object (RFC 8460 section 4). Look at its source.',
  },
  'date-range-unreadable': {
    title: 'The report does not say for which time it is.',
    advice:
      'Without a date range that can be read its numbers cannot be placed. Of dates such as 1/2/2026 nobody knows whether the day or the month comes first, unless the file name says it. The detail has what was written; the reporter should be told.',
  },
  'no-policies': {
    title: 'The report has no policies that can be read, so it says nothing.',
    advice: 'Nothing to do, unless this reporter always sends such reports: then tell them.',
  },
  'count-unusable': {
    title: 'The report has a session count that is no whole number.',
    advice: 'Counting it would falsify the totals. The detail says where it is; the reporter should be told.',
  },
  'too-many-policies': {
    title: 'The report has more than 10,000 policies.',
    advice: 'It may have been made to do harm. If the reporter is genuine, ask them to split it.',
  },
  'too-many-failure-details': {
    title: 'The report has more than 100,000 failure details.',
    advice: 'It may have been made to do harm. If the reporter is genuine, ask them to split it.',
  },
  'list-too-long': {
    title: 'The report has a policy with more than 10,000 lines, records or MX hosts.',
    advice: 'It may have been made to do harm. The detail says where it is.',
  },
  'string-too-long': {
    title: 'The report has a policy domain longer than 1,024 characters.',
    advice: 'It may have been made to do harm. The detail says where it is.',
  },
  'report-returned': {
    title: 'The report in it was sent from here, and came back.',
    advice:
      'A bounce, a receipt or a complaint gives back what it is about: your report on somebody else’s domain, which ' +
      'does not count here. Its text says why it came back.',
  },
  'winmail-dat': {
    title: 'The mail is packed as winmail.dat.',
    advice:
      'Outlook or Exchange did that, most likely when the mail was forwarded. Have it forwarded as plain text or ' +
      'HTML, or as an attachment in a mail of that kind.',
  },
  'smime-wrapped': {
    title: 'The mail is encrypted or signed so that only S/MIME opens it.',
    advice: 'Open it in your mail program and import the report from there. Reporters do not encrypt.',
  },
  'pgp-encrypted': {
    title: 'The mail is encrypted with PGP.',
    advice: 'Open it in your mail program and import the report from there. Reporters do not encrypt.',
  },
  'outlook-file': {
    title: 'It is a file of Outlook (.msg or .pst).',
    advice: 'Save the mails as .eml or the attachments alone, or drag them into an IMAP folder, and read them there.',
  },
  'mailbox-inflates': {
    title: 'The file unpacks to far more than mails would.',
    advice: 'It may have been made to do harm. If it is your own, unpack it yourself and import what is inside.',
  },
  'reporter-ignored': {
    title: 'Its reporter is ignored.',
    advice: 'You chose so. Settings lists whom you ignore: taken back there, this report is stored after all.',
  },
  'too-much-text': {
    title: 'The report’s texts come to more than 1 MiB.',
    advice: 'It may have been made to fill the disk. If the reporter is genuine, ask them to split it.',
  },
};

/** `detail` is what the failing side said, in its own words; it is quoted after our advice, or after `other` in its place. */
export function problemText(code: ErrorCode, detail: string, other: Partial<ProblemText> = {}): ProblemText {
  const { title, advice } = { ...problems[code], ...other };
  const quoted = oneLine(detail).trim();
  if (quoted === '') return { title, advice };
  const shown = quoted.length > maxDetailLength ? `${quoted.slice(0, maxDetailLength)}…` : quoted;
  return { title, advice: `${advice} (${shown})` };
}

export function refusalText(code: RefusalCode): ProblemText {
  return refusals[code];
}
