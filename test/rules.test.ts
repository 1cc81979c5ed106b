import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Source {
  path: string;
  text: string;
  imports: string[];
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => {
      const path = relative(root, join(root, folder, name))
        .split(sep)
        .join('/');
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(text, path) };
    });
}

/** Specifiers as written for packages, as a path from the root for our own files. */
function importsOf(text: string, path: string): string[] {
  const specifiers = [...text.matchAll(/(?:from\s+|import\s+|(?:import|require)\(\s*)'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? join(path, '..', specifier).split(sep).join('/') : specifier,
  );
}

const all = ['main', 'renderer', 'shared'].flatMap(sources);
const within = (...folders: string[]) =>
  all.filter((source) => folders.some((folder) => source.path.startsWith(folder)));
const offenders = (list: Source[], forbidden: (specifier: string) => boolean) =>
  list.flatMap((source) => source.imports.filter(forbidden).map((specifier) => `${source.path} imports ${specifier}`));
const isPackage = (specifier: string) => !/^(main|renderer|shared|test)\//.test(specifier);

describe('directions of HOUSE: renderer -> shared <- main, engine -> shared', () => {
  test('there is something to check in every room', () => {
    for (const room of ['main/engine/store', 'main/engine/mailbox', 'main/engine/tlsrpt', 'renderer', 'shared']) {
      expect(within(`${room}/`).length, room).toBeGreaterThan(0);
    }
  });

  test('shared imports nothing but shared', () => {
    expect(offenders(within('shared/'), (specifier) => !specifier.startsWith('shared/'))).toEqual([]);
  });

  test('the renderer imports shared, itself and packages for the page, nothing of Node', () => {
    const allowed = /^(renderer|shared)\/|^(svelte|@lucide\/svelte|uplot|punycode\.js)(\/|$)/;
    expect(offenders(within('renderer/'), (specifier) => !allowed.test(specifier))).toEqual([]);
  });

  test('the engine imports neither the desktop rooms nor the renderer', () => {
    expect(
      offenders(within('main/engine/'), (specifier) => /^(renderer|test)\/|^main\/(?!engine\/|disk\/)/.test(specifier)),
    ).toEqual([]);
  });

  test('what writes files, for main and the engine alike, imports only itself, shared and Node', () => {
    expect(offenders(within('main/disk/'), (specifier) => !/^(main\/disk|shared|node:)/.test(specifier))).toEqual([]);
  });

  test('the RFC 8460 core imports only itself, shared, what knows the forms of addresses and domains, and a digest', () => {
    const allowed = /^(main\/engine\/tlsrpt|shared)\/|^(ipaddr\.js|node:url|node:crypto)$/;
    expect(offenders(within('main/engine/tlsrpt/'), (specifier) => !allowed.test(specifier))).toEqual([]);
  });

  test('main knows the engine by its path and port, the command line by its verbs', () => {
    const desktop = all.filter((source) => /^main\/[^/]+\.ts$/.test(source.path) && source.path !== 'main/cli.ts');
    expect(offenders(desktop, (specifier) => specifier.startsWith('main/engine/'))).toEqual([]);
  });
});

describe('one owner each', () => {
  const owners: [string, RegExp][] = [
    ['electron', /^main\/[^/]+\.ts$/],
    ['imapflow', /^main\/engine\/mailbox\/(session|client)\.ts$/],
    ['mailparser', /^main\/engine\/mailbox\/mime\.ts$/],
    ['better-sqlite3', /^main\/engine\/store\/[^/]+\.ts$/],
  ];
  test.each(owners)('%s has its owner and no other user', (name, owner) => {
    const users = all.filter((source) =>
      source.imports.some((specifier) => isPackage(specifier) && specifier === name),
    );
    expect(users.filter((source) => owner.test(source.path))).not.toEqual([]);
    expect(users.filter((source) => !owner.test(source.path)).map((source) => source.path)).toEqual([]);
  });

  test('SQL appears in the store alone', () => {
    const sql = /\b(SELECT\s+.+\s+FROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b/s;
    const users = all.filter((source) => sql.test(source.text)).map((source) => source.path);
    expect(users.filter((path) => !path.startsWith('main/engine/store/'))).toEqual([]);
  });
});

describe('house style that a linter does not see', () => {
  test('there is no barrel: no file only passes on what others export', () => {
    expect(
      all.filter((source) => /^export\s+(\*|\{[^}]*\})\s+from/m.test(source.text)).map((source) => source.path),
    ).toEqual([]);
  });

  test('a report is shown as text only: no component inserts markup', () => {
    expect(
      within('renderer/')
        .filter((source) => /\{@html|innerHTML/.test(source.text))
        .map((source) => source.path),
    ).toEqual([]);
  });
});
