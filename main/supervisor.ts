import type { MessagePortMain } from 'electron';
import type { ErrorCode } from '../shared/error.ts';
import type { ControlMessage, ControlReply, EngineState } from '../shared/shell.ts';
import type { EngineChild, SpawnEngine } from './child.ts';
import { busySilenceMs, firstWordMs, Heartbeat, silenceMs } from './heartbeat.ts';

/** Waits before the first, the second, and every further restart in a row. */
export const restartSeconds = [1, 5, 30] as const;
/** An engine that has worked for so long is well again: its next crash counts as the first. */
export const settledMs = 60_000;
/** After so many crashes in a row it is no accident: then the person decides. */
export const maxCrashes = 5;
/** An engine that ends before it is ready will hardly do better the next time. */
export const maxFailedStarts = 2;
/** So long may an engine take to close its store before it is killed. */
export const closeMs = 3_000;

/** What the supervisor needs of its surroundings. */
export interface SupervisorParts {
  spawn: SpawnEngine;
  /** What every new engine has to know before it serves: passwords and grants. */
  briefing(): ControlMessage[];
  /** The engine has used a grant, which is no more. */
  grantUsed(id: string): void;
  /** Shows the window the engine's state, if there is a window. */
  tell(state: EngineState): void;
  /** Hands the window its end of a new pair of ports. */
  connect(port: MessagePortMain): void;
}

/**
 * Keeps one engine running. The window gets a pair of ports with every engine and every page load, once the engine is
 * ready. When the engine dies, `restarting` is what tells the window that calls under way are lost: Chromium before
 * 122 has no event for a port whose other end is gone. An engine that itself reports a failure, that cannot start or
 * crashes again and again is not started until the person asks; one that asks for a restart has not crashed, and the
 * next one starts as soon as its process has ended. An engine that says nothing any more is killed.
 */
export class Supervisor {
  #parts: SupervisorParts;
  #child: EngineChild | null = null;
  #state: EngineState = { phase: 'starting' };
  #crashes = 0;
  #failedStarts = 0;
  #restartAsked = false;
  #readyAtMs = Infinity;
  #lastWordMs = 0;
  /** Why the engine was killed; '' when it was not. */
  #killedFor = '';
  #heartbeat: Heartbeat;
  #restart: NodeJS.Timeout | undefined;
  #closed: (() => void) | null = null;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(
      () => this.send({ kind: 'ping' }),
      (silentMs) => this.#killSilent(silentMs),
    );
  }

  start(): void {
    this.#tell({ phase: 'starting' });
    this.#readyAtMs = Infinity;
    this.#restartAsked = false;
    this.#killedFor = '';
    try {
      const child = this.#parts.spawn({
        onReply: (reply) => this.#receive(child, reply),
        onExit: (reason) => this.#exited(reason),
      });
      this.#child = child;
    } catch (error) {
      return this.#exited(`no process could be started: ${String(error)}`);
    }
    this.#heartbeat.allow(firstWordMs);
    for (const message of this.#parts.briefing()) this.send(message);
  }

  /** After a failure the person asks for another try, and for as many restarts as at first. */
  retry(): void {
    if (this.#state.phase !== 'failed') return;
    this.#crashes = 0;
    this.#failedStarts = 0;
    // Two engines at once would fight for the store: the one that failed has been killed, and must have ended.
    if (this.#child === null) this.#startAgain(0);
    else this.#restartAsked = true;
  }

  /** Without an engine nothing is lost: the next one is briefed. */
  send(message: ControlMessage): void {
    this.#child?.send(message);
  }

  /** A port of main's own; null while no engine is ready. */
  open(): MessagePortMain | null {
    return this.#state.phase === 'ready' && this.#child !== null ? this.#child.open() : null;
  }

  /** To be called when the page has loaded, and so has lost all it knew. */
  welcome(): void {
    const port = this.open();
    if (port !== null) this.#parts.connect(port);
    this.#parts.tell(this.#state);
  }

  /** Lets the engine finish its transaction and close its store, and ends it by force after `closeMs`. */
  async close(): Promise<void> {
    clearTimeout(this.#restart);
    this.#heartbeat.stop();
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
    this.#lastWordMs = Date.now();
    if (reply.kind === 'closed') return this.#closed?.();
    if (this.#closed !== null || this.#killedFor !== '') return;
    if (reply.kind === 'failed') return this.#fail(reply.code, reply.detail);
    if (reply.kind === 'used') this.#parts.grantUsed(reply.id);
    this.#heartbeat.allow(reply.kind === 'busy' ? busySilenceMs : silenceMs);
    if (reply.kind === 'ready') {
      this.#readyAtMs = Date.now();
      this.#failedStarts = 0;
      this.#parts.connect(child.open());
      this.#tell({ phase: 'ready' });
    }
    if (reply.kind === 'restart') {
      this.#restartAsked = true;
      child.kill();
    }
  }

  #killSilent(silentMs: number): void {
    this.#killedFor = `said nothing for ${silentMs / 1000} s and was killed`;
    if (this.#readyAtMs === Infinity) this.#fail('engine-start-timeout', `${silentMs / 1000} s`);
    else this.#child?.kill();
  }

  #exited(reason: string): void {
    this.#child = null;
    this.#heartbeat.stop();
    if (this.#closed !== null) return this.#closed();
    if (this.#restartAsked) this.#startAgain(0);
    else if (this.#state.phase !== 'failed') this.#crashed(this.#killedFor === '' ? reason : this.#killedFor);
  }

  #crashed(reason: string): void {
    const wasReady = this.#readyAtMs !== Infinity;
    if (this.#lastWordMs - this.#readyAtMs >= settledMs) this.#crashes = 0;
    this.#crashes += 1;
    if (!wasReady) this.#failedStarts += 1;
    if (this.#failedStarts >= maxFailedStarts) return this.#fail('engine-broken', reason);
    if (this.#crashes >= maxCrashes) return this.#fail('engine-crashing', reason);
    const inSeconds = restartSeconds[this.#crashes - 1] ?? restartSeconds[2];
    console.error(`engine: ${reason}; starting again in ${inSeconds} s`);
    this.#startAgain(inSeconds);
  }

  #fail(code: ErrorCode, detail: string): void {
    console.error(`engine: ${code}: ${detail}; not started again`);
    this.#heartbeat.stop();
    this.#tell({ phase: 'failed', problem: { code, detail } });
    this.#child?.kill();
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
