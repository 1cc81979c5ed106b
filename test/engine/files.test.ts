import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFiles, type FileItem } from '../../main/engine/files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: string | Buffer): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
}

async function read(...names: string[]): Promise<FileItem[]> {
  const items = [];
  for await (const item of readFiles(names.map((name) => join(folder, name)))) items.push(item);
  return items;
}

const described = (items: FileItem[]) =>
  items.map((item) => `${relative(folder, item.source)}: ${item.kind === 'refused' ? item.reason : item.kind}`);

test('files are told apart by content, not by name', async () => {
  await put('a.txt', '\ufeff {"report-id": "1"}');
  await put('b', gzipSync('{}'));
  await put('c.json', 'Subject: hello\n\n{}');
  await put('d.eml', 'From x@example.net\nSubject: a\n\nbody\n\nFrom y@example.net\nSubject: b\n\n');
  expect(described(await read('a.txt', 'b', 'c.json', 'd.eml'))).toEqual([
    'a.txt: report',
    'b: report',
    'c.json: message',
    'd.eml, message 1: message',
    'd.eml, message 2: message',
  ]);
});

describe('an mbox file is known by its first line', () => {
  const mails = 'From a@b.example Sat Nov 21 04:05:06 2026\nSubject: a\n\nbody\n\nFrom c@d.example\nSubject: b\n\n';
  const files: [string, string][] = [
    ['after a byte order mark', `\ufeff${mails}`],
    ['after empty lines', `\n\r\n\n${mails}`],
    ['after both, in either order', `\n\ufeff\n${mails}`],
    ['with line ends of CRLF', mails.replaceAll('\n', '\r\n')],
    ['with line ends of CR', mails.replaceAll('\n', '\r')],
    ['with line ends of CRCRLF', `\n${mails}`.replaceAll('\n', '\r\r\n')],
  ];
  test.each(files)('%s', async (_, content) => {
    await put('file', content);
    const items = await read('file');
    expect(described(items)).toEqual(['file, message 1: message', 'file, message 2: message']);
    expect(items.map((item) => item.kind === 'message' && item.bytes.toString().slice(0, 10))).toEqual([
      'Subject: a',
      'Subject: b',
    ]);
  });
});

test('a folder is read through, in order of names', async () => {
  await put('in/b/2.eml', 'Subject: 2\n\n');
  await put('in/a.json', '{}');
  await put('in/b/1.eml', 'Subject: 1\n\n');
  expect(described(await read('in'))).toEqual(['in/a.json: report', 'in/b/1.eml: message', 'in/b/2.eml: message']);
});

test('of a Maildir the mails are read and the indexes beside them are not', async () => {
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(folder, 'box', part), { recursive: true });
  await put('box/cur/1:2,S', 'Subject: 1\n\n');
  await put('box/new/2', 'Subject: 2\n\n');
  await put('box/tmp/3', 'half a mail');
  await put('box/dovecot.index.log', 'binary');
  await put('box/.Sub/new/4', 'Subject: 4\n\n');
  await mkdir(join(folder, 'box/.Sub/cur'), { recursive: true });
  expect(described(await read('box'))).toEqual([
    'box/.Sub/new/4: message',
    'box/cur/1:2,S: message',
    'box/new/2: message',
  ]);
});

test('a path that is not there and a loop of links are refused by name, and the rest is read', async () => {
  await put('loop/z.json', '{}');
  await symlink(join(folder, 'loop'), join(folder, 'loop', 'a'));
  const kinds = described(await read('missing', 'loop'));
  expect(kinds[0]).toBe('missing: file-unreadable');
  expect(kinds.filter((kind) => kind.endsWith('file-unreadable')).length).toBeGreaterThan(1);
  expect(kinds.at(-1)).toBe('loop/z.json: report');
});

test('a folder with links to itself is read once, however many they are', async () => {
  await put('in/report.json', '{}');
  for (const name of ['a', 'b', 'c']) await symlink(join(folder, 'in'), join(folder, 'in', name));
  const unreadable = ['in/a', 'in/b', 'in/c'].map((path) => `${path}: file-unreadable`);
  expect(described(await read('in'))).toEqual([...unreadable, 'in/report.json: report']);
});

test('a file over the cap is refused before it is read', async () => {
  await put('large.eml', Buffer.alloc(15 * 1024 * 1024 + 1, 'a'));
  await put('large.json', Buffer.alloc(40 * 1024 * 1024 + 1, '{'));
  expect(described(await read('large.eml', 'large.json'))).toEqual([
    'large.eml: message-too-large',
    'large.json: report-too-large',
  ]);
});

test('cancelling ends the reading with cancelled', async () => {
  await put('a.json', '{}');
  const reading = readFiles([folder], AbortSignal.abort());
  await expect(reading.next()).rejects.toMatchObject({ code: 'cancelled' });
});
