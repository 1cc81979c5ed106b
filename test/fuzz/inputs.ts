import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Random } from '../demo/random.ts';
import { demoMails } from '../demo/reports.ts';
import { mutateBytes, mutateJson } from './mutate.ts';
import { anyText, fields, headers, pumpField, pumpHeader } from './pump.ts';
import { tarOf, type TarEntry } from '../engine/packed/tars.ts';
import { uuencoded } from '../uuencode.ts';
import { zipOf, type ZipEntry } from './zip.ts';

export const kinds = ['report', 'ndjson', 'gzip', 'zip', 'tar', 'mail', 'mbox', 'file'] as const;
export type Kind = (typeof kinds)[number];

type Some = readonly [Buffer, ...Buffer[]];

const fixtures = join(import.meta.dirname, '../fixtures');

function fixturesIn(folder: string, extension: string): Buffer[] {
  return readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith(extension) && !name.endsWith('.expected.json'))
    .map((name) => readFileSync(join(fixtures, folder, name)));
}

const reports = fixturesIn('reports', '.json') as [Buffer, ...Buffer[]];
const ordinaryMails = demoMails({ days: 2, until: new Date('2026-11-24T00:00:00Z'), seed: 1 }).map(({ raw }) => raw);
const mails = [...fixturesIn('mails', '.eml'), ...ordinaryMails] as unknown as Some;

/** Something to read that was made of our fixtures: most of it whole but for a few changes, and packed after them. */
export function makeInput(kind: Kind, random: Random): Buffer {
  switch (kind) {
    case 'report':
      return makeReport(random);
    case 'ndjson':
      return maybeMutated(makeLines(random), random);
    case 'gzip':
      return maybeMutated(makeGzip(random), random);
    case 'zip':
      return maybeMutated(makeZip(random), random);
    case 'tar':
      return maybeMutated(makeTar(random), random);
    case 'mail':
      return makeMail(random);
    case 'mbox':
      return maybeMutated(makeMbox(random), random);
    case 'file':
      return maybeMutated(makeFile(random), random);
  }
}

function makeReport(random: Random): Buffer {
  const source = random.pick(reports);
  if (random.chance(0.1)) return pumpField(source, random.pick(fields), anyText(random));
  return random.chance(0.7) ? mutateJson(source, random) : mutateBytes(source, random);
}

/** What is packed was changed already; a change to the packing more is wanted only now and then. */
function maybeMutated(bytes: Buffer, random: Random): Buffer {
  return random.chance(0.5) ? bytes : mutateBytes(bytes, random);
}

function makeLines(random: Random): Buffer {
  const separator = random.pick(['\n', '\r\n', ',', '', '\n\x1e', ' [ ', '\nx\n']);
  const lines = Array.from({ length: random.integer(0, 5) }, () => makeReport(random));
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from(separator)]));
}

function makeTar(random: Random): Buffer {
  const entries = Array.from({ length: random.integer(0, 4) }, (_, number): TarEntry => {
    const report = makeReport(random);
    const data = random.chance(0.2) ? gzipSync(report, { level: 1 }) : report;
    const kind = random.chance(0.8) ? '0' : random.pick(['x', 'L', 'g', 'K', '5', 'S', '\0']);
    return { name: `${number}.json`, data: kind === 'x' ? paxOf(random) : data, kind };
  });
  const tar = tarOf(...entries);
  return random.chance(0.3) ? gzipSync(tar, { level: 1 }) : tar;
}

function paxOf(random: Random): string {
  return random.pick(['16 path=a.json\n', '11 size=99\n', '25 size=9999999999999999\n', '9 path=', '-1 a=b\n', 'x']);
}

function makeGzip(random: Random): Buffer {
  const json = random.chance(0.2) ? makeZip(random) : makeReport(random);
  const cut = random.integer(0, json.length);
  const members = random.chance(0.2) ? [json.subarray(0, cut), json.subarray(cut)] : [json];
  const packed = Buffer.concat(members.map((member) => gzipSync(member, { level: 1 })));
  return random.chance(0.2) ? gzipSync(packed) : packed;
}

function makeZip(random: Random): Buffer {
  const entries = Array.from({ length: random.integer(0, 4) }, (_, number) => makeZipEntry(`${number}.json`, random));
  return Buffer.concat([...zipOf(entries, random.chance(0.1))]);
}

function makeZipEntry(name: string, random: Random): ZipEntry {
  const report = makeReport(random);
  const bytes = random.chance(0.2) ? gzipSync(report, { level: 1 }) : report;
  const announcedBytes = random.chance(0.1) ? random.integer(0, 2 ** 32 - 1) : bytes.length;
  const method = random.chance(0.5) ? 0 : 8;
  return { name, method, data: method === 0 ? bytes : deflateRawSync(bytes, { level: 1 }), announcedBytes };
}

function makeMail(random: Random): Buffer {
  if (random.chance(0.2)) {
    return pumpHeader(random.pick(mails), random.pick(headers), anyText(random), random.integer(0, 3));
  }
  if (random.chance(0.7)) return mutateBytes(oddlyWritten(random.pick(mails), random), random);
  if (random.chance(0.3)) return maybeMutated(uuMail(random), random);
  const packed = random.chance(0.5) ? makeGzip(random) : makeZip(random);
  const header = 'Subject: x\r\nContent-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  return Buffer.from(header + packed.toString('base64').replace(/.{76}/g, '$&\r\n'));
}

/** With the line ends and beginnings that programs gave it on its way, now and then. */
function oddlyWritten(mail: Buffer, random: Random): Buffer {
  if (random.chance(0.8)) return mail;
  const start = random.pick(['', '\r\n', '\ufeff', ' \n\r']);
  const lineEnd = random.pick(['\r', '\n', '\r\r\n']);
  return Buffer.from(start + mail.toString('latin1').replaceAll('\r\n', lineEnd), 'latin1');
}

function uuMail(random: Random): Buffer {
  const files = Array.from({ length: random.integer(1, 3) }, () => uuencoded('r.json.gz', makeGzip(random)));
  const encoding = random.pick(['', 'Content-Transfer-Encoding: x-uuencode\r\n']);
  return Buffer.from(`Subject: x\r\n${encoding}\r\nA report:\r\n${files.join('\r\n')}`);
}

/** A mail or several, compressed once or twice, or in a zip with a report or without. */
function makeFile(random: Random): Buffer {
  const mail = random.chance(0.5) ? makeMail(random) : makeMbox(random);
  const gzip = random.chance(0.7) ? gzipSync(mail, { level: 1 }) : mail;
  if (random.chance(0.5)) return gzip;
  const report = makeZipEntry('report.json', random);
  const entry = {
    name: '1.eml',
    method: 8,
    data: deflateRawSync(gzip, { level: 1 }),
    announcedBytes: gzip.length,
  } as const;
  return Buffer.concat([...zipOf(random.chance(0.5) ? [entry] : [report, entry])]);
}

function makeMbox(random: Random): Buffer {
  const before = random.pick(['', '\ufeff', '\n\n']);
  const between = random.pick(['\n', '\n', '', '\r\r\n', '\ufeff']);
  const messages = Array.from({ length: random.integer(0, 3) }, () => {
    return [Buffer.from('From a@example.net Tue Nov 24 00:00:00 2026\n'), makeMail(random), Buffer.from(between)];
  });
  return Buffer.concat([Buffer.from(before), ...messages.flat()]);
}
