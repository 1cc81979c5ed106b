import { Worker } from 'node:worker_threads';
import { DeskError } from '../../shared/error.ts';
import { heapLimits, heapLooksASecond, heapOf } from './heap.ts';
import { pack, unpackRecords } from './packing.ts';
import type { ReadAnswer, ReadRequest, ReadThreadData } from './readserver.ts';
import type { Verifying } from './reading.ts';
import { bytesOf, withBytes, type Source } from './source.ts';
import type { MessageRecord } from './store/batch.ts';

export interface ReadLimits {
  /** For one mail or file. The slowest that is read to its end takes about a second. */
  seconds: number;
  /** Of JavaScript's objects, for which the thread has a heap of its own; looked at while the thread is busy. */
  heapBytes: number;
  /** Of buffers, which are outside of that heap; looked at likewise. */
  bufferBytes: number;
}

const mebibyte = 1024 * 1024;
/** The largest report that is read needs about a quarter of this memory, and two of them may come in one mail. */
export const readLimits: ReadLimits = { seconds: 20, heapBytes: 1_024 * mebibyte, bufferBytes: 512 * mebibyte };

const startSeconds = 120;
const none = Buffer.alloc(0);

/** The thread is gone, and with it the one that it was reading. */
export class Lost extends Error {
  readonly source: Source;

  constructor(source: Source, why: string) {
    super(why);
    this.source = source;
  }
}

/** Source under Node, a file beside the bundle in the app. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './readworker.ts' : './readworker.cjs', import.meta.url);

interface Asked {
  sources: Source[];
  begunBefore: number;
  resolve(records: MessageRecord[]): void;
  reject(error: Error): void;
}

/** One thread that reads, and is ended where one mail or file takes it more time or memory than any may. */
export class ReadThread {
  #worker: Worker;
  #limits: ReadLimits;
  #begun = new Int32Array(new SharedArrayBuffer(4));
  #asked: Asked | null = null;

  constructor(limits = readLimits, url = workerUrl) {
    this.#limits = limits;
    this.#worker = new Worker(url, {
      workerData: { begun: this.#begun } satisfies ReadThreadData,
      resourceLimits: heapLimits(limits.heapBytes),
      // It has no use for what the process was told, and none for its secrets.
      env: {},
      execArgv: [],
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: ReadAnswer) => this.#answer(answer));
    this.#worker.on('error', (error) => this.#lose(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#lose('the thread ended'));
  }

  /**
   * Reads these in their order, one request at a time: as many as fit into an answer, and at least one. Throws Lost,
   * after which the thread is gone, and DeskError internal where it could not even begin.
   */
  async ask(sources: Source[], verifying: Verifying | null): Promise<MessageRecord[]> {
    const { promise, resolve, reject } = Promise.withResolvers<MessageRecord[]>();
    this.#asked = { sources, begunBefore: Atomics.load(this.#begun, 0), resolve, reject };
    const packed = pack(sources.map((source) => bytesOf(source) ?? none));
    const request: ReadRequest = { sources: sources.map((source) => withBytes(source, none)), packed, verifying };
    this.#worker.ref();
    this.#worker.postMessage(request, [packed.bytes.buffer]);
    const watch = this.#watch();
    try {
      return await promise;
    } finally {
      clearInterval(watch);
      this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Looks are counted instead of time, so that a computer that sleeps meanwhile blames nobody. */
  #watch(): NodeJS.Timeout {
    let begun = -1;
    let looks = 0;
    return setInterval(() => {
      looks = this.#begun[0] === begun ? looks + 1 : 0;
      begun = this.#begun[0] ?? 0;
      // On a busy computer the thread itself may take long to start, which is nobody's fault.
      const seconds = begun === 0 ? startSeconds : this.#limits.seconds;
      if (looks >= seconds * heapLooksASecond) this.#lose(`took more than ${seconds} s`);
      void this.#requireLittleMemory();
    }, 1_000 / heapLooksASecond);
  }

  async #requireLittleMemory(): Promise<void> {
    const heap = await heapOf(this.#worker);
    if (heap === null) return;
    const { heapBytes, bufferBytes } = this.#limits;
    const isTooMuch = heap.used_heap_size > heapBytes || heap.external_memory > bufferBytes;
    if (isTooMuch) this.#lose('took too much memory');
  }

  #answer({ records, packed }: ReadAnswer): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.resolve(unpackRecords(records, packed, asked.sources.map(bytesOf)));
  }

  #lose(why: string): void {
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null) return;
    void this.#worker.terminate();
    const source = asked.sources[Atomics.load(this.#begun, 0) - asked.begunBefore - 1];
    asked.reject(source === undefined ? new DeskError('internal', why) : new Lost(source, why));
  }
}
