import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { clockEnvironment } from '../clock.ts';
import { readCsv } from '../engine/csv-reader.ts';
import { reportMail, testReport } from '../engine/mails.ts';
import { tlsrpt, tlsrptProcess, values } from './run.ts';

let folder: string;
let db: string;
const at = (name: string) => join(folder, name);
const envelope = 'From a@example.net Tue Nov 24 00:00:00 2026\n';
const evilName = 'Evil \u001b[2J \u009b\u202e\u2066\u200b\u2028Corp';
const details = 3_000;

/** Whose failures are more than a pipe holds, and than is gathered for one write. */
function longReport() {
  const report = testReport(200) as { policies: object[] };
  const failures = Array.from({ length: details }, (_, number) => ({
    ...{ 'result-type': 'validation-failure', 'failed-session-count': 1 },
    'receiving-mx-hostname': `mx${number}.example.org`,
  }));
  const summary = { 'total-successful-session-count': 0, 'total-failure-session-count': details };
  return { ...report, policies: [{ ...report.policies[0], summary, 'failure-details': failures }] };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streams-'));
  db = at('store.sqlite');
  const reports = Array.from({ length: 30 }, (_, number) => reportMail(number).toString('latin1'));
  await writeFile(at('many.mbox'), reports.map((mail) => `${envelope}${mail}\n`).join(''));
  await writeFile(at('long.json'), JSON.stringify(longReport()));
  expect((await tlsrpt(['import', at('many.mbox'), at('long.json'), '--db', db])).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe('import - reads standard input, whatever a file may be', () => {
  const json = Buffer.from(JSON.stringify(testReport(50)));
  const mbox = [51, 52].map((number) => `${envelope}${reportMail(number).toString('latin1')}\n`).join('');
  test.each<[string, Buffer | string, number]>([
    ['JSON', json, 1],
    ['gzip', gzipSync(json), 1],
    ['zip', Buffer.from(zipSync({ 'report.json': json })), 1],
    ['a mail', reportMail(50), 1],
    ['a mailbox', mbox, 2],
  ])('%s', async (name, stdin, stored) => {
    const words = ['import', '-', '--db', at(`${name}.sqlite`), '--json'];
    const ran = await tlsrpt(words, {}, { stdin });
    expect(values(ran).at(-1)).toMatchObject({ total: { stored, refused: 0 } });
    expect((values(ran)[0] as { source: string }).source).toMatch(/^standard input/);
    expect(ran.code).toBe(0);
  });

  test('of a real process, beside files, and leaves nothing behind', async () => {
    const temporary = await mkdtemp(at('tmp-'));
    const words = ['import', at('many.mbox'), '-', '--db', at('both.sqlite'), '--json'];
    const ran = await tlsrptProcess(words, json, { TMPDIR: temporary });
    expect(values(ran).at(-1)).toEqual({ total: { fetched: 31, stored: 31, duplicate: 0, refused: 0, pending: 0 } });
    expect(await readdir(temporary)).toEqual([]);
  });

  test('nothing at all is refused, as an empty file is', async () => {
    const ran = await tlsrpt(['import', '-', '--db', at('none.sqlite'), '--json']);
    expect(values(ran).at(-1)).toMatchObject({ total: { stored: 0, refused: 1 } });
    expect(ran.code).toBe(1);
  });
});

describe('what is written goes to standard output without --to, and with --to -', () => {
  test('export writes what it writes to a file, and makes no file named -', async () => {
    const toFile = await tlsrpt(['export', 'failures', '--to', at('failures.csv'), '--db', db, '--json']);
    const csv = await readFile(at('failures.csv'), 'utf8');
    expect(values(toFile)).toEqual([{ rows: readCsv(csv).length, bytes: csv.length }]);
    expect(readCsv(csv).length).toBeGreaterThan(details);
    for (const words of [[], ['--to', '-'], ['--to', '-', '--json']]) {
      expect(await tlsrpt(['export', 'failures', '--db', db, ...words])).toEqual({ code: 0, stdout: csv, stderr: '' });
    }
    expect(existsSync('-')).toBe(false);
  });

  test('more than a pipe holds arrives whole', async () => {
    const { stdout } = await tlsrpt(['export', 'failures', '--db', db]);
    expect(await tlsrptProcess(['export', 'failures', '--db', db])).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('combine writes RFC 8460 JSON', async () => {
    const { stdout, stderr } = await tlsrpt(['combine', '--db', db]);
    expect(stderr).toBe('');
    expect(parseReport(Buffer.from(stdout)).deviations).toEqual([]);
    await tlsrpt(['combine', '--to', at('all.json.gz'), '--db', db]);
    expect(
      gunzipSync(await readFile(at('all.json.gz')))
        .toString()
        .trim(),
    ).toBe(stdout.trim());
  });
});

/** A real process whose standard output is ours to choose. */
function exitOf(args: string[], stdout: 'pipe' | number): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../main/cli.ts'), ...args], {
    stdio: ['ignore', stdout, 'pipe'],
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...clockEnvironment },
  });
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

describe('whoever reads', () => {
  test('may stop reading: that ends it quietly', async () => {
    for (const words of [['reports'], ['export', 'failures']]) {
      expect(await exitOf([...words, '--db', db], 'pipe')).toEqual({ code: 0, stderr: '' });
    }
  });

  test.runIf(existsSync('/dev/full'))('hears that what was printed did not fit', async () => {
    const { code, stderr } = await exitOf(['export', 'failures', '--db', db], openSync('/dev/full', 'w'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tlsrpt: .*cannot be written/);
  });
});

describe('a person at a terminal', () => {
  const writes = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;
  const stdoutIsTTY = true;

  test('gets nothing that writes to it, hides or turns letters around: of reports, file names and what was typed', async () => {
    const evil = at('evil.sqlite');
    await writeFile(at(`${evilName}.json`), JSON.stringify({ ...testReport(300), 'organization-name': evilName }));
    await writeFile(at(`${evilName}.eml`), `Subject: ${evilName}\n\nat noon?\n`);
    const commands = [
      ['import', at(`${evilName}.json`), at(`${evilName}.eml`), at(`missing ${evilName}`)],
      ['import', '--json', at(`missing ${evilName}`)],
      ...[['reports'], ['reports', '--json'], ['show', '1'], ['original', '1'], ['refused'], ['kinds']],
      ...[['export', 'failures'], ['export', 'reports', '--to', at(`${evilName}.csv`)], ['combine']],
      ['breakdown', '--by', 'organization-name'],
      ['remove', '--reporter', evilName],
      ['remove', '--ignored'],
      ['show', `1${evilName}`],
      [`tot${evilName}als`],
      ['totals', `--no${evilName}`],
      ['totals', '--result-type', evilName],
      ['totals', '--since', evilName],
      ['export', 'reports', evilName],
      ['sync', '--once', '--host', `${evilName}.invalid`, '--user', evilName],
      ['sync', '--once', '--host', 'localhost', '--port', '1', '--user', evilName],
      ['restore', '--from', evilName],
      ['totals', '--db', evilName],
    ];
    for (const [name = '', ...words] of commands) {
      const ran = await tlsrpt([name, '--db', evil, ...words], { TLSRPT_PASSWORD: 'x' }, { stdoutIsTTY });
      expect(ran.stdout + ran.stderr, [name, ...words].join(' ')).not.toMatch(writes);
      expect(ran.stdout + ran.stderr).not.toBe('');
    }
  });

  test('others get every byte', async () => {
    const report = JSON.stringify({ ...testReport(301), 'contact-info': evilName });
    await writeFile(at('bytes.json'), report);
    await tlsrpt(['import', at('bytes.json'), '--db', at('bytes.sqlite')]);
    expect((await tlsrpt(['original', '1', '--db', at('bytes.sqlite')])).stdout).toBe(report);
    const [rows] = values(await tlsrpt(['reports', '--json', '--db', at('bytes.sqlite')]));
    expect(rows).toMatchObject([{ contactInfo: evilName }]);
  });

  test('sees how far it has got, on a line that is gone at the end; a pipe never does', async () => {
    const words = (name: string) => ['import', at('many.mbox'), '--db', at(name), '--json'];
    const seen = await tlsrpt(words('seen.sqlite'), {}, { stderrIsTTY: true });
    expect(seen.stderr).toMatch(/^\r\u001b\[K\d+ read: .*\r\u001b\[K$/);
    expect((await tlsrpt(words('unseen.sqlite'))).stderr).toBe('');
    const both = await tlsrpt(words('both-seen.sqlite'), {}, { stderrIsTTY: true, stdoutIsTTY });
    expect(both.stderr).toBe('');
  });
});
