import type { Authenticity, Doubt, Trust } from './model.ts';

/** What a report's page says, whether of one report or of several combined. */
export const reportWords = {
  allSecure: 'All sessions were secure',
  someFailed: (failed: string, all: string, share: string) => `${failed} of ${all} sessions failed (${share})`,
  noSessions: 'No sessions were counted',
  period: 'Period (UTC)',
  contact: 'Contact',
  reportId: 'Report ID',
  source: 'Source',
  receivedAt: 'Received',
  from: 'Sender',
  successful: 'successful',
  failed: 'failed',
  policyInForce: 'Policy in force',
  noPolicy: 'The sender found neither an MTA-STS policy nor DANE records, so it used TLS only if it was offered.',
  policyMissing: 'The reporter did not say what the policy was.',
  mxHosts: 'MX hosts of the policy',
  failures: 'Failures',
  noDetails: 'The reporter gave no details about the failed sessions.',
  whatToDo: 'What to do',
  columns: {
    receivingMxHostname: 'MX host',
    receivingIp: 'Receiving IP',
    sendingMtaIp: 'Sending IP',
    sessions: 'Sessions',
  },
  helo: 'HELO',
  additionalInformation: 'More from the reporter',
  reason: 'Reason',
  deviations: 'Departures from RFC 8460',
  messageKept: 'A part could not be read, so the whole mail or file is kept.',
  messageFileName: (id: number) => `mail-${id}.eml`,
  wholeReport: 'whole report',
  conflict: 'This reporter sent other content under the same report ID and date:',
  replacedBy: 'This report is in no total, chart or list of problems. Another edition of it counts in its place:',
  replaces: 'The reporter sent this report again. This edition counts in the place of:',
  conflictLink: (id: number) => `report ${id}`,
  original: 'Original report',
  pretty: 'Formatted',
  raw: 'As received',
  notJson: 'It cannot be formatted, so it is shown as received.',
  cut: (shown: string, all: string) => `The first ${shown} of ${all} characters are shown. Copy takes all of them.`,
  find: 'Find in the report',
  findNext: 'Next (Enter)',
  findPrevious: 'Previous (Shift+Enter)',
  found: (current: string, all: string) => `${current} of ${all}`,
  notFound: 'Not found',
  tooLong: 'It is too long to be formatted, so it is shown as received.',
  /** What lists are cut in, as in `50 of 900 policies`. */
  lists: {
    policies: 'policies',
    groups: 'kinds of failure',
    details: 'failure details',
    lines: 'lines',
    records: 'records',
    hosts: 'MX hosts',
    deviations: 'departures',
  },
  headers: 'Mail headers',
  noHeaders: 'This report came in a file, without a mail around it.',
  jsonHint: 'Save as JSON as RFC 8460 has it',
  compressed: '.json.gz',
  compressedHint: 'Save as reporters send it: JSON, compressed with gzip',
} as const;

/** What is known of an IP address, asked for by a person. */
export const addressWords = {
  lookUp: (address: string) => `Look up ${address}`,
  lookingUp: 'Asking DNS',
  names: 'Names',
  noNames: 'None known',
  owner: 'Owner',
  noOwner: 'Not known',
  off: 'Looking up addresses is switched off. It would tell your DNS server which address interests you. You can switch it on in Settings, under Privacy.',
} as const;

export const combinedWords = {
  one: 'report combined',
  many: 'reports combined',
  organization: 'Organization',
  impossible: 'These reports cannot be combined',
  impossibleAdvice: (most: string) =>
    `A combined report is made of one report at least and of ${most} at most. Select some in the list, or change the filter.`,
} as const;

export const policyWords = {
  sts: {
    version: 'Version of MTA-STS.',
    mode: 'How senders treat a failed check.',
    enforce: 'Senders must not deliver when the check fails.',
    testing: 'Senders deliver anyway and report the failure.',
    none: 'The domain has given MTA-STS up.',
    mx: 'An MX host that may receive mail.',
    mxWildcard: 'Any host directly below this domain may receive mail.',
    maxAge: (time: string) => `Senders may keep the policy for ${time}.`,
    notSeconds: 'Not a number of seconds.',
    unknown: 'Not a field of RFC 8461.',
  },
  tlsa: {
    usages: ['PKIX-TA', 'PKIX-EE', 'DANE-TA', 'DANE-EE'],
    selectors: ['whole certificate', 'public key'],
    matchings: ['exact', 'SHA-256', 'SHA-512'],
    record: 'Record',
    usage: 'Usage',
    selector: 'Selector',
    matching: 'Matching',
    data: 'Data',
    unusable: 'Usages 0 and 1 do not work for SMTP.',
    /** What has to match, by usage and selector; and how, by matching type. */
    subjects: {
      2: [
        'The certificate of an authority in the server’s chain',
        'The public key of an authority in the server’s chain',
      ],
      3: ['The server’s own certificate', 'The server’s own public key'],
    } as Record<number, readonly string[]>,
    matches: ['must be exactly this.', 'must have this SHA-256 digest.', 'must have this SHA-512 digest.'],
  },
} as const;

/** Whether a report's mail carries the signature that RFC 8460 section 3 asks for. */
export const authenticityWords = {
  short: {
    verified: 'Verified',
    unaligned: 'Other signer',
    unsigned: 'Unsigned',
    failed: 'Not valid',
    waiting: 'Being checked',
    'not-checked': 'Not checked',
  } satisfies Record<Authenticity, string>,
  labels: {
    verified: 'Verified',
    unaligned: 'Not the reporter’s signature',
    unsigned: 'Unsigned',
    failed: 'Signature not valid',
    waiting: 'Signature being checked',
    'not-checked': 'Not checked',
    unconfirmed: 'Not counted yet',
    replaced: 'Another edition counts',
  } satisfies Record<Trust, string>,
  explanations: {
    verified: 'The mail carries a valid signature of the reporter’s domain.',
    unaligned: 'The mail is signed, but by a domain that is not the reporter’s. Anyone could have sent it.',
    unsigned: 'The mail carries no signature, although RFC 8460 asks for one. Anyone could have sent it.',
    failed: 'The mail’s signature does not fit: it was changed on its way, or forged.',
    waiting:
      'The signer’s key is being looked up in DNS. Until it is known, this counts as a report that is not verified.',
    'not-checked': 'Signatures were not checked when this report came in, or it came in a file without its mail.',
  } satisfies Record<Authenticity, string>,
  /** In a list, of a report in whose place another edition counts. */
  replaced: 'Replaced',
  signedBy: (domain: string) => `signed by ${domain}`,
} as const;

/** Why a report counts only when the person says so. */
export const doubtWords = {
  short: 'Not counted',
  titles: {
    '': '',
    count: 'Counts far more sessions than is usual for its reporter',
    signer: 'Signed by another domain than before',
  } satisfies Record<Doubt, string>,
  count: (organization: string) =>
    `This report counts far more sessions than is usual for ${organization}: a mistake, a forgery, or a bad day. It is in no total, chart or list of problems until you say that it counts.`,
  signer: (organization: string, usual: string, domain: string) =>
    `Reports of ${organization} were always signed by ${usual}, and this one is by ${domain}. Anyone may use a name: it is in no total, chart or list of problems until you say that ${domain} signs for ${organization}.`,
  uncounted: (reports: number, formatted: string) =>
    reports === 1
      ? '1 report is not counted until you confirm it: it is unlike others of its reporter.'
      : `${formatted} reports are not counted until you confirm them: they are unlike others of their reporters.`,
  look: 'Look',
  someone: 'its reporter',
  or: ' or ',
  confirm: { '': '', count: 'Count it', signer: 'Accept this signer' } satisfies Record<Doubt, string>,
  confirmHint: 'Other reports of this reporter count then as well, where there is no other doubt about them.',
} as const;
