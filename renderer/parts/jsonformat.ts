import type { Selection } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import type { Saver } from './saver.svelte.ts';

/** How a report is saved: to be read, or as reporters send it. */
export const jsonFormats = ['json', 'json.gz'] as const;
export type JsonFormat = (typeof jsonFormats)[number];

/** Saves reports as one; `fileName` is as RFC 8460 section 5.1 has it, ending in `.json.gz`. */
export async function saveJson(
  engine: Caller,
  saver: Saver,
  selection: Selection,
  fileName: string,
  format: JsonFormat,
): Promise<void> {
  await saver.save({
    suggestedName: format === 'json' ? fileName.replace(/\.gz$/, '') : fileName,
    isTable: false,
    write: (grant, options) => engine.call('export.json', { selection, grant }, options),
  });
}
