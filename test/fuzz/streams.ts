import { gzipSync } from 'node:zlib';
import { tarEntry } from '../engine/packed/tars.ts';
import type { Bomb } from './bombs.ts';

const mebibyte = 1024 * 1024;

export function* repeated(text: string, bytes: number, encoding: BufferEncoding = 'utf8'): Generator<Buffer> {
  const piece = Buffer.from(text.repeat(Math.ceil(mebibyte / text.length)), encoding);
  for (let written = 0; written < bytes; written += piece.length) yield piece.subarray(0, bytes - written);
}

function* tarEntries(count: number): Generator<Buffer> {
  const entry = tarEntry({ name: 'r.json', data: '' });
  const some = Buffer.concat(Array.from({ length: 1_000 }, () => entry));
  for (let written = 0; written < count; written += 1_000) yield some;
}

/** Of many small things one after the other. */
export const streams: Bomb[] = [
  {
    name: 'NDJSON of a million lines',
    refusal: 'too-many-reports',
    content: () => repeated('{}\n', 3_000_000),
  },
  {
    name: 'NDJSON of a million lines that have no end',
    refusal: 'json-broken',
    content: () => repeated('{"\n', 4_000_000),
  },
  {
    name: 'a gzip of 100,000 members',
    refusal: 'too-many-files',
    content: () => repeated(gzipSync('{}').toString('latin1'), 2_200_000, 'latin1'),
  },
  {
    name: 'a tar of 30,000 empty files',
    refusal: 'too-many-files',
    content: () => tarEntries(30_000),
  },
  {
    name: 'a tar of a million empty files, in gzip',
    refusal: 'too-many-files',
    content: () => [gzipSync(Buffer.concat([...tarEntries(1_000_000)]), { level: 1 })],
  },
  {
    name: 'a tar of a file that says it is larger than any disk',
    refusal: 'archive-truncated',
    content: () => [
      tarEntry({ name: 'x', kind: 'x', data: '25 size=9999999999999999\n' }),
      tarEntry({ name: 'r', data: '{}' }),
    ],
  },
];
