import type { Api, Events } from '../shared/contract.ts';
import { DeskError } from '../shared/error.ts';
import { type CallOptions, type Port, RpcClient } from '../shared/rpc.ts';

type Client = RpcClient<Api, Events>;
export type CallName = keyof Api;
export type Answer<N extends CallName> = ReturnType<Api[N]>;

/** What the state classes need of the engine. */
export interface Caller {
  call<N extends CallName>(name: N, argument: Parameters<Api[N]>[0], options?: CallOptions): Promise<Answer<N>>;
}

interface Listeners {
  changed(): void;
  mailbox(state: Events['mailbox']): void;
  /** A port arrived: the first one, or a new one after a restart. */
  connected(): void;
}

/** The engine as the window sees it. It may die and come back: every port it sends replaces the one before. */
export class Engine implements Caller {
  #client: Client | null = null;
  #isLost = false;
  #awaitingFirst: ((client: Client) => void)[] = [];
  #listeners: Partial<Listeners> = {};

  listen(listeners: Listeners): void {
    this.#listeners = listeners;
  }

  connect(port: Port): void {
    this.#client?.close();
    const client: Client = new RpcClient<Api, Events>(port, (name, value) => {
      if (client !== this.#client) return; // A late word of an engine that has been replaced.
      if (name === 'mailbox') this.#listeners.mailbox?.(value as Events['mailbox']);
      else this.#listeners.changed?.();
    });
    this.#client = client;
    this.#isLost = false;
    for (const resume of this.#awaitingFirst.splice(0)) resume(client);
    this.#listeners.connected?.();
  }

  /** The engine died: pending and later calls reject with `engine-gone` until it is back. */
  disconnect(): void {
    this.#client?.close();
    this.#client = null;
    this.#isLost = true;
  }

  /** A call made while the engine is still starting waits for it. */
  async call<N extends CallName>(
    name: N,
    argument: Parameters<Api[N]>[0],
    options: CallOptions = {},
  ): Promise<Answer<N>> {
    if (this.#isLost) throw new DeskError('engine-gone');
    const client = this.#client ?? (await new Promise<Client>((resume) => this.#awaitingFirst.push(resume)));
    return (await client.call(name, argument as never, options)) as Answer<N>;
  }
}

/** A port of the page; it has no event for the other side's end, so Engine.disconnect is what closes it. */
export function portOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => {
      port.onmessage = (event) => onMessage(event.data);
    },
  };
}
