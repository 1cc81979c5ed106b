import { vi } from 'vitest';
import type { MailboxSettings, Security } from '../../../shared/contract.ts';
import type { DeskError } from '../../../shared/error.ts';
import type { RawMessage } from '../../../main/engine/mailbox/fetcher.ts';
import type { Cursor, PollerPorts, Timing } from '../../../main/engine/mailbox/poller.ts';
import type { PollerState } from '../../../main/engine/mailbox/state.ts';
import { Poller } from '../../../main/engine/mailbox/poller.ts';
import { hangMs } from '../../patience.ts';

interface Reachable {
  authority: string;
  port: number;
}

/** Settings for alice at a test server. */
export function settingsFor(
  { authority, port }: Reachable,
  security: Security = 'tls',
  folder = 'INBOX',
): MailboxSettings {
  const account = { user: 'alice', secretId: 'x', folder, pollMinutes: 15 };
  return { host: '127.0.0.1', port, security, certificateAuthority: authority, ...account };
}

/** Time that passes when the test says so. */
export class Hourglass implements Timing {
  readonly askedMs: number[] = [];
  random = () => 1;
  #turn = () => {};

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.askedMs.push(ms);
    return new Promise((resolve) => {
      this.#turn = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Ends the wait under way. */
  turn(): void {
    this.#turn();
  }
}

/** What stands behind a poller: a store in memory that keeps mails and cursor together. */
export class Desk implements PollerPorts {
  readonly taken: RawMessage[] = [];
  readonly batches: number[] = [];
  readonly states: PollerState[] = [];
  readonly hourglass = new Hourglass();
  stored: Cursor | null = null;
  /** Called before a batch is stored; what it throws is the store's failure. */
  beforeTake = () => {};
  readonly poller: Poller;

  constructor(settings: MailboxSettings, password = 'secret') {
    this.poller = new Poller(settings, password, this, this.hourglass);
  }

  /** What it throws is why nothing could be stored. */
  requireRoom = () => {};

  cursor(): Cursor | null {
    return this.stored;
  }

  async take({ uidValidity, messages }: { uidValidity: string; messages: RawMessage[] }): Promise<void> {
    await Promise.resolve();
    this.beforeTake();
    this.taken.push(...messages);
    this.batches.push(messages.length);
    this.stored = { uidValidity, lastUid: messages.at(-1)?.uid ?? 0 };
  }

  onState(state: PollerState): void {
    this.states.push(state);
  }

  get state(): PollerState | undefined {
    return this.states.at(-1);
  }

  get uids(): number[] {
    return this.taken.map(({ uid }) => uid);
  }

  /** Starts, and awaits the end of the first check. */
  async start(): Promise<void> {
    this.poller.start();
    await this.poller.checkNow();
  }

  /** Lets waiting times pass until a check succeeds; answers how many were waited for. */
  async untilWell(): Promise<number> {
    const before = this.hourglass.askedMs.length;
    while (this.state?.problem !== null) {
      const count = this.states.length;
      this.hourglass.turn();
      await vi.waitFor(() => this.states.length > count || Promise.reject(new Error('nothing happens')), hangMs);
    }
    return this.hourglass.askedMs.length - before;
  }
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The code of the DeskError that ends the attempt. */
export function failureOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'none',
    (error: DeskError) => error.code,
  );
}

export async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) void row;
}
