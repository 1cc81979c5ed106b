import { describe, expect, test } from 'vitest';
import { DeskError } from '../../shared/error.ts';
import type { ReportView } from '../../shared/contract.ts';
import type { ReportExcerpt } from '../../shared/excerpt.ts';
import { Saver } from '../../renderer/parts/saver.svelte.ts';
import { explainStsLine, readTlsaRecord } from '../../renderer/policy.ts';
import { ReportPage } from '../../renderer/views/report.svelte.ts';
import { engineOf, settle } from './engine.ts';

describe('the policy in words', () => {
  test.each([
    ['mode: enforce', 'mode', 'enforce', /must not deliver/],
    ['max_age: 604800', 'max_age', '604800', /7 days/],
    ['max_age: a week', 'max_age', 'a week', /Not a number/],
    ['mx: *.example.org', 'mx', '*.example.org', /below this domain/],
    ['future: field', 'future', 'field', /Not a field/],
    ['garbage', 'garbage', '', /Not a field/],
  ])('%s', (line, key, value, meaning) => {
    expect(explainStsLine(line)).toEqual({ key, value, meaning: expect.stringMatching(meaning) as string });
  });

  test('a TLSA record is taken apart', () => {
    expect(readTlsaRecord('3 1 1 8BD1 DA95')).toEqual({
      usage: '3 DANE-EE',
      selector: '1 public key',
      matching: '1 SHA-256',
      data: '8bd1da95',
      meaning: 'The server’s own public key must have this SHA-256 digest.',
      note: '',
    });
  });

  test('usages that do not work for SMTP are pointed out, unknown numbers shown as they are', () => {
    expect(readTlsaRecord('1 0 9 ab')).toMatchObject({
      matching: '9',
      meaning: '',
      note: expect.stringMatching(/0 and 1/) as string,
    });
  });

  test('what is not a record stays text', () => {
    expect(readTlsaRecord('none')).toBeNull();
  });
});

describe('the page of a report', () => {
  function start() {
    const asked: [string, unknown][] = [];
    const suggested: string[] = [];
    const state = { failure: null as DeskError | null };
    const { engine } = engineOf({
      'reports.get': (id) => ({ message: { id: 10 * id } }) as ReportView,
      'refused.save': (request) => {
        asked.push(['refused.save', request]);
        return { rows: 1, bytes: 812 };
      },
      'reports.original': (id) => {
        if (state.failure) throw state.failure;
        return `{"report-id":"${id}"}`;
      },
      'reports.headers': (id) => {
        if (state.failure) throw state.failure;
        return id === 1 ? 'From: a@b.example' : '';
      },
      'reports.combine': (selection) => {
        if (state.failure) throw state.failure;
        asked.push(['reports.combine', selection]);
        return { report: {} as ReportExcerpt, reports: 1, fileName: 'a!b!1!2!3.json.gz' };
      },
      'export.json': (request) => {
        asked.push(['export.json', request]);
        return { rows: 1, bytes: 812 };
      },
    });
    const saver = new Saver({
      chooseExportFile: (name) => {
        suggested.push(name);
        return Promise.resolve({ grant: 'g1', path: `/tmp/${name}` });
      },
      revealFile: () => Promise.resolve(),
    });
    return { page: new ReportPage(engine, saver), asked, suggested, state };
  }

  test('original and headers come when they are asked for, and go with their report', async () => {
    const { page } = start();
    page.show(1);
    await settle();
    expect([page.original.value, page.headers.value]).toEqual([null, null]);
    page.showOriginal();
    page.showHeaders();
    await settle();
    expect([page.original.value, page.headers.value]).toEqual(['{"report-id":"1"}', 'From: a@b.example']);
    page.show(2);
    expect([page.original.value, page.headers.value]).toEqual([null, null]);
  });

  test('what went down with the engine is there when the engine is back', async () => {
    const { page, state } = start();
    page.show(1);
    state.failure = new DeskError('engine-gone');
    page.showOriginal();
    page.showHeaders();
    await settle();
    expect([page.original.problem?.code, page.headers.problem?.code]).toEqual(['engine-gone', 'engine-gone']);
    state.failure = null;
    page.show(1);
    await settle();
    expect([page.original.value, page.headers.value]).toEqual(['{"report-id":"1"}', 'From: a@b.example']);
    expect([page.original.problem, page.headers.problem]).toEqual([null, null]);
  });

  test('this report alone is saved, under the name that the RFC asks for', async () => {
    const { page, asked, suggested } = start();
    page.show(7);
    await page.export('json');
    await page.export('json.gz');
    expect(suggested).toEqual(['a!b!1!2!3.json', 'a!b!1!2!3.json.gz']);
    expect(asked[1]).toEqual(['export.json', { selection: { filter: {}, ids: [7] }, grant: 'g1' }]);
  });

  test('the mail that brought it is saved where it is kept', async () => {
    const { page, asked, suggested } = start();
    page.show(7);
    await settle();
    await page.saveMessage();
    expect([suggested, asked]).toEqual([['mail-70.eml'], [['refused.save', { id: 70, grant: 'g1' }]]]);
  });

  test('what cannot be read is told, and nothing is saved', async () => {
    const { page, suggested, state } = start();
    state.failure = new DeskError('not-found');
    page.show(7);
    await page.export('json');
    expect([page.normalized.problem?.code, suggested]).toEqual(['not-found', []]);
  });
});
