import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Refusal, type RefusalCode } from '../../shared/error.ts';
import type { FileItem } from './files.ts';
import { Findings, holdsNoReport } from './findings.ts';
import { authenticateByHeader, isSigned } from './mailbox/authenticity.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import { headerBlock } from './mailbox/header.ts';
import { readMessage } from './mailbox/mime.ts';
import { keptUnread, type Kept } from './mailbox/outline.ts';
import { wrappingOf } from './mailbox/wrapping.ts';
import type { MessageRecord } from './store/batch.ts';

// From bytes to what is to be stored of them: a message with its reports, or with the reason why it has none.

/** How reporters are verified: later, with keys from DNS, or by what the server of this name found. */
export type Verifying = { kind: 'later' } | { kind: 'header'; trustedServer: string };

/** What is known of a message before, or without, reading it. */
export function unread(source: string, sizeBytes: number, uid: number | null) {
  const blank = { subject: '', from: '', messageId: '', receivedAt: '' };
  return {
    uid,
    source,
    sizeBytes,
    ...blank,
    ...unverified,
    reports: [],
    refusal: null,
    headers: null,
    bytes: null,
    isOutline: false,
  };
}

/** A mail of a mailbox; `verifying` null leaves the reporter unverified. */
export async function readMail(raw: RawMessage, folder: string, verifying: Verifying | null): Promise<MessageRecord> {
  const blank = unread(`${folder}, uid ${raw.uid}`, raw.sizeBytes, raw.uid);
  const receivedAt = raw.internalDate?.toISOString() ?? '';
  if (raw.source === null) {
    // Nothing but the listing is known of it, so that is what recognises it after a change of UIDVALIDITY.
    const fingerprint = fingerprintOf(`${raw.sizeBytes} ${receivedAt}`);
    const refusal = { code: 'message-too-large' as const, detail: `${raw.sizeBytes} bytes` };
    return { ...blank, receivedAt, fingerprint, refusal };
  }
  const { date, ...read } = await readSource(raw.source);
  const message = {
    ...blank,
    ...read,
    receivedAt: receivedAt || date,
    fingerprint: fingerprintOf(raw.source),
    headers: headerBlock(raw.source),
  };
  return { ...message, ...verdictOn(message, raw.source, verifying) };
}

/** A mail or report that came as a file. */
export async function readFileItem(item: FileItem, verifying: Verifying | null): Promise<MessageRecord> {
  const blank = unread(item.source, item.sizeBytes, null);
  if (item.kind === 'refused') {
    const refusal = { code: item.reason, detail: item.detail };
    return { ...blank, fingerprint: fingerprintOf(`${item.source} ${item.sizeBytes}`), refusal };
  }
  const fingerprint = fingerprintOf(item.bytes);
  const wrapping = wrappingOf({ bytes: item.bytes, mediaType: '', fileName: item.source });
  if (wrapping !== null) return { ...blank, fingerprint, refusal: { code: wrapping, detail: '' } };
  if (item.kind === 'report') return { ...blank, fingerprint, ...readReportFile(item.bytes, basename(item.source)) };
  const { date, ...read } = await readSource(item.bytes);
  const message = { ...blank, ...read, receivedAt: date, fingerprint, headers: headerBlock(item.bytes) };
  return { ...message, ...verdictOn(message, item.bytes, verifying) };
}

type Verdict = Pick<MessageRecord, 'authenticity' | 'signingDomain' | 'toVerify'>;

const unverified: Verdict = { authenticity: 'not-checked', signingDomain: '', toVerify: null };

/** What can be said at once of who sent the mail; what it takes DNS for is left to the verifier. */
function verdictOn({ reports }: MessageRecord, source: Buffer, verifying: Verifying | null): Verdict {
  if (verifying === null || reports.length === 0) return unverified;
  if (verifying.kind === 'header') {
    const contacts = reports.map(({ parsed }) => parsed.report.contactInfo);
    return { ...unverified, ...authenticateByHeader(source, contacts, verifying.trustedServer) };
  }
  if (!isSigned(source)) return { ...unverified, authenticity: 'unsigned' };
  return { ...unverified, authenticity: 'waiting', toVerify: source };
}

type Reading = Kept & Pick<MessageRecord, 'reports' | 'refusal'>;
type SourceReading = Reading & Pick<MessageRecord, 'subject' | 'from' | 'messageId'> & { date: string };

async function readSource(source: Buffer): Promise<SourceReading> {
  const headers = { subject: '', from: '', messageId: '', date: '' };
  let outlined: Kept | null = null;
  let hiddenBy: RefusalCode | null = null;
  try {
    const { candidates, wrapping, outline, ...found } = await readMessage(source);
    Object.assign(headers, found);
    outlined = { bytes: outline ?? source, isOutline: outline !== null };
    hiddenBy = wrapping;
    const findings = new Findings();
    for (const candidate of candidates) findings.take(candidate);
    return { ...headers, ...readable(findings, source) };
  } catch (error) {
    const kept = isAboutReport(error) ? { bytes: source, isOutline: false } : (outlined ?? keptUnread(source));
    const holdsNone = error instanceof Refusal && holdsNoReport(error);
    return { ...headers, ...refused(holdsNone && hiddenBy !== null ? new Refusal(hiddenBy) : error, kept) };
  }
}

/** What is found in anybody's mail: no report, an archive that cannot be read, or nothing that could be gone through. */
const aboutAnything = new Set<RefusalCode>([
  ...(['no-report', 'not-tls-report', 'message-unreadable', 'too-many-parts'] as const),
  ...(['nested-too-deep', 'report-too-large', 'too-many-files'] as const),
  ...(['gzip-broken', 'zip-broken', 'zip-too-many-entries', 'tar-broken'] as const),
  ...(['archive-encrypted', 'archive-empty', 'archive-truncated', 'archive-unsupported'] as const),
  ...(['winmail-dat', 'smime-wrapped', 'pgp-encrypted', 'outlook-file'] as const),
]);

/** Whether it says something of a report's own fields, so that there is one, or what was meant as one. */
function isAboutReport(error: unknown): boolean {
  return error instanceof Refusal && !aboutAnything.has(error.code);
}

/** A report without a mail around it has no labels that could contradict it. */
function readReportFile(bytes: Buffer, fileName: string): Reading {
  try {
    const findings = new Findings();
    findings.read(bytes, [], fileName);
    return readable(findings, bytes);
  } catch (error) {
    return refused(error, { bytes, isOutline: false });
  }
}

/** Throws Refusal. The whole is kept beside its reports where a part of it could not be read. */
function readable(findings: Findings, whole: Buffer): Reading {
  const reports = findings.settle();
  return { reports, refusal: null, bytes: findings.isIncomplete ? whole : null, isOutline: false };
}

function refused(error: unknown, kept: Kept): Reading {
  if (!(error instanceof Refusal)) throw error;
  return { reports: [], refusal: { code: error.code, detail: error.detail }, ...kept };
}

export function fingerprintOf(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
