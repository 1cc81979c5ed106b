import type { Verifying } from './reading.ts';
import { Lost, ReadThread } from './readthread.ts';
import { bytesOf, poisonous, type Source } from './source.ts';
import type { MessageRecord } from './store/batch.ts';
import type { Store } from './store/store.ts';

/** What is sent to the thread at a time: enough that sending it does not count. */
const maxSent = 250;
const maxSentBytes = 8 * 1024 * 1024;
/** A mail alone with the engine at this many of its ends is to blame for them: once may be chance. */
const maxDeaths = 2;
/** A thread that has nothing to do for so long gives its memory back. */
const idleMs = 30_000;

/**
 * Reads mails and files in a thread, with limits, and answers for each: one that the thread did not come back from is
 * refused as poisonous. What is under way is noted in the store, for the case that it ends the whole engine: then all
 * that was noted is read one by one, and the one that does it again, and once more, is refused too.
 */
export class Reader {
  #store: Store;
  #newThread: () => ReadThread;
  #thread: ReadThread | null = null;
  /** The request before, as the thread answers one at a time. */
  #before: Promise<unknown> = Promise.resolve();
  #lost = new WeakMap<Source, string>();
  #idle: NodeJS.Timeout | undefined;

  constructor(store: Store, newThread = () => new ReadThread()) {
    this.#store = store;
    this.#newThread = newThread;
  }

  /** In their order. Throws DeskError of the store, and internal where no thread can be had. */
  async *read(sources: Source[], verifying: Verifying | null): AsyncGenerator<MessageRecord> {
    if (sources.length === 0) return;
    const keys = sources.flatMap(({ key }) => (key === null ? [] : [key]));
    const deaths = this.#store.noteReading(keys);
    let together: Source[] = [];
    for (const source of sources) {
      const before = source.key === null ? undefined : deaths.get(source.key);
      if (before === undefined) {
        together.push(source);
        continue;
      }
      yield* this.#readTogether(together, verifying);
      together = [];
      yield await this.#readAlone(source, before, verifying);
    }
    yield* this.#readTogether(together, verifying);
    this.#store.forgetReading(keys);
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#thread?.end();
    this.#thread = null;
  }

  /** The next are being read while those before are taken. */
  async *#readTogether(sources: Source[], verifying: Verifying | null): AsyncGenerator<MessageRecord> {
    let rest = sources;
    let asked = rest.length === 0 ? null : this.#ask(rest, verifying);
    while (asked !== null) {
      const records = await asked;
      rest = rest.slice(records.length);
      asked = rest.length === 0 ? null : this.#ask(rest, verifying);
      // Whoever takes them may stop, and then nobody hears how the next ended.
      asked?.catch(() => {});
      yield* records;
    }
  }

  async #readAlone(source: Source, deaths: number, verifying: Verifying | null): Promise<MessageRecord> {
    if (deaths >= maxDeaths) return poisonous(source, `the engine ended ${deaths} times while it was read`);
    this.#store.noteReadingAlone(source.key ?? '', deaths + 1);
    const [record = poisonous(source, '')] = await this.#ask([source], verifying);
    this.#store.forgetReading([source.key ?? '']);
    return record;
  }

  /** The first of them, at least one. */
  async #ask(sources: Source[], verifying: Verifying | null): Promise<MessageRecord[]> {
    const [first] = sources;
    const why = first === undefined ? undefined : this.#lost.get(first);
    if (first !== undefined && why !== undefined) return [poisonous(first, why)];
    const sent = this.#firstOf(sources);
    try {
      const asked = this.#before.then(() => this.#awake().ask(sent, verifying));
      this.#before = asked.catch(() => {});
      return await asked;
    } catch (error) {
      this.#thread = null;
      if (!(error instanceof Lost)) throw error;
      this.#lost.set(error.source, error.message);
      return this.#ask(sources, verifying);
    }
  }

  #awake(): ReadThread {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.end(), idleMs).unref();
    return (this.#thread ??= this.#newThread());
  }

  /** Up to what is sent at a time, and to the next that is known to end the thread. */
  #firstOf(sources: Source[]): Source[] {
    let bytes = 0;
    const end = sources.findIndex((source, index) => {
      bytes += bytesOf(source)?.length ?? 0;
      return index > 0 && (index >= maxSent || bytes > maxSentBytes || this.#lost.has(source));
    });
    return end === -1 ? sources : sources.slice(0, end);
  }
}
