import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, type MessagePortMain } from 'electron';
import type { Api, Events } from '../shared/contract.ts';
import { type Port, RpcClient } from '../shared/rpc.ts';
import type { ControlMessage, EngineState } from '../shared/shell.ts';
import type { Grants } from './grants.ts';

/** So long may it take on a slow and busy computer. */
const patienceMs = 120_000;
const lookMs = 100;
const day = '2026-11-01';
/** One session in one report: something to be read, stored and counted. */
const report = {
  'organization-name': 'Smoke',
  'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
  'contact-info': 'smoke@example.org',
  'report-id': 'smoke',
  policies: [
    {
      policy: { 'policy-type': 'no-policy-found', 'policy-domain': 'example.org' },
      summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 0 },
    },
  ],
};

/** Whether the app is only to show that it works. What follows `--` are the words of the command line. */
export function wantsSmoke(argv: string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(1, end === -1 ? undefined : end).includes('--smoke');
}

interface SmokeParts {
  window: BrowserWindow;
  grants: Grants;
  tellEngine: (message: ControlMessage) => void;
  /** A port to the engine; null while none is ready. */
  openPort: () => MessagePortMain | null;
}

/**
 * `--smoke`: what whoever packaged the app wants to know of the package. In a profile of its own the window draws its
 * page, and the engine makes a store, reads a report in its one thread and answers what is in it from the other. Then
 * the app quits, with exit code 0 or, after a line that says why, 1.
 */
export class Smoke {
  #ready: Promise<void>;
  #readyOrNot: (state: EngineState) => void = () => {};

  constructor() {
    this.#ready = new Promise((resolve, reject) => {
      this.#readyOrNot = (state) => {
        if (state.phase === 'ready') resolve();
        if (state.phase === 'failed') reject(new Error(`${state.problem.code}: ${state.problem.detail}`));
      };
    });
  }

  follow(state: EngineState): void {
    this.#readyOrNot(state);
  }

  async run(parts: SmokeParts): Promise<void> {
    const giveUp = setTimeout(() => this.#fail(`no end after ${patienceMs / 1000} s`), patienceMs);
    try {
      await this.#ready;
      const found = await answer(parts);
      if (found !== 1) throw new Error(`the store says ${found} sessions, not 1`);
      await pageDrawn(parts.window);
      console.log('smoke: the window is drawn, a report was read, and the store answered');
      app.quit();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(giveUp);
    }
  }

  #fail(reason: string): void {
    console.error(`smoke: ${reason}`);
    app.exit(1);
  }
}

/** Once there is something to read: the page draws nothing until the engine has told it where to begin. */
async function pageDrawn({ webContents }: BrowserWindow): Promise<void> {
  const text = () => webContents.executeJavaScript('document.body.innerText.trim()');
  while ((await text()) === '') await delay(lookMs);
}

/** Has the engine import the report, and answers how many sessions it then knows of. */
async function answer({ grants, tellEngine, openPort }: SmokeParts): Promise<number> {
  const port = openPort();
  if (port === null) throw new Error('the engine has gone');
  const engine = new RpcClient<Api, Events>(portOf(port), () => {});
  const path = join(app.getPath('userData'), 'report.json');
  writeFileSync(path, JSON.stringify(report));
  const grant = grants.give('import', [path]);
  tellEngine(grant);
  const { counts } = await engine.call('files.import', grant.id);
  if (counts.stored !== 1) throw new Error(`${counts.stored} reports were stored, not 1`);
  const { successfulSessions } = await engine.call('totals', {});
  return successfulSessions;
}

function portOf(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', (event) => onMessage(event.data));
      port.on('close', onClose);
      port.start();
    },
  };
}
