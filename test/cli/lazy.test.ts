import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../main');

/** What a module of ours imports before it runs: neither what it imports later, nor types. */
function importedAtOnce(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^'";=]*?\sfrom\s+)?'([^']+)'/gm)].map(
    ([, name = '']) => name,
  );
}

/** All packages that are loaded with a module of ours. */
function packagesOf(start: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [start];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || !path.endsWith('.ts')) continue;
    seen.add(path);
    for (const name of importedAtOnce(path)) {
      if (name.startsWith('.')) queue.push(join(dirname(path), name));
      else packages.add(name);
    }
  }
  return packages;
}

test('the help waits for no package but the one that reads the arguments', () => {
  expect([...packagesOf(join(main, 'cli.ts'))].filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
});

test('no command loads the mail client before it connects', () => {
  for (const command of ['sums', 'syncing']) {
    const packages = packagesOf(join(main, `cli/${command}.ts`));
    expect(packages).toContain('better-sqlite3');
    expect(packages).not.toContain('imapflow');
  }
});
