import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFiles } from '../../main/engine/files.ts';
import { readFileItem } from '../../main/engine/reading.ts';
import type { MessageRecord, ReceivedReport } from '../../main/engine/store/batch.ts';
import { sessionsOf } from '../../main/engine/tlsrpt/merge.ts';

const folder = join(import.meta.dirname, '../fixtures/mails');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

async function readFixture(name: string): Promise<MessageRecord[]> {
  const messages = [];
  for await (const item of readFiles([join(folder, `${name}.eml`)])) messages.push(await readFileItem(item, null));
  return messages;
}

function summary({ parsed: { report, deviations } }: ReceivedReport) {
  const { organizationName, reportId, startDatetime, endDatetime, policies } = report;
  const noted = deviations.map(({ code, path }) => `${code} ${path}`.trim());
  const sessions = sessionsOf(report);
  return {
    organizationName,
    reportId,
    startDatetime,
    endDatetime,
    policies: policies.length,
    ...sessions,
    deviations: noted,
  };
}

describe('a mail as reporters and gateways send it is read, every report of it, or refused with a reason', () => {
  test.each(names)('%s', async (name) => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
    const outcomes = (await readFixture(name)).map(({ subject, from, refusal, reports }) => {
      return { subject, from, outcome: refusal?.code ?? 'read', reports: reports.map(summary) };
    });
    expect(outcomes).toEqual([expected]);
  });
});

test('what is refused keeps its bytes, or what it consists of where it holds no report; what is read does where a part is not', async () => {
  for (const name of names) {
    const [message] = await readFixture(name);
    const source = readFileSync(join(folder, `${name}.eml`));
    if (message?.isOutline === true)
      expect([name, message.refusal?.code]).toEqual([name, expect.stringMatching(/^no-report$|^not-tls-report$/)]);
    else expect([name, message?.bytes]).toEqual([name, isReadWhole(message) ? null : source]);
  }
});

test('the name of a file or of an attachment reaches the report in it, which may lack its range', async () => {
  const fileName = 'northwind.example!harbour.example!1772409600!1772495999.json';
  const json = Buffer.from('{"policies":[{"policy":{"policy-domain":"harbour.example"}}]}');
  const path = join('some!where', fileName);
  const mail = Buffer.from(`Content-Type: application/tlsrpt+json; name="${fileName}"\r\n\r\n${json.toString()}\r\n`);
  for (const [kind, bytes] of [
    ['report', json],
    ['message', mail],
  ] as const) {
    const { reports } = await readFileItem({ source: path, sizeBytes: bytes.length, kind, bytes }, null);
    const [found] = reports.map(summary);
    expect([found?.startDatetime, found?.endDatetime]).toEqual(['2026-03-02T00:00:00Z', '2026-03-02T23:59:59Z']);
  }
});

function isReadWhole(message: MessageRecord | undefined): boolean {
  const deviations = message?.reports.flatMap(({ parsed }) => parsed.deviations) ?? [];
  return message?.refusal === null && !deviations.some(({ code }) => code === 'part-unreadable');
}
