import { Worker } from 'node:worker_threads';
import type { Events } from '../../shared/contract.ts';
import { asDeskError, DeskError } from '../../shared/error.ts';
import { RpcClient } from '../../shared/rpc.ts';
import { heapLimits, heapLooksASecond, heapOf } from './heap.ts';
import type { Questions } from './queries.ts';
import type { QueryWorkerData } from './queryworker.ts';

/** So long may a cancelled question take to end by itself, which costs less than a new worker. */
const cancelGraceMs = 1_000;
/**
 * So long may one question of a view take, in milliseconds: on the largest stores a cold disk takes a tenth of it; and
 * so much memory: a combined report of all reports needs the most.
 */
const queryLimits = { maxMs: 60_000, maxHeapBytes: 2_048 * 1024 * 1024 };
/** Workers that were ended but are still within an SQL statement, which nothing can interrupt. */
const maxEnding = 2;

type Name = keyof Questions;
interface Question {
  name: Name;
  argument: unknown;
  resolve(value: unknown): void;
  reject(error: DeskError): void;
}
interface Running {
  worker: Worker;
  client: RpcClient<Questions, Events>;
  /** Why it ended by itself. */
  fault: DeskError | null;
}

/** Source under Node, a file beside the bundle in the app. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './queryworker.ts' : './queryworker.cjs', import.meta.url);

/**
 * Has the window's questions answered one after another by a worker with a connection of its own, so that none of them
 * holds up fetching. One that takes too long, or too much memory, is given up with its worker, and the next question
 * gets a new one; one that is cancelled before its turn is never asked.
 */
export class QueryRunner {
  #storePath: string;
  #url: URL;
  #limits: typeof queryLimits;
  #running: Running | null = null;
  #ending = new Set<Worker>();
  #waiting: Question[] = [];
  #asked: Question | null = null;
  #isStopped = false;

  constructor(storePath: string, url = workerUrl, limits = queryLimits) {
    this.#storePath = storePath;
    this.#url = url;
    this.#limits = limits;
  }

  /** Throws what the query throws, `cancelled`, and `query-too-costly` for one beyond time or memory. */
  ask(name: Name, argument: unknown, signal: AbortSignal): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const question: Question = { name, argument, resolve, reject };
    const cancel = () => this.#cancel(question);
    signal.addEventListener('abort', cancel, { once: true });
    this.#waiting.push(question);
    this.#next();
    return promise.finally(() => signal.removeEventListener('abort', cancel));
  }

  /** Afterwards nothing has the store open. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const question of this.#waiting.splice(0)) question.reject(new DeskError('engine-gone'));
    this.#asked?.reject(new DeskError('engine-gone'));
    this.#discard();
    await Promise.all([...this.#ending].map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#asked !== null || this.#isStopped || this.#ending.size >= maxEnding) return;
    const question = this.#waiting.shift();
    if (question !== undefined) void this.#run(question);
  }

  async #run(question: Question): Promise<void> {
    this.#asked = question;
    const timer = setTimeout(() => this.#giveUp(question, new DeskError('query-too-costly')), this.#limits.maxMs);
    const watch = setInterval(() => void this.#requireLittleMemory(question), 1_000 / heapLooksASecond);
    try {
      question.resolve(await this.#answer(question));
    } catch (thrown) {
      question.reject(asDeskError(thrown));
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      this.#asked = null;
      this.#next();
    }
  }

  async #answer({ name, argument }: Question): Promise<unknown> {
    const running = (this.#running ??= this.#start());
    try {
      return await running.client.call(name, argument as never);
    } catch (error) {
      // Where the worker ended by itself, that says more than that it is gone.
      throw running.fault ?? error;
    }
  }

  async #requireLittleMemory(question: Question): Promise<void> {
    if (this.#running === null) return;
    const heap = await heapOf(this.#running.worker);
    const isTooMuch = heap !== null && heap.used_heap_size > this.#limits.maxHeapBytes;
    if (isTooMuch) this.#giveUp(question, new DeskError('query-too-costly'));
  }

  #cancel(question: Question): void {
    question.reject(new DeskError('cancelled'));
    const place = this.#waiting.indexOf(question);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (this.#asked !== question) return;
    setTimeout(() => this.#giveUp(question, new DeskError('cancelled')), cancelGraceMs);
  }

  #giveUp(question: Question, error: DeskError): void {
    if (this.#asked !== question) return;
    question.reject(error);
    this.#discard();
  }

  #start(): Running {
    const workerData: QueryWorkerData = { storePath: this.#storePath };
    const resourceLimits = heapLimits(this.#limits.maxHeapBytes);
    const worker = new Worker(this.#url, { workerData, resourceLimits });
    worker.on('exit', () => {
      if (this.#running?.worker === worker) this.#running = null;
      this.#ending.delete(worker);
      this.#next();
    });
    const client = new RpcClient<Questions, Events>(
      {
        post: (message) => worker.postMessage(message),
        listen: (onMessage, onClose) => {
          worker.on('message', onMessage);
          worker.on('exit', onClose);
        },
      },
      () => {},
    );
    const running: Running = { worker, client, fault: null };
    worker.on('error', (error: NodeJS.ErrnoException) => {
      console.error(`queries: ${String(error)}`);
      const isTooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      running.fault = isTooLarge ? new DeskError('query-too-costly') : asDeskError(error);
    });
    return running;
  }

  /** Ends the worker as soon as it comes out of its SQL statement; the question it was asked then is over. */
  #discard(): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.#ending.add(running.worker);
    void running.worker.terminate();
    running.client.close();
  }
}
