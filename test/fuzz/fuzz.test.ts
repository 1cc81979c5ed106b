import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

// `npm run fuzz` runs as many as one likes.
test('5,000 mutated reports, archives, mails and mailbox files are each read or refused', async () => {
  const { read, refused } = await fuzz(5_000, 1, () => {});
  expect(read).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(1_000);
});
