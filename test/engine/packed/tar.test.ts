import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { maxFiles, Room } from '../../../main/engine/packed/room.ts';
import { unpack } from '../../../main/engine/packed/unpack.ts';
import { tarEntry, tarOf, type TarEntry } from './tars.ts';

/** `name: content` of each file, or the code of why it could not be had. */
function found(bytes: Buffer): string[] {
  return [...unpack(bytes, new Room())].map((content) => {
    return `${content.name}: ${'refusal' in content ? content.refusal.code : content.bytes.toString()}`;
  });
}

const long = `${'folder/'.repeat(30)}report.json`;
const pax = (...records: string[]) => records.map((record) => `${paxLength(record)} ${record}\n`).join('');
const file: TarEntry = { name: 'r.json', data: '{"a":1}' };

/** Of all of the record, its own digits included. */
function paxLength(record: string): number {
  const rest = record.length + 2;
  return rest + String(rest + String(rest).length).length;
}

describe('the files of a tar are read', () => {
  const ways: [string, Buffer, string[]][] = [
    ['of POSIX', tarOf(file, { ...file, name: 'b' }), ['r.json: {"a":1}', 'b: {"a":1}']],
    ['of POSIX, with a name in two fields', tarOf({ ...file, prefix: 'a/b' }), ['a/b/r.json: {"a":1}']],
    ['from before there was a mark', tarOf({ ...file, magic: '', kind: '\0' }), ['r.json: {"a":1}']],
    [
      'with a long name of GNU',
      tarOf({ name: '././@LongLink', kind: 'L', data: `${long}\0` }, file, file),
      [`${long}: {"a":1}`, 'r.json: {"a":1}'],
    ],
    [
      'with a name of pax',
      tarOf({ name: 'x', kind: 'x', data: pax(`path=${long}`, 'mtime=1') }, file),
      [`${long}: {"a":1}`],
    ],
    [
      'with a size of pax',
      tarOf({ name: 'x', kind: 'x', data: pax('size=7') }, { ...file, size: '00000000000\0' }),
      ['r.json: {"a":1}'],
    ],
    ['with a size in binary', tarOf({ ...file, size: '\x80\0\0\0\0\0\0\0\0\0\0\x07' }), ['r.json: {"a":1}']],
    [
      'beside folders, links and devices',
      tarOf({ name: 'a/', kind: '5', data: '' }, { name: 'l', kind: '2', data: '' }, file),
      ['r.json: {"a":1}'],
    ],
    ['without blocks of zeros at its end', tarEntry(file), ['r.json: {"a":1}']],
    [
      'in gzip, and gzips within it',
      gzipSync(tarOf({ name: 'r.json.gz', data: gzipSync('{"a":1}') })),
      ['r.json.gz: {"a":1}'],
    ],
    ['whatever their names would lead to', tarOf({ ...file, name: '../../etc/passwd' }), ['../../etc/passwd: {"a":1}']],
  ];
  test.each(ways)('%s', (_, bytes, expected) => {
    expect(found(bytes)).toEqual(expected);
  });
});

describe('and what is wrong with it is said:', () => {
  const damaged = tarOf(file, file, file);
  damaged[1_024 + 3] = 0x21;
  const ways: [string, Buffer, string[]][] = [
    ['a tar that is cut', tarOf(file, file).subarray(0, 1_540), ['r.json: {"a":1}', 'r.json: archive-truncated']],
    ['a header that is damaged', damaged, ['r.json: {"a":1}', 'r.j!on: tar-broken']],
    ['a size that is no number', tarOf({ ...file, size: 'seven      \0' }), ['r.json: tar-broken']],
    ['a size beyond the end', tarOf({ ...file, size: '77777777777\0' }), ['r.json: archive-truncated']],
    [
      'a size of pax beyond any end',
      tarOf({ name: 'x', kind: 'x', data: pax(`size=${'9'.repeat(16)}`) }, file),
      ['r.json: archive-truncated'],
    ],
    ['a record of pax that has no end', tarOf({ name: 'x', kind: 'x', data: '9 path=' }, file), ['r.json: {"a":1}']],
    ['a tar of nothing', tarOf(), [': archive-empty']],
    ['a tar of folders', tarOf({ name: 'a/', kind: '5', data: '' }), [': archive-empty']],
  ];
  test.each(ways)('%s', (_, bytes, expected) => {
    expect(found(bytes)).toEqual(expected);
  });

  test('a tar of more files than are read', () => {
    const entry = tarEntry(file);
    const many = Buffer.concat(Array.from({ length: maxFiles + 1 }, () => entry));
    expect(found(many).slice(-2)).toEqual(['r.json: {"a":1}', 'r.json: too-many-files']);
  });
});
