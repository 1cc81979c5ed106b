import { expect, test } from 'vitest';
import { message, receive, refused, report } from './messages.ts';
import { openStore } from './temporary.ts';

test('refused messages are listed with their reason, the latest first', () => {
  const store = openStore();
  const tooLarge = { code: 'message-too-large', detail: '20000000 bytes' } as const;
  receive(store, [refused(1), message(2, [report()]), refused(3, { refusal: tooLarge, bytes: null })]);
  const { rows, total } = store.refusedPage(0, 10);
  expect(total).toBe(2);
  expect(rows.map(({ source, reason, kept }) => [source, reason, kept])).toEqual([
    ['INBOX, uid 3', 'message-too-large', 'nothing'],
    ['INBOX, uid 1', 'no-report', 'whole'],
  ]);
  expect(rows[1]).toEqual({
    id: 1,
    source: 'INBOX, uid 1',
    subject: 'Report Domain: example.com',
    from: 'tls@example.net',
    receivedAt: '2026-03-02T01:00:00.000Z',
    sizeBytes: 1_000,
    reason: 'no-report',
    detail: 'text/plain',
    kept: 'whole',
  });
  expect(store.refusedPage(1, 1).rows.map(({ id }) => id)).toEqual([1]);
});

test('refused messages keep their source, as far as it was fetched', () => {
  const store = openStore();
  receive(store, [refused(1), message(2, [], { refusal: { code: 'message-too-large', detail: '' } })]);
  expect(store.refusedSource(1)).toBe('Subject: hello 1\r\n\r\nno report');
  expect(() => store.refusedSource(2)).toThrow('not-found');
});
