import { parentPort, workerData } from 'node:worker_threads';
import { packRecords, unpack, type Packed, type PackedRecord } from './packing.ts';
import type { Verifying } from './reading.ts';
import { poisonous, withBytes, type Source } from './source.ts';
import type { MessageRecord } from './store/batch.ts';

/** What the engine asks of the thread: to read these in their order. Their bytes are packed. */
export interface ReadRequest {
  sources: Source[];
  packed: Packed;
  verifying: Verifying | null;
}

/** As many of them as fit into an answer, and at least one. */
export interface ReadAnswer {
  records: PackedRecord[];
  packed: Packed;
}

/** Handed to the thread as it starts. */
export interface ReadThreadData {
  /** How many mails and files the thread has begun to read, for those who watch it. */
  begun: Int32Array;
}

/** What an answer may hold in memory, inflated. */
const maxAnswerBytes = 8 * 1024 * 1024;

const none = Buffer.alloc(0);

type Read = (source: Source, verifying: Verifying | null) => Promise<MessageRecord>;

/** Answers the requests of the engine; `read` is how one is read. */
export function serveReading(read: Read): void {
  const { begun } = workerData as ReadThreadData;
  parentPort?.on('message', async ({ sources, packed, verifying }: ReadRequest) => {
    const records: MessageRecord[] = [];
    let answerBytes = 0;
    const bytes = unpack(packed);
    for (const [index, bare] of sources.entries()) {
      const source = withBytes(bare, bytes[index] ?? none);
      Atomics.add(begun, 0, 1);
      const record = await read(source, verifying).catch((error: unknown) => poisonous(source, String(error)));
      records.push(record);
      answerBytes += record.reports.reduce((sum, { original }) => sum + original.length, 0);
      if (answerBytes >= maxAnswerBytes) break;
    }
    const answer: ReadAnswer = packRecords(records);
    parentPort?.postMessage(answer, [answer.packed.bytes.buffer]);
  });
}
