import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFiles } from '../../main/engine/files.ts';
import { readFileItem } from '../../main/engine/reading.ts';
import { zipOf } from '../fuzz/zip.ts';
import { reportJson, reportMail } from './mailbox/mails.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compressed-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Of each item what it is called, and how many reports it holds or why none. */
async function read(name: string, content: Buffer) {
  await writeFile(join(folder, name), content);
  const read = [];
  for await (const item of readFiles([join(folder, name)])) {
    const { reports, refusal } = await readFileItem(item, null);
    read.push(`${relative(folder, item.source)}: ${refusal?.code ?? reports.length}`);
  }
  return read;
}

function zip(files: Record<string, Buffer>, method: 0 | 8 = 8): Buffer {
  const entries = Object.entries(files).map(([name, bytes]) => {
    return { name, method, data: method === 8 ? deflateRawSync(bytes) : bytes, announcedBytes: bytes.length };
  });
  return Buffer.concat([...zipOf(entries)]);
}

const envelope = 'From 1847@xxx Sat Nov 21 04:05:06 +0000 2026\n';
const mbox = Buffer.from(`${envelope}${reportMail(1).toString()}\n${envelope}${reportMail(2).toString()}\n`);
const twoMails = (name: string) => [`${name}, message 1: 1`, `${name}, message 2: 1`];

describe('mails are read from', () => {
  const files: [string, () => Buffer, string[]][] = [
    ['a.eml.gz', () => gzipSync(reportMail(1)), ['a.eml.gz: 1']],
    ['1700000000.M1.host:2,S', () => gzipSync(reportMail(1)), ['1700000000.M1.host:2,S: 1']],
    ['odd.gz', () => gzipSync(`\r\n${reportMail(1).toString()}`), ['odd.gz: 1']],
    ['old-mac.gz', () => gzipSync(reportMail(1).toString().replaceAll('\r\n', '\r')), ['old-mac.gz: 1']],
    ['a.zst', () => zstdCompressSync(reportMail(1)), ['a.zst: 1']],
    ['a.mbox.gz', () => gzipSync(mbox), twoMails('a.mbox.gz')],
    ['marked.mbox.gz', () => gzipSync(`\ufeff\n${mbox.toString()}`), twoMails('marked.mbox.gz')],
    [
      'members.mbox.gz',
      () => Buffer.concat([gzipSync(mbox.subarray(0, 500)), gzipSync(mbox.subarray(500))]),
      twoMails('members.mbox.gz'),
    ],
    [
      'mails.zip',
      () => zip({ '1.eml': reportMail(1), 'in/2.eml': reportMail(2) }),
      ['mails.zip, 1.eml: 1', 'mails.zip, in/2.eml: 1'],
    ],
    ['stored.zip', () => zip({ '1.eml': reportMail(1) }, 0), ['stored.zip, 1.eml: 1']],
    ['packed.zip', () => zip({ '1.eml.gz': gzipSync(reportMail(1)) }), ['packed.zip, 1.eml.gz: 1']],
    [
      'takeout.zip',
      () => zip({ 'Takeout/archive_browser.html': Buffer.from('<html>'), 'Takeout/Mail/All mail.mbox': mbox }),
      [
        'takeout.zip, Takeout/archive_browser.html: not-tls-report',
        ...twoMails('takeout.zip, Takeout/Mail/All mail.mbox'),
      ],
    ],
    [
      'mixed.zip',
      () => zip({ 'r.json': Buffer.from(reportJson(1)), '2.eml': reportMail(2), 'r.json.gz': gzipSync(reportJson(3)) }),
      ['mixed.zip, r.json: 1', 'mixed.zip, 2.eml: 1', 'mixed.zip, r.json.gz: 1'],
    ],
  ];
  test.each(files)('%s', async (name, content, expected) => {
    expect(await read(name, content())).toEqual(expected);
  });
});

test('reports alone are read as before', async () => {
  expect(await read('r.json.gz', gzipSync(reportJson(1)))).toEqual(['r.json.gz: 1']);
  const reports = { '1.json': Buffer.from(reportJson(1)), '2.json': Buffer.from(reportJson(2)) };
  expect(await read('r.zip', zip(reports))).toEqual(['r.zip: 2']);
});

test('of a mailbox that is cut short the mails before are read, and that it is cut is said', async () => {
  const many = Array.from({ length: 40 }, (_, number) => `${envelope}${reportMail(number).toString()}\n`).join('');
  const cut = gzipSync(many);
  const items = await read('cut.mbox.gz', cut.subarray(0, cut.length - 300));
  expect(items.length).toBeGreaterThan(20);
  expect(items[0]).toBe('cut.mbox.gz, message 1: 1');
  expect(items.at(-1)).toBe('cut.mbox.gz: file-unreadable');
});

test('one bad file in a zip of mails does not hide the others', async () => {
  const bytes = zip({ '1.eml': reportMail(1), '2.eml': reportMail(2), '3.eml': reportMail(3) });
  const second = bytes.indexOf('2.eml') + 5;
  bytes.fill(0xff, second, second + 20);
  const items = await read('bad.zip', bytes);
  expect(items).toEqual(['bad.zip, 1.eml: 1', 'bad.zip, 2.eml: file-unreadable', 'bad.zip, 3.eml: 1']);
});

test('what a zip of mails holds encrypted is named, and the others are read', async () => {
  const bytes = zip({ '1.eml': reportMail(1), '2.eml': reportMail(2) });
  const first = bytes.indexOf('PK\x01\x02', 'latin1');
  bytes.writeUInt16LE(1, first + 8);
  expect(await read('locked.zip', bytes)).toEqual(['locked.zip, 1.eml: archive-encrypted', 'locked.zip, 2.eml: 1']);
});

test('a mail that unpacks to more than a mail may have is refused before it is unpacked', async () => {
  const large = gzipSync(Buffer.concat([reportMail(1), Buffer.alloc(16 * 1024 * 1024, 'x')]));
  expect(await read('large.eml.gz', large)).toEqual(['large.eml.gz: message-too-large']);
});
