import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { threadId } from 'node:worker_threads';
import { contentKind, readFiles } from '../../main/engine/files.ts';
import { maxMessageBytes } from '../../main/engine/mailbox/limits.ts';
import { readMbox } from '../../main/engine/mbox.ts';
import { readFileItem } from '../../main/engine/reading.ts';
import { formatReport } from '../../main/engine/tlsrpt/format.ts';
import { fileNameAgain } from '../../main/engine/tlsrpt/filename.ts';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import type { RefusalCode } from '../../shared/error.ts';
import { authenticities } from '../../shared/model.ts';
import type { Random } from '../demo/random.ts';
import type { Kind } from './inputs.ts';

/** How the messages of one input ended. */
export interface Ended {
  read: number;
  refused: number;
}

/**
 * What holds for every input: each message of it ends as reports, which are the same when they are written out and
 * read again, or as one refusal with its reason, whose bytes are kept. Throws where that is not so.
 */
export async function keepPromises(input: Buffer, kind: Kind, random: Random): Promise<Ended> {
  const ended = { read: 0, refused: 0 };
  if (kind === 'file') return checkFile(input);
  for (const message of kind === 'mbox' ? await messagesOf(input, random) : [input]) {
    const isRead = await checkMessage(message, kind === 'mbox' ? 'mail' : kind);
    ended[isRead ? 'read' : 'refused'] += 1;
  }
  return ended;
}

/** As a file on the disk, in which mails may be compressed: it ends as one item at least. */
async function checkFile(content: Buffer): Promise<Ended> {
  const path = join(tmpdir(), `fuzz-${process.pid}-${threadId}`);
  writeFileSync(path, content);
  const ended = { read: 0, refused: 0 };
  try {
    for await (const item of readFiles([path])) {
      const isRead =
        item.kind !== 'refused' && (await checkMessage(item.bytes, item.kind === 'report' ? 'zip' : 'mail'));
      ended[isRead ? 'read' : 'refused'] += 1;
    }
  } finally {
    rmSync(path);
  }
  if (ended.read + ended.refused === 0) throw new Error('a file came to nothing');
  return ended;
}

/** Whether reports were read. */
async function checkMessage(bytes: Buffer, kind: Kind): Promise<boolean> {
  const item = { source: 'fuzz', sizeBytes: bytes.length, bytes };
  const method = { kind: 'header', trustedServer: 'mx.example.org' } as const;
  const message = await readFileItem({ ...item, kind: kind === 'mail' ? 'message' : contentKind(bytes) }, method);
  const { reports, refusal, authenticity } = message;
  const isKept = message.isOutline ? message.bytes !== null : message.bytes === bytes || isNamed(refusal?.code);
  if (reports.length === 0 && (refusal === null || !isKept)) throw new Error('neither read nor refused');
  if (reports.length > 0 && refusal !== null) throw new Error('read and refused');
  if (!authenticities.includes(authenticity)) throw new Error(`authenticity ${authenticity}`);
  for (const { parsed, original } of reports) {
    const { report } = parseReport(original, fileNameAgain(parsed));
    if (!isDeepStrictEqual(report, parsed.report)) throw new Error('differs from its original');
    const again = parseReport(Buffer.from(formatReport(parsed.report))).report;
    if (!isDeepStrictEqual(again, parsed.report)) throw new Error('was read differently when written out');
  }
  return reports.length > 0;
}

/** A file of which nothing is kept, because its own program has to open it. */
function isNamed(code: RefusalCode | undefined): boolean {
  return code === 'winmail-dat' || code === 'smime-wrapped' || code === 'pgp-encrypted' || code === 'outlook-file';
}

/** In chunks of any size, which must make no difference. */
async function messagesOf(mbox: Buffer, random: Random): Promise<Buffer[]> {
  const [whole, cut] = [await split(mbox, mbox.length), await split(mbox, random.integer(1, 1_000))];
  if (!isDeepStrictEqual(whole, cut)) throw new Error('an mbox is split differently by the chunks it comes in');
  return whole;
}

async function split(mbox: Buffer, chunkBytes: number): Promise<Buffer[]> {
  const messages = [];
  for await (const { source } of readMbox(chunksOf(mbox, chunkBytes), maxMessageBytes)) {
    if (source !== null) messages.push(source);
  }
  return messages;
}

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}
