import type { MessagePortMain } from 'electron';
import type { ControlMessage, ControlReply, EngineState } from '../shared/shell.ts';
import type { EngineChild, SpawnEngine } from './child.ts';

/** Waits before the first, the second, and every further restart in a row. */
export const restartSeconds = [1, 5, 30] as const;
/** An engine that has worked for so long is well again: its next crash counts as the first. */
export const settledMs = 60_000;
/** So long may an engine take to close its store before it is killed. */
export const closeMs = 3_000;

/** What the supervisor needs of its surroundings. */
export interface SupervisorParts {
  spawn: SpawnEngine;
  /** What every new engine has to know before it serves: passwords and grants. */
  briefing(): ControlMessage[];
  /** Shows the window the engine's state, if there is a window. */
  tell(state: EngineState): void;
  /** Hands the window its end of a new pair of ports. */
  connect(port: MessagePortMain): void;
}

/**
 * Keeps one engine running. The window gets a pair of ports with every engine and every page load, once the engine is
 * ready. When the engine dies, `restarting` is what tells the window that calls under way are lost: Chromium before
 * 122 has no event for a port whose other end is gone. An engine that itself reports a failure is not started again;
 * one that asks for a restart has not crashed, and the next one starts as soon as its process has ended.
 */
export class Supervisor {
  #parts: SupervisorParts;
  #child: EngineChild | null = null;
  #state: EngineState = { phase: 'starting' };
  #crashes = 0;
  #restartAsked = false;
  #readyAtMs = Infinity;
  #restart: NodeJS.Timeout | undefined;
  #closed: (() => void) | null = null;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#tell({ phase: 'starting' });
    this.#readyAtMs = Infinity;
    this.#restartAsked = false;
    const child = this.#parts.spawn({
      onReply: (reply) => this.#receive(child, reply),
      onExit: (reason) => this.#exited(reason),
    });
    this.#child = child;
    for (const message of this.#parts.briefing()) child.send(message);
  }

  /** Without an engine nothing is lost: the next one is briefed. */
  send(message: ControlMessage): void {
    this.#child?.send(message);
  }

  /** To be called when the page has loaded, and so has lost all it knew. */
  welcome(): void {
    if (this.#state.phase === 'ready' && this.#child !== null) this.#parts.connect(this.#child.open());
    this.#parts.tell(this.#state);
  }

  /** Lets the engine finish its transaction and close its store, and ends it by force after `closeMs`. */
  async close(): Promise<void> {
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      setTimeout(resolve, closeMs);
      child.send({ kind: 'close' });
    });
    child.kill();
  }

  #receive(child: EngineChild, reply: ControlReply): void {
    if (reply.kind === 'closed') this.#closed?.();
    if (reply.kind === 'ready') {
      this.#readyAtMs = Date.now();
      this.#parts.connect(child.open());
      this.#tell({ phase: 'ready' });
    }
    if (reply.kind === 'restart') {
      this.#restartAsked = true;
      child.kill();
    }
    if (reply.kind === 'failed') {
      this.#tell({ phase: 'failed', problem: { code: reply.code, detail: reply.detail } });
      child.kill();
    }
  }

  #exited(reason: string): void {
    this.#child = null;
    if (this.#closed !== null) return this.#closed();
    if (this.#state.phase === 'failed') return;
    if (this.#restartAsked) this.#startAgain(0);
    else this.#crashed(reason);
  }

  #crashed(reason: string): void {
    if (Date.now() - this.#readyAtMs >= settledMs) this.#crashes = 0;
    const inSeconds = restartSeconds[this.#crashes] ?? restartSeconds[2];
    this.#crashes += 1;
    console.error(`engine: ${reason}; starting again in ${inSeconds} s`);
    this.#startAgain(inSeconds);
  }

  #startAgain(inSeconds: number): void {
    this.#restart = setTimeout(() => this.start(), inSeconds * 1000);
    this.#tell({ phase: 'restarting', inSeconds });
  }

  #tell(state: EngineState): void {
    this.#state = state;
    this.#parts.tell(state);
  }
}
