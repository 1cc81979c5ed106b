import type { MessagePortMain } from 'electron';
import { afterEach, beforeEach, vi } from 'vitest';
import type { ChildEvents, EngineChild } from '../../main/child.ts';
import { Supervisor } from '../../main/supervisor.ts';
import type { ControlMessage, EngineState } from '../../shared/shell.ts';

/** An engine process that does what the test says. */
export class FakeChild implements EngineChild {
  sent: ControlMessage[] = [];
  killed = false;
  /** It does not even answer pings. */
  isStuck = false;
  pings = 0;
  events: ChildEvents;

  constructor(events: ChildEvents) {
    this.events = events;
  }

  send(message: ControlMessage): void {
    if (message.kind !== 'ping') return void this.sent.push(message);
    this.pings += 1;
    if (!this.isStuck) this.events.onReply({ kind: 'pong' });
  }

  open(): MessagePortMain {
    return { of: this } as unknown as MessagePortMain;
  }

  kill(): void {
    this.killed = true;
  }
}

export const secret: ControlMessage = {
  kind: 'secret',
  id: 'a',
  password: 'p',
  account: { host: 'imap.example.org', port: 993, security: 'tls', user: 'u', certificateAuthority: '' },
};

/** A supervisor with the engines that it starts, under a clock that stands still. */
export class Supervised {
  children: FakeChild[] = [];
  told: EngineState[] = [];
  connected: unknown[] = [];
  used: string[] = [];
  supervisor = new Supervisor({
    spawn: (events) => {
      const child = this.#spawn(events);
      this.children.push(child);
      return child;
    },
    briefing: () => [secret],
    grantUsed: (id) => this.used.push(id),
    tell: (state) => this.told.push(state),
    connect: (port) => this.connected.push((port as unknown as { of: FakeChild }).of),
  });

  #spawn: (events: ChildEvents) => FakeChild;

  constructor(spawn = (events: ChildEvents) => new FakeChild(events)) {
    this.#spawn = spawn;
  }

  newest(): FakeChild {
    const child = this.children.at(-1);
    if (child === undefined) throw new Error('no engine was started');
    return child;
  }

  ready(): void {
    this.newest().events.onReply({ kind: 'ready' });
  }

  die(reason = 'exited with code 1'): void {
    this.newest().events.onExit(reason);
  }
}

/** A new one for every test; it has started its first engine. */
export function eachSupervised(): () => Supervised {
  let supervised: Supervised;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    supervised = new Supervised();
    supervised.supervisor.start();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  return () => supervised;
}
