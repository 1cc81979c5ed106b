import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

/** The repository, whose package.json names the built app. */
export const appFolder = resolve(import.meta.dirname, '../..');
/** Root cannot have Chromium's sandbox. */
export const hasSandbox = process.getuid?.() !== 0;

/** Both ways of hosting the engine: in Electron's own Node, or in this one. */
export const engineHosts = ['utility', 'node'] as const;
export type EngineHostName = (typeof engineHosts)[number];

export interface DeskOptions {
  profile: string;
  /** Without it the way that the real engine needs here, which the test runner knows. */
  host?: EngineHostName;
  env?: Record<string, string>;
  flags?: string[];
  /** Something that runs Electron, in its place. */
  executablePath?: string;
}

/** The app in a real window. */
export interface Desk {
  app: ElectronApplication;
  page: Page;
  /** All that the app's processes have written to stdout and stderr so far. */
  output(): string;
}

/** An empty profile of the test's own, and how to remove it. */
export function newProfile(): { profile: string; remove(): void } {
  const profile = mkdtempSync(join(tmpdir(), 'desk-'));
  // Chromium's helpers write for a moment longer than the app runs.
  return { profile, remove: () => rmSync(profile, { recursive: true, force: true, maxRetries: 20 }) };
}

/** The Electron that the test runner found. */
export function electronPath(): string {
  const path = process.env['TLSRPT_ELECTRON'];
  if (path === undefined) throw new Error('TLSRPT_ELECTRON is not set: run the end-to-end tests by npm test');
  return path;
}

/** Starts the built app (out/) and answers when its page has loaded. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const app = await _electron.launch({
    executablePath: options.executablePath ?? electronPath(),
    args: [...(options.flags ?? []), appFolder],
    chromiumSandbox: hasSandbox,
    colorScheme: null, // The app chooses, not Playwright.
    env: environment(options),
  });
  const written: string[] = [];
  app.process().stdout?.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  app.process().stderr?.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const page = await app.firstWindow();
  await page.waitForLoadState();
  return { app, page, output: () => written.join('') };
}

/** Where screenshots are left for people to look at. */
export function screenshotPath(name: string): string {
  return join(import.meta.dirname, 'screenshots', `${name}.png`);
}

function environment({ profile, host, env = {} }: DeskOptions): Record<string, string> {
  const inherited = { ...process.env } as Record<string, string>;
  delete inherited['ELECTRON_RUN_AS_NODE'];
  if (host !== undefined) delete inherited['TLSRPT_ENGINE_NODE'];
  if (host === 'node') inherited['TLSRPT_ENGINE_NODE'] = process.execPath;
  return { ...inherited, TLSRPT_PROFILE: profile, ...env };
}
