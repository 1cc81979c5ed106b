import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, Result } from 'axe-core';
import type { Page } from 'playwright-core';

/** axe-core as a script. Handed to the page by the debugger, as the page's policy lets nothing else in. */
export const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical on the page as it is: rule, where, and why. */
export async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeScript);
  const results = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return results.violations.filter(isSerious).map(describe);
}

const isSerious = ({ impact }: Result) => impact === 'serious' || impact === 'critical';

function describe({ id, nodes }: Result): string {
  const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`);
  return `${id} (${nodes.length}): ${places.join(' | ').replace(/\s+/g, ' ')}`;
}
