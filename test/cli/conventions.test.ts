import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonOptions } from '../../main/cli/command.ts';
import { commands } from '../../main/cli/commands.ts';
import { testReport } from '../engine/mails.ts';
import { tlsrpt, tlsrptProcess, values } from './run.ts';

let folder: string;
let db: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conventions-'));
  db = at('store.sqlite');
  const report = testReport(1) as { policies: { 'failure-details': object[] }[] };
  const [policy] = report.policies;
  const details = [{ 'result-type': 'quantum-downgrade', 'failed-session-count': 1 }];
  await writeFile(at('1.json'), JSON.stringify({ ...report, policies: [{ ...policy, 'failure-details': details }] }));
  expect((await tlsrpt(['import', at('1.json'), '--db', db])).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe('help and version', () => {
  test('a real process prints the help, its short form and the version, with exit code 0', async () => {
    const [long, short] = [await tlsrptProcess(['--help']), await tlsrptProcess(['-h'])];
    expect(long).toMatchObject({ code: 0, stderr: '' });
    expect(short).toEqual(long);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await tlsrptProcess(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('the help names every command, the environment and the exit codes; nothing typed is the same', async () => {
    const { stdout } = await tlsrpt(['--help']);
    const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    expect(names).toEqual([...commands.map(({ name }) => name), 'help']);
    for (const word of ['TLSRPT_HOST', 'TLSRPT_USER', 'TLSRPT_DB', 'TLSRPT_PASSWORD_FILE', 'Exit codes'])
      expect(stdout).toContain(word);
    expect(await tlsrpt([])).toEqual({ code: 0, stdout, stderr: '' });
    expect(await tlsrpt(['help'])).toEqual({ code: 0, stdout, stderr: '' });
  });

  test.each(commands.map(({ name }) => name))('%s explains itself by --help, -h and help', async (name) => {
    const ran = await tlsrpt([name, '--help']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(await tlsrpt([name, '-h'])).toEqual(ran);
    expect(await tlsrpt(['help', name])).toEqual(ran);
  });

  test('the page about the command line has every command and every option', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/COMMANDLINE.md'), 'utf8');
    for (const { name, options } of commands) {
      expect(page).toContain(`### ${name}`);
      for (const option of Object.keys({ ...options, ...commonOptions })) expect(page).toContain(`\`--${option}`);
    }
  });
});

describe('what is not understood is said with exit code 2, what is wrong by name, and how the command is used', () => {
  test.each<[string[], RegExp]>([
    [['nonsense'], /unknown command 'nonsense'/],
    [['exprt'], /Did you mean export\?/],
    [['totals', '--nope'], /unknown option '--nope'/],
    [['totals', '--sinc', '2026-01-01'], /Did you mean --since\?/],
    [['totals', 'reports.csv'], /^tlsrpt: reports\.csv is not expected\n/],
    [['show'], /missing required argument 'id'/],
    [['show', '1', '2'], /^tlsrpt: 2 is not expected/],
    [['import'], /missing required argument 'path'/],
    [['export'], /missing required argument 'reports\|failures'/],
    [['export', 'failures', 'out.csv'], /out\.csv is not expected; --to out\.csv writes to it/],
    [['export', 'failures', '--to', ''], /--to is missing/],
    [['backup', '--to', '-'], /--to takes a file/],
    [['remove'], /which\?/],
    [['remove', '1', '--ignored'], /which\?/],
    [['import', '-', '-'], /once only/],
  ])('%j', async (words, said) => {
    const ran = await tlsrpt([...words, '--db', db]);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/^tlsrpt: .*\nUsage: tlsrpt .*\n`tlsrpt .*--help` .*\n$/);
    expect(ran.stderr).toMatch(said);
  });
});

describe('a value that is none is refused by name, with those that are', () => {
  test.each<[string[], RegExp]>([
    [['totals', '--since', '2026-02-30'], /2026-02-30 is none/],
    [['totals', '--until', '2025-02-29'], /--until .*2025-02-29 is none/],
    [['totals', '--since', '2026-13-01'], /2026-13-01 is none/],
    [['totals', '--since', 'monday'], /monday is none/],
    [['totals', '--since', '2026-1-1'], /2026-1-1 is none/],
    [['totals', '--since', ''], /--since takes a day/],
    [['totals', '--since', '2026-03-01', '--until', '2026-02-01'], /--since 2026-03-01 is after --until 2026-02-01/],
    [['reports', '--authenticity', 'yes'], /verified, .*; not yes/],
    [['export', 'failures', '--result-type', 'certificate-expird'], /certificate-expired, .*; not certificate-expird/],
    [['totals', '--result-type', ''], /--result-type takes one of/],
    [['totals', '--policy-type', 'dane'], /tlsa, sts, no-policy-found.*; not dane/],
    [['breakdown', '--by', 'mx'], /receiving-mx-hostname, .*; not mx/],
    [['breakdown'], /--by is missing/],
    [['kinds', '--trend', 'better'], /new, .*; not better/],
    [['export', 'all'], /reports, failures; not all/],
    [['show', '0x1'], /0x1 is no id/],
    [['show', '1e0'], /1e0 is no id/],
    [['remove', '--undo', 'last'], /last is no id/],
    [['mailboxes', '--remove', 'all'], /all is no id/],
    [['retain', '--months', '100000000'], /1 to 1200, or all; not 100000000/],
    [['retain', '--megabytes', '-5'], /--megabytes takes a number .*; not -5/],
    [['sync', '--host', 'localhost', '--user', 'a', '--port', '65536'], /--port takes a number .*; not 65536/],
    [['sync', '--host', 'localhost', '--user', 'a', '--security', 'ssl'], /tls, starttls; not ssl/],
    [['sync', '--host', 'localhost'], /--user is missing/],
    [['sync', '--folder', 'Reports'], /--host is missing/],
  ])('%j', async (words, said) => {
    const ran = await tlsrpt([...words, '--db', db], { TLSRPT_PASSWORD: 'secret' });
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(said);
  });

  test('a day that the calendar has is one, in a leap year as well', async () => {
    expect((await tlsrpt(['totals', '--since', '2028-02-29', '--db', db])).code).toBe(0);
  });

  test('a type that RFC 8460 does not know is one where a report has it', async () => {
    const ran = await tlsrpt(['totals', '--result-type', 'quantum-downgrade', '--db', db, '--json']);
    expect(values(ran)).toMatchObject([{ reports: 1, failedSessions: 1 }]);
  });
});

describe('a slip in --db', () => {
  test.each(
    commands
      .filter(({ name }) => !['import', 'restore'].includes(name))
      .map(({ name, arguments: words }) => [name, words.includes('id') ? '1' : words === '' ? '' : 'reports']),
  )('%s is an error, and makes no store', async (name, word) => {
    const needed =
      { breakdown: ['--by', 'day'], retain: ['--months', '1'], backup: ['--to', at('backup')] }[name] ?? [];
    const words = [name, ...(word === '' ? [] : [word]), ...needed];
    const ran = await tlsrpt([...words, '--db', at('stroe.sqlite')]);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/^tlsrpt: There is no store at this place\. .*stroe\.sqlite/);
    expect(existsSync(at('stroe.sqlite'))).toBe(false);
  });

  test('what is no store stays as and where it is', async () => {
    for (const command of [['totals'], ['import', at('1.json')]]) {
      const ran = await tlsrpt([...command, '--db', at('1.json')]);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toContain('no store');
      expect(existsSync(at('1.json'))).toBe(true);
    }
    expect((await tlsrpt(['totals', '--db', ''])).code).toBe(2);
  });

  test('nothing is written into the database of another program', async () => {
    const other = new Database(at('places.sqlite'));
    other.exec('CREATE TABLE places (url TEXT)');
    other.close();
    const before = await readFile(at('places.sqlite'));
    for (const command of [['totals'], ['import', at('1.json')]]) {
      const ran = await tlsrpt([...command, '--db', at('places.sqlite')]);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toContain('no table of reports');
    }
    expect(await readFile(at('places.sqlite'))).toEqual(before);
  });

  test('TLSRPT_DB names the store where nothing was typed, and what was typed wins', async () => {
    const reports = async (args: string[], name: string) =>
      values(await tlsrpt(['totals', '--json', ...args], { TLSRPT_DB: name }));
    expect(await reports([], db)).toMatchObject([{ reports: 1 }]);
    expect(await reports(['--db', db], at('elsewhere.sqlite'))).toMatchObject([{ reports: 1 }]);
  });
});
