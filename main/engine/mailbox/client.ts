import { getCACertificates } from 'node:tls';
import type { ImapFlowOptions, Logger } from 'imapflow';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { maxMessageBytes } from './limits.ts';

/** How long a server may take. */
export interface Patience {
  connectMs: number;
  greetingMs: number;
  /** For an answer; as often an idle connection shows that it is still there. */
  silenceMs: number;
  logoutMs: number;
  /** An IDLE that the server ends sooner is not begun again before this has passed. */
  idleMs: number;
}

export const patience: Patience = {
  connectMs: 20_000,
  greetingMs: 15_000,
  silenceMs: 60_000,
  logoutMs: 3_000,
  idleMs: 10_000,
};

/** One line of an answer, mails aside: the longest are folder names and the server's own words. */
const maxLineBytes = 1024 * 1024;
/** Room for a server that ignores where a fetch was to end: by this much, then the connection is given up. */
const excessBytes = 64 * 1024;

/** Settings as options of imapflow: TLS always, nothing enabled, nothing logged but what `logger` picks out. */
export function clientOptions(
  settings: MailboxSettings,
  password: string,
  waiting: Patience,
  logger: Logger,
): ImapFlowOptions {
  const { host, port, user, security, certificateAuthority } = settings;
  return {
    host,
    port,
    auth: { user, pass: password },
    secure: security === 'tls',
    // Without it imapflow goes on in plain text where a server, or somebody in between, does not offer STARTTLS.
    ...(security === 'starttls' && { doSTARTTLS: true }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ca: [...authorities(), certificateAuthority] },
    logger,
    clientInfo: { name: 'TLSRPT Desk', version: false, vendor: false, 'support-url': false },
    disableAutoIdle: true,
    disableAutoEnable: true,
    connectionTimeout: waiting.connectMs,
    greetingTimeout: waiting.greetingMs,
    socketTimeout: waiting.silenceMs,
    maxLineLength: maxLineBytes,
    maxLiteralSize: maxMessageBytes + excessBytes,
    maxResponseSize: maxMessageBytes + excessBytes + maxLineBytes,
  };
}

let known: string[] | undefined;

/** Node's own list and the operating system's, where companies install theirs. Read once: it takes a while. */
function authorities(): string[] {
  known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return known;
}
