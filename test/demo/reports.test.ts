import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { policyTypes, type Report } from '../../shared/model.ts';
import { demoMails } from './reports.ts';

const until = new Date('2026-11-24T12:00:00Z');
const mails = demoMails({ days: 120, until, seed: 1 });

/** The report of a mail, null where its attachment cannot be read. */
function reportOf(raw: Buffer): Report | null {
  const text = raw.toString();
  const encoded = /Content-Disposition: attachment[^\n]*\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)?.[1];
  if (encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64');
  try {
    return parseReport(text.includes('application/tlsrpt+gzip') ? gunzipSync(bytes) : bytes).report;
  } catch {
    return null;
  }
}

describe('the mails of the demonstration', () => {
  const reports = mails.map(({ raw }) => reportOf(raw)).filter((report) => report !== null);

  test('are the same for the same options, and others for another seed', () => {
    expect(demoMails({ days: 120, until, seed: 1 })).toEqual(mails);
    expect(demoMails({ days: 120, until, seed: 2 })).not.toEqual(mails);
  });

  test('hold reports but for one ordinary mail and one that was cut', () => {
    expect(mails.length - reports.length).toBe(2);
  });

  test('span the days asked for, in order of arrival', () => {
    const starts = reports.map(({ startDatetime }) => startDatetime).sort();
    expect(starts[0]).toBe('2026-07-27T00:00:00Z');
    expect(starts.at(-1)).toBe('2026-11-23T00:00:00Z');
    const arrivals = mails.map(({ internalDate }) => internalDate.getTime());
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });

  test('come from a dozen reporters with every policy type and several kinds of failure', () => {
    const results = reports.flatMap(({ policies }) => policies);
    expect(new Set(reports.map(({ organizationName }) => organizationName)).size).toBe(12);
    expect(new Set(results.map(({ policy }) => policy.policyType))).toEqual(new Set(policyTypes));
    const kinds = new Set(results.flatMap(({ failureDetails }) => failureDetails.map(({ resultType }) => resultType)));
    expect(kinds.size).toBeGreaterThanOrEqual(6);
  });

  test('include a mail delivered twice and a report sent twice', () => {
    const sources = mails.map(({ raw }) => raw.toString('latin1'));
    expect(new Set(sources).size).toBeLessThan(sources.length);
    const ids = new Set(sources).size - new Set(reports.map((report) => JSON.stringify(report))).size;
    expect(ids).toBeGreaterThan(2);
  });
});
