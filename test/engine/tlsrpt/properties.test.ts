import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatReport } from '../../../main/engine/tlsrpt/format.ts';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { Refusal } from '../../../shared/error.ts';
import { anyReport } from './arbitraries.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Reads, and lets nothing but a Refusal pass as the reason not to. */
function read(json: Uint8Array): void {
  try {
    const { report } = parseReport(json);
    for (const { totalFailureSessionCount } of report.policies)
      expect(totalFailureSessionCount).toBeGreaterThanOrEqual(0);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
  }
}

test('a report written out is read again as it was', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      expect(parseReport(bytes(formatReport(report))).report).toEqual(report);
    }),
  );
});

test('what was read once, with whatever deviations, is read again without change', () => {
  const quirky = anyReport.map((report) => formatReport(report).replaceAll('policy-', 'Policy_'));
  fc.assert(
    fc.property(quirky, (json) => {
      const { report } = parseReport(bytes(json));
      expect(parseReport(bytes(formatReport(report))).report).toEqual(report);
    }),
  );
});

test('no bytes make the reader throw anything but a refusal', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read));
});

test('no JSON makes the reader throw anything but a refusal', () => {
  fc.assert(fc.property(fc.json(), (json) => read(bytes(json))));
});

test('no value in any place of a report makes the reader throw anything but a refusal', () => {
  const damaged = fc.tuple(anyReport, fc.nat(), fc.jsonValue({ maxDepth: 3 })).map(([report, place, value]) => {
    let index = 0;
    const places = countPlaces(JSON.parse(formatReport(report)));
    return JSON.stringify(JSON.parse(formatReport(report)), (_key, original: unknown) =>
      index++ === place % places ? value : original,
    );
  });
  fc.assert(fc.property(damaged, (json) => read(bytes(json))));
});

function countPlaces(value: unknown): number {
  let places = 0;
  JSON.stringify(value, (_key, inner: unknown) => {
    places++;
    return inner;
  });
  return places;
}

test('no report changes what other objects inherit', () => {
  read(bytes('{"__proto__":{"polluted":1},"date-range":{"__proto__":{"start-datetime":"2026-01-01T00:00:00Z"}}}'));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
