import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { Refusal } from '../../../shared/error.ts';

const folder = join(import.meta.dirname, '../../fixtures/reports');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
  .map((name) => name.slice(0, -'.json'.length));

/** What comes of the bytes: a report with its deviations (`code path`), or a refusal. */
function outcome(bytes: Uint8Array): unknown {
  try {
    const { report, deviations } = parseReport(bytes);
    return { report, deviations: deviations.map(({ code, path }) => `${code} ${path}`.trim()) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { refusal: error.code };
  }
}

describe('a report as reporters send it is read, or refused with a reason', () => {
  test.each(names)('%s', (name) => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
    expect(outcome(readFileSync(join(folder, `${name}.json`)))).toEqual(expected);
  });
});
