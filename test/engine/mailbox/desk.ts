import { expect, vi } from 'vitest';
import type { MailboxSettings, Security } from '../../../shared/contract.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import type { DeskError } from '../../../shared/error.ts';
import type { RawMessage } from '../../../main/engine/mailbox/fetcher.ts';
import type { Cursor, PollerBatch, PollerPorts, Timing } from '../../../main/engine/mailbox/poller.ts';
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
  #nowMs = Date.parse('2026-11-24T06:00:00Z');
  #turn = () => {};

  now(): number {
    return this.#nowMs;
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.askedMs.push(ms);
    return new Promise((resolve) => {
      this.#turn = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Ends the wait under way, of which all the time has passed. */
  turn(): void {
    this.#nowMs += this.askedMs.at(-1) ?? 0;
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
  readonly waiting = new Map<number, PendingMail>();
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

  async take({ uidValidity, messages, pending, lastUid }: PollerBatch): Promise<void> {
    await Promise.resolve();
    this.beforeTake();
    for (const mail of pending) this.waiting.set(mail.uid, mail);
    for (const { uid } of messages) this.waiting.delete(uid);
    this.taken.push(...messages);
    this.batches.push(messages.length);
    const before = this.stored?.uidValidity === uidValidity ? this.stored.lastUid : 0;
    this.stored = { uidValidity, lastUid: Math.max(before, lastUid) };
  }

  pending(_uidValidity: string, limit: number): PendingMail[] {
    const due = [...this.waiting.values()].sort((a, b) => a.nextAttemptAt.localeCompare(b.nextAttemptAt));
    return due.slice(0, limit);
  }

  vanished(_uidValidity: string, uids: number[]): void {
    for (const uid of uids) this.waiting.delete(uid);
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

  get pendingUids(): number[] {
    return [...this.waiting.keys()].sort((a, b) => a - b);
  }

  /** Starts, and awaits the end of the first check. */
  async start(): Promise<void> {
    this.poller.start();
    await this.poller.checkNow();
  }

  /** Lets waiting times pass until a check succeeds; answers how many were waited for. */
  async untilWell(): Promise<number> {
    let checks = 0;
    for (; this.state?.problem !== null; checks += 1) await this.nextCheck();
    return checks;
  }

  /** Lets waiting times pass until so many mails are taken; answers how many were waited for. */
  async untilDone(mails: number): Promise<number> {
    let checks = 0;
    for (; this.taken.length < mails; checks += 1) await this.nextCheck();
    return checks;
  }

  /** Lets the wait under way pass, and awaits the one after the check. */
  async nextCheck(): Promise<void> {
    await vi.waitFor(() => expect(this.hourglass.askedMs).not.toEqual([]), hangMs);
    const waits = this.hourglass.askedMs.length;
    this.hourglass.turn();
    await vi.waitFor(() => expect(this.hourglass.askedMs.length).toBeGreaterThan(waits), hangMs);
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
