import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { type Desk, type DeskOptions, openDesk } from './electron.ts';

/** The app with the small engine behind it and a probe in its page. */
export class SmallDesks {
  #folder = mkdtempSync(join(tmpdir(), 'small-engine-'));

  /** Bundles both; the stand-in's Node cannot run TypeScript by itself. */
  async prepare(): Promise<void> {
    await this.#bundle('small-engine', 'cjs');
    await this.#bundle('probe', 'iife');
  }

  /** Opens the app, and answers when the probe has been told the engine's first lasting state. */
  async open(options: DeskOptions): Promise<Desk> {
    const env = { TLSRPT_ENGINE_PATH: join(this.#folder, 'small-engine.cjs'), ...options.env };
    const desk = await openDesk({ host: 'utility', ...options, env });
    await desk.page.addInitScript(readFileSync(join(this.#folder, 'probe.cjs'), 'utf8'));
    await desk.page.reload();
    await desk.page.waitForFunction(() => ['ready', 'failed'].includes(window.probe.states.at(-1)?.phase ?? ''));
    return desk;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #bundle(name: string, format: 'cjs' | 'iife'): Promise<void> {
    const entry = join(import.meta.dirname, `${name}.ts`);
    await build({
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        target: 'node18',
        outDir: this.#folder,
        emptyOutDir: false,
        rollupOptions: { output: { format, entryFileNames: '[name].cjs' } },
      },
    });
  }
}
