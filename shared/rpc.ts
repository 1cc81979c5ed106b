import { asDeskError, DeskError } from './error.ts';
import { type Message, type Request, requestOf } from './message.ts';

/** The least that MessagePort (DOM), MessagePortMain (Electron) and a relay over child_process have in common. */
export interface Port {
  post(message: unknown): void;
  listen(onMessage: (message: unknown) => void, onClose: () => void): void;
}

/** A table of functions that may be called over a port: at most one argument, always a promise. */
export type Verbs = Record<string, (argument: never) => unknown>;
type Argument<V> = V extends (argument: infer A) => unknown ? A : never;
type Answer<V> = V extends (argument: never) => infer R ? Awaited<R> : never;

/** What a served function gets besides its argument. */
export interface CallContext {
  signal: AbortSignal;
  progress(value: unknown): void;
}
export type Handlers<V extends Verbs> = {
  [K in keyof V]: (argument: Argument<V[K]>, context: CallContext) => Answer<V[K]> | Promise<Answer<V[K]>>;
};

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (value: unknown) => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: DeskError): void;
  onProgress: ((value: unknown) => void) | undefined;
}

/** More calls under way at once than a window has in use by far; further ones are refused until some have ended. */
export const maxCallsAtOnce = 256;
/** Of a name that nothing is called by, in the answer that says so. */
const maxQuotedName = 100;

/** The calling side. Once the port is gone every pending and later call rejects with `engine-gone`. */
export class RpcClient<V extends Verbs, E extends object> {
  #port: Port;
  #nextId = 1;
  #gone = false;
  #pending = new Map<number, Pending>();
  #onEvent: <N extends keyof E & string>(name: N, value: E[N]) => void;

  constructor(port: Port, onEvent: <N extends keyof E & string>(name: N, value: E[N]) => void) {
    this.#port = port;
    this.#onEvent = onEvent;
    port.listen(
      (message) => this.#receive(message as Message),
      () => this.close(),
    );
  }

  call<K extends keyof V & string>(
    name: K,
    argument: Argument<V[K]>,
    options: CallOptions = {},
  ): Promise<Answer<V[K]>> {
    if (this.#gone) return Promise.reject(new DeskError('engine-gone'));
    if (options.signal?.aborted) return Promise.reject(new DeskError('cancelled'));
    const id = this.#nextId++;
    const cancel = () => this.#port.post({ kind: 'cancel', id } satisfies Message);
    options.signal?.addEventListener('abort', cancel, { once: true });
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress: options.onProgress });
      this.#port.post({ kind: 'call', id, name, argument } satisfies Message);
    }).finally(() => options.signal?.removeEventListener('abort', cancel)) as Promise<Answer<V[K]>>;
  }

  close(): void {
    this.#gone = true;
    for (const pending of this.#pending.values()) pending.reject(new DeskError('engine-gone'));
    this.#pending.clear();
  }

  #receive(message: Message): void {
    if (message.kind === 'event') {
      this.#onEvent(message.name as keyof E & string, message.value as E[keyof E & string]);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return; // An answer to a call that was given up.
    if (message.kind === 'progress') pending.onProgress?.(message.value);
    if (message.kind !== 'answer' && message.kind !== 'error') return;
    this.#pending.delete(message.id);
    if (message.kind === 'answer') pending.resolve(message.value);
    else pending.reject(new DeskError(message.code, message.detail));
  }
}

/**
 * The serving side of one port: runs handlers by name, cancels them, and tells events. The page may post anything: what
 * is no request is ignored, and no request ends the process.
 */
export class RpcServer<V extends Verbs, E extends object> {
  #port: Port;
  #handlers: Handlers<V>;
  #running = new Map<number, AbortController>();

  constructor(port: Port, handlers: Handlers<V>, onClose: () => void = () => {}) {
    this.#port = port;
    this.#handlers = handlers;
    port.listen(
      (message) => this.#receive(message),
      () => {
        for (const controller of this.#running.values()) controller.abort();
        onClose();
      },
    );
  }

  emit<N extends keyof E & string>(name: N, value: E[N]): void {
    this.#port.post({ kind: 'event', name, value } satisfies Message);
  }

  #receive(message: unknown): void {
    const request = requestOf(message);
    if (request?.kind === 'cancel') this.#running.get(request.id)?.abort();
    if (request?.kind === 'call') void this.#answer(request);
  }

  async #answer({ id, name, argument }: Request & { kind: 'call' }): Promise<void> {
    // The call under way keeps its id, and its controller.
    if (this.#running.has(id)) return this.#fail(id, new DeskError('bad-request', `call ${id} is under way`));
    if (this.#running.size >= maxCallsAtOnce) return this.#fail(id, new DeskError('too-many-calls'));
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const value = await this.#run(name, argument, {
        signal: controller.signal,
        progress: (progress) => this.#port.post({ kind: 'progress', id, value: progress } satisfies Message),
      });
      this.#port.post({ kind: 'answer', id, value } satisfies Message);
    } catch (thrown) {
      this.#fail(id, controller.signal.aborted ? new DeskError('cancelled') : asDeskError(thrown));
    } finally {
      this.#running.delete(id);
    }
  }

  #fail(id: number, { code, detail }: DeskError): void {
    this.#port.post({ kind: 'error', id, code, detail } satisfies Message);
  }

  async #run(name: string, argument: unknown, context: CallContext): Promise<unknown> {
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
    if (handler === undefined) throw new DeskError('bad-request', `unknown call ${name.slice(0, maxQuotedName)}`);
    return handler(argument as Argument<V[string]>, context);
  }
}
