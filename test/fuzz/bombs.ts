import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import type { RefusalCode } from '../../shared/error.ts';
import { maxAttachedBytes, maxMessageBytes } from '../../main/engine/mailbox/limits.ts';
import { maxReportBytes } from '../../main/engine/tlsrpt/limits.ts';
import { reportMail } from '../engine/mails.ts';
import { repeated, streams } from './streams.ts';
import { zipOf, type ZipEntry } from './zip.ts';

/** A file that is small to send and costly to read, or would be. */
export interface Bomb {
  name: string;
  refusal: RefusalCode;
  content(): Iterable<Buffer>;
}

const mebibyte = 1024 * 1024;

/** Deflated zeros after which nothing refers back, so that they can be repeated. */
const zeros = deflateRawSync(Buffer.alloc(mebibyte), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);

/** Its end is missing, where no reader comes. */
function gzipOfZeros(mebibytes: number): Buffer {
  return Buffer.concat([gzipHeader, ...Array.from({ length: mebibytes }, () => zeros)]);
}

/** As long as a report may be, and made of the smallest values there are. */
function manyValues(): Buffer {
  return Buffer.alloc(maxReportBytes, '[],').fill('{"policies":[', 0, 13);
}

/** Read well, were there only one: a report with much in it that is not RFC 8460. */
function paddedReport(): Buffer {
  const report = { policies: [{}], 'date-range': { 'start-datetime': '2026-11-24T00:00:00Z' } };
  return Buffer.from(JSON.stringify({ ...report, padding: 'x'.repeat(maxReportBytes - 200) }));
}

function longDomain(): Buffer {
  const policy = { 'policy-domain': 'x'.repeat(maxReportBytes - 200) };
  return Buffer.from(JSON.stringify({ policies: [{ policy }], 'date-range': { 'start-datetime': '2026-11-24' } }));
}

function* mail(...parts: string[]): Generator<Buffer> {
  yield Buffer.from('From: a@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n');
  for (const part of parts) yield Buffer.from(`--b\r\n${part}\r\n`);
  yield Buffer.from('--b--\r\n');
}

function gzipPart(bytes: Buffer): string {
  const header = 'Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  return header + bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
}

function gzipParts(count: number, bytes: Buffer): string[] {
  const part = gzipPart(bytes);
  return Array.from({ length: count }, () => part);
}

function* zipEntries(count: number, entry: Omit<ZipEntry, 'name'>): Generator<ZipEntry> {
  for (let number = 0; number < count; number += 1) yield { ...entry, name: `${number}.json` };
}

const emptyReport = { method: 0, data: Buffer.from('{}'), announcedBytes: 2 } as const;

function zipFile(name: string, data: Buffer): Buffer {
  return Buffer.concat([...zipOf([{ name, method: 0, data, announcedBytes: data.length }])]);
}

function zipInZips(levels: number): Buffer {
  let zip = zipFile('report.json', Buffer.from('{}'));
  for (let level = 1; level < levels; level += 1) zip = zipFile('inner.zip', zip);
  return zip;
}

function deflated(bytes: Buffer): Omit<ZipEntry, 'name'> {
  return { method: 8, data: deflateRawSync(bytes), announcedBytes: bytes.length };
}

/** Multiparts within each other, none of them closed. */
function* nestedParts(levels: number): Generator<Buffer> {
  for (let level = 0; level < levels; level += 1) {
    yield Buffer.from(`Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`);
  }
}

const archives: Bomb[] = [
  {
    name: 'a gzip of 10 MB that inflates to 10 GB',
    refusal: 'report-too-large',
    content: () => [gzipOfZeros(10_000)],
  },
  {
    name: 'the same in a mail',
    refusal: 'report-too-large',
    content: () => mail(gzipPart(gzipOfZeros(10_000))),
  },
  {
    name: 'a mail with 199 gzips that each inflate to 50 MB',
    refusal: 'report-too-large',
    content: () => mail(...gzipParts(199, gzipOfZeros(50))),
  },
  {
    name: 'a mail with 199 reports of 20 MB in gzip',
    refusal: 'report-too-large',
    content: () => mail(...gzipParts(199, gzipSync(paddedReport()))),
  },
  {
    name: 'a gzip of seven million values, cut short',
    refusal: 'report-too-large',
    content: () => [gzipSync(manyValues()).subarray(0, -4)],
  },
  {
    name: 'a zip with a million files',
    refusal: 'report-too-large',
    content: () => zipOf(zipEntries(1_000_000, emptyReport)),
  },
  {
    name: 'a zip with 200,000 files',
    refusal: 'zip-too-many-entries',
    content: () => zipOf(zipEntries(200_000, emptyReport)),
  },
  { name: 'zips within each other, 4 deep', refusal: 'nested-too-deep', content: () => [zipInZips(4)] },
  { name: 'zips within each other, 100 deep', refusal: 'nested-too-deep', content: () => [zipInZips(100)] },
  {
    name: 'a zip of one file of 4 GB',
    refusal: 'report-too-large',
    content: () =>
      zipOf([{ name: 'r.json', method: 8, data: gzipOfZeros(4_000).subarray(10), announcedBytes: 2 ** 32 - 2 }]),
  },
  {
    name: 'a zip of 999 reports that share their 20 MB',
    refusal: 'report-too-large',
    content: () => zipOf(zipEntries(999, deflated(paddedReport())), true),
  },
  {
    name: 'a zip of 999 gzips that share their 20 MB',
    refusal: 'report-too-large',
    content: () => {
      const data = gzipSync(paddedReport());
      return zipOf(zipEntries(999, { method: 0, data, announcedBytes: data.length }), true);
    },
  },
];

const texts: Bomb[] = [
  { name: 'a JSON of 200 MB', refusal: 'report-too-large', content: () => repeated('{"policies":[', 200_000_000) },
  { name: 'a JSON of seven million values', refusal: 'report-too-large', content: () => [manyValues()] },
  {
    name: 'a JSON of 20 million arrays in each other',
    refusal: 'json-too-deep',
    content: () => [Buffer.alloc(maxReportBytes, '[').fill('{"a":', 0, 5)],
  },
  {
    name: 'a JSON with a text of 20 MB',
    refusal: 'string-too-long',
    content: () => [longDomain()],
  },
  { name: 'a JSON with lists packed as text in lists', refusal: 'list-too-long', content: () => [packedLists()] },
];

/** Texts that each are a list as JSON again, of 48 KB (see tlsrpt/text.ts). */
function packedLists(): Buffer {
  const packed = JSON.stringify(Array.from({ length: 16_000 }, () => ''));
  const policies = [{ policy: { 'policy-string': Array.from({ length: 200 }, () => packed) } }];
  return Buffer.from(JSON.stringify({ policies, 'date-range': { 'start-datetime': '2026-11-24' } }));
}

const mails: Bomb[] = [
  {
    name: 'a mail with 10,000 parts in each other',
    refusal: 'nested-too-deep',
    content: () => nestedParts(10_000),
  },
  {
    name: 'a mail with 10,000 parts beside each other',
    refusal: 'too-many-parts',
    content: () => mail(...Array.from({ length: 10_000 }, () => 'X: y\r\n\r\nz')),
  },
  {
    name: 'a mail with 10,000 mails in each other',
    refusal: 'nested-too-deep',
    content: () => repeated('Content-Type: message/rfc822\r\n\r\n', 320_000),
  },
  {
    name: 'a mail with a mail of 15 MB in it',
    refusal: 'nested-too-deep',
    content: () => mail(`Content-Type: message/rfc822\r\n\r\n${'x'.repeat(maxAttachedBytes + 1)}`),
  },
  {
    name: 'a mail of 15 MB of empty lines',
    refusal: 'message-unreadable',
    content: () => repeated('\n', maxMessageBytes),
  },
  {
    name: 'a mail of as many lines as are read',
    refusal: 'no-report',
    content: () => [Buffer.from(`Subject: x\r\n\r\n${'y\r\n'.repeat(499_000)}`)],
  },
  {
    name: 'a mail with a header of 15 MB',
    refusal: 'message-unreadable',
    content: () => repeated('X: y\r\n', maxMessageBytes),
  },
  {
    name: 'a mailbox file with a mail of a million quoted lines',
    refusal: 'message-unreadable',
    content: () => [Buffer.from(`From a@example.net\n${'>From \n'.repeat(1_000_000)}`)],
  },
  {
    name: 'a mail of 200 MB',
    refusal: 'message-too-large',
    content: () => repeated('Subject: x\r\n\r\n', 200_000_000),
  },
  {
    name: 'a mailbox file with a mail of 200 MB',
    refusal: 'message-too-large',
    content: () => repeated('From a@example.net\n', 200_000_000),
  },
];

/** Line feeds without end, compressed a thousandfold. */
const newlines = deflateRawSync(Buffer.alloc(mebibyte, '\n'), { level: 9, finishFlush: constants.Z_FULL_FLUSH });

function* gzippedMailbox(mebibytes: number): Generator<Buffer> {
  const start = Buffer.from('From a@example.net Sat Nov 21 04:05:06 2026\nSubject: x\n\n');
  yield gzipHeader;
  yield deflateRawSync(start, { finishFlush: constants.Z_FULL_FLUSH });
  for (let number = 0; number < mebibytes; number += 1) yield newlines;
}

function deflatedMailbox(mebibytes: number): Buffer {
  return Buffer.concat([...gzippedMailbox(mebibytes)].slice(1));
}

function* uuencode(lines: string): Generator<Buffer> {
  yield Buffer.from('Subject: x\r\n\r\nbegin 644 x\r\n');
  yield* repeated(lines, maxMessageBytes - 1_000);
}

const packedMails: Bomb[] = [
  { name: 'a mailbox of 2 GB of line ends in gzip', refusal: 'mailbox-inflates', content: () => gzippedMailbox(2_048) },
  {
    name: 'the same in a zip',
    refusal: 'mailbox-inflates',
    content: () =>
      zipOf([{ name: 'a.mbox', method: 8, data: deflatedMailbox(2_048), announcedBytes: 2_048 * mebibyte }]),
  },
  {
    name: 'a mail of 1 GB in gzip',
    refusal: 'message-too-large',
    content: () => [gzipSync('From: a@b.example\nSubject: x\n\n'), gzipOfZeros(1_024)],
  },
  {
    name: 'zips of a mail within each other, 100 deep',
    refusal: 'nested-too-deep',
    content: () => [mailInZips(100)],
  },
  {
    name: 'a mail of uuencode that has no end',
    refusal: 'no-report',
    content: () => uuencode(`M${'!'.repeat(60)}\r\n`),
  },
  {
    name: 'a mail of a million uuencoded files',
    refusal: 'message-unreadable',
    content: () => uuencode('begin 644 x\n'),
  },
  {
    name: 'a mail of 50,000 uuencoded files',
    refusal: 'too-many-parts',
    content: () => [Buffer.from(`Subject: x\n\n${'begin 644 x\n#>VU]\nend\n'.repeat(50_000)}`)],
  },
];

function mailInZips(levels: number): Buffer {
  let zip = zipFile('1.eml', Buffer.from('From: a@b.example\nSubject: x\n\n'));
  for (let level = 1; level < levels; level += 1) zip = zipFile('inner.zip', zip);
  return zip;
}

export const bombs: readonly Bomb[] = [...archives, ...texts, ...streams, ...mails, ...packedMails];

/** Servers on the way and signatures add some 4 KB to a mail. */
const trace = Array.from({ length: 40 }, (_, hop) => `Received: from relay${hop} ${'x'.repeat(70)}\r\n`).join('');

/** A mailbox file of ordinary mails, all different. */
export function* mailboxFile(bytes: number): Generator<Buffer> {
  for (let number = 0, written = 0; written < bytes; number += 1) {
    const lines = [`From ${number}@example.net\n`, trace, reportMail(number), '\n'].map((part) => Buffer.from(part));
    const mail = Buffer.concat(lines);
    written += mail.length;
    yield mail;
  }
}

/** Writes a file of pieces, however many and however small. */
export function writePieces(path: string, pieces: Iterable<Buffer>): void {
  const file = openSync(path, 'w');
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    waitingBytes += piece.length;
    if (waitingBytes < mebibyte) continue;
    writeSync(file, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  }
  writeSync(file, Buffer.concat(waiting));
  closeSync(file);
}
