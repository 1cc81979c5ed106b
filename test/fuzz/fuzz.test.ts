import { expect, test } from 'vitest';
import { reportMail, testReport } from '../engine/mails.ts';
import { fuzz } from './fuzz.ts';
import { keepPromises } from './promises.ts';
import { fields, headers, pumped, pumpField, pumpHeader, pumps } from './pump.ts';
import { Random } from '../demo/random.ts';

// `npm run fuzz` runs as many as one likes.
test('5,000 mutated reports, archives, mails and mailbox files are each read or refused', async () => {
  const { read, refused } = await fuzz(5_000, 1, () => {});
  expect(read).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(1_000);
});

// What is worse than linear would not end within the time that the whole test has.
test('any field of a report is read or refused, whatever it is full of', async () => {
  const report = Buffer.from(JSON.stringify(testReport(0)));
  for (const field of fields) {
    for (const pump of pumps) {
      for (const end of ['', '!']) {
        const text = pumped(pump, 60_000, end);
        await keepPromises(pumpField(report, field, text), 'report', new Random(1));
      }
    }
  }
});

test('any header of a mail and of its parts is read or refused, whatever it is full of', async () => {
  for (const header of headers) {
    for (const pump of pumps) {
      for (const part of [0, 2]) {
        const mail = pumpHeader(reportMail(0), header, pumped(pump, 30_000, '!'), part);
        await keepPromises(mail, 'mail', new Random(1));
      }
    }
  }
}, 240_000);
