import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { Arch, build, Packager, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { afterPack } from '../../build/fuses.mjs';

const projectDir = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'installers-'));
  mkdirSync(join(folder, 'app', 'resources'), { recursive: true });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** What electron-builder itself makes of our configuration, up to the call of the tool that it would download now. */
async function optionsOf(target: string): Promise<unknown> {
  let computed: unknown;
  await build({
    projectDir,
    targets: Platform.LINUX.createTarget([target], Arch.x64),
    prepackaged: join(folder, 'app'),
    publish: 'never',
    config: { extends: 'electron-builder.yml', directories: { output: join(folder, target), buildResources: 'build' } },
    effectiveOptionComputed: (options) => {
      computed = options;
      return Promise.resolve(true);
    },
  });
  return computed;
}

/** `--name value` of fpm's arguments. */
async function fpmOptions(target: 'deb' | 'rpm') {
  const [args] = (await optionsOf(target)) as [string[]];
  const option = (name: string) => args[args.indexOf(`--${name}`) + 1] ?? '';
  return { args, option };
}

async function configuration() {
  const packager = new Packager({ projectDir });
  await packager.validateConfig();
  return packager;
}

describe('an installer for Linux says what its format wants to know', () => {
  test.each(['deb', 'rpm'] as const)('%s: who made it, where to read more, under which licence', async (target) => {
    const { args, option } = await fpmOptions(target);
    expect(option('name')).toBe('tlsrpt-desk');
    expect(option('maintainer')).toMatch(/^\S.* <[^\s@]+@[^\s@]+>$/);
    expect(option('vendor')).toMatch(/^[^<@]+$/);
    expect(option('url')).toMatch(/^https:\/\//);
    expect(option('license')).toBe('MIT');
    // No theme has a folder for the 1024 pixels of icon.png.
    expect(args.some((argument) => argument.endsWith('=/usr/share/icons/hicolor/scalable/apps/tlsrpt-desk.svg'))).toBe(
      true,
    );
  });

  test('deb: its section, and a first line of the description, which apt shows in lists', async () => {
    const { option } = await fpmOptions('deb');
    expect(option('category')).toBe('net');
    const [synopsis = '', details = ''] = option('description').split('\n');
    expect(synopsis.length).toBeGreaterThan(10);
    expect(synopsis.length).toBeLessThan(80);
    expect(details.trim().length).toBeGreaterThan(synopsis.length);
  });

  test('rpm: its group and summary', async () => {
    const { option } = await fpmOptions('rpm');
    expect(option('category')).toBe('Applications/Internet');
    expect(option('rpm-summary').length).toBeGreaterThan(10);
  });

  test('AppImage: a runtime that needs no libfuse2', async () => {
    expect(await optionsOf('AppImage')).toMatchObject({ desktop: expect.stringContaining('Categories=Network;') });
    expect((await configuration()).config.toolsets?.appimage).toBe('1.0.3');
  });
});

test('installers for macOS and Windows are configured as far as no certificate is needed', async () => {
  const { config, metadata } = await configuration();
  const index = readFileSync(join(projectDir, 'main/index.ts'), 'utf8');
  expect(index).toContain(`const appId = '${config.appId}'`);
  expect(config.mac).toMatchObject({
    category: 'public.app-category.utilities',
    hardenedRuntime: true,
    target: ['dmg', 'zip'],
  });
  expect(config.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }]);
  expect(metadata.author?.name).not.toBe(''); // What Windows shows as the publisher of what is not signed.
  expect(config.copyright).toContain(metadata.author?.name);
});

test('what is bundled is not packaged once more: only native code is a dependency', async () => {
  const { metadata } = await configuration();
  expect(Object.keys(metadata.dependencies ?? {})).toEqual(['better-sqlite3']);
});

describe('fuses', () => {
  /** A program with nothing in it but the fuses of an Electron, all in the other state than is wanted or unset. */
  function programWith(count: number) {
    const appOutDir = mkdtempSync(join(folder, 'fuses-'));
    const wire = Buffer.alloc(count, FuseState.INHERIT);
    const head = Buffer.from([Number(FuseVersion.V1), count]);
    const path = join(appOutDir, 'tlsrpt-desk');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), head, wire, Buffer.alloc(300)]),
    );
    const packager = { appInfo: { productFilename: 'TLSRPT Desk' }, executableName: 'tlsrpt-desk' };
    const context = { appOutDir, electronPlatformName: 'linux', packager };
    return { path, context: context as unknown as Parameters<typeof afterPack>[0] };
  }
  const known = Object.values(FuseV1Options).filter((value): value is FuseV1Options => typeof value === 'number');

  test('every one that is known is set, and what lets others into the process is off', async () => {
    const { path, context } = programWith(known.length);
    await afterPack(context);
    const wire = await getCurrentFuseWire(path);
    const on = known.filter((fuse) => wire[fuse] === FuseState.ENABLE).map((fuse) => FuseV1Options[fuse]);
    const off = known.filter((fuse) => wire[fuse] === FuseState.DISABLE);
    expect(on).toEqual(['EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers']);
    expect(on.length + off.length).toBe(known.length);
  });

  test('one that a new Electron brings stops the packaging until it is decided', async () => {
    await expect(afterPack(programWith(known.length + 1).context)).rejects.toThrow('strictlyRequireAllFuses');
  });
});
