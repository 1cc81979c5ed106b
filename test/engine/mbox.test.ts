import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readMbox } from '../../main/engine/mbox.ts';

async function messagesOf(text: string | Buffer, maxBytes = 1_000_000, chunkBytes = 65_536) {
  const bytes = Buffer.from(text);
  const chunks = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) chunks.push(bytes.subarray(start, start + chunkBytes));
  const messages = [];
  for await (const { source, sizeBytes } of readMbox(Readable.from(chunks), maxBytes)) {
    messages.push({ text: source?.toString('latin1') ?? null, sizeBytes });
  }
  return messages;
}

const envelope = 'From reporter@example.net Tue Nov 24 00:00:00 2026\n';

test('messages are separated by From lines that follow an empty line', async () => {
  const messages = await messagesOf(`${envelope}Subject: a\n\nbody\n\n${envelope}Subject: b\n\nother\n`);
  expect(messages.map(({ text }) => text)).toEqual(['Subject: a\n\nbody\n\n', 'Subject: b\n\nother\n']);
});

test('a From within a paragraph is text', async () => {
  const [message, ...more] = await messagesOf(`${envelope}Subject: a\n\nwe heard\nFrom them\n`);
  expect(more).toEqual([]);
  expect(message?.text).toContain('From them');
});

test('quoted From lines lose one mark', async () => {
  const [message] = await messagesOf(`${envelope}\n>From here\n>>From there\n> From me\n`);
  expect(message?.text).toBe('\nFrom here\n>From there\n> From me\n');
});

test('CRLF line ends separate as well', async () => {
  const crlf = `${envelope}Subject: a\n\nbody\n\n${envelope}Subject: b\n\n`.replaceAll('\n', '\r\n');
  expect(await messagesOf(crlf)).toHaveLength(2);
});

test('it does not matter where one chunk ends and the next begins', async () => {
  const mbox = `${envelope}Subject: a\r\n\r\n>From me\r\n\r\n${envelope}Subject: b\n\n`;
  const whole = await messagesOf(mbox);
  for (const chunkBytes of [1, 2, 3, 7, 50]) expect(await messagesOf(mbox, 1_000_000, chunkBytes)).toEqual(whole);
});

test('a message over the cap is passed over and the next one is read', async () => {
  const long = `${'x'.repeat(70)}\n`.repeat(100);
  const messages = await messagesOf(`${envelope}\n${long}\n${envelope}Subject: b\n\n`, 1_000);
  expect(messages).toEqual([
    { text: null, sizeBytes: long.length + 2 },
    { text: 'Subject: b\n\n', sizeBytes: 12 },
  ]);
});

test('a line without end does not fill the memory', async () => {
  const messages = await messagesOf(
    Buffer.concat([Buffer.from(`${envelope}\n`), Buffer.alloc(3_000_000, 'x')]),
    100_000,
  );
  expect(messages).toEqual([{ text: null, sizeBytes: 3_000_001 }]);
});

test('text before the first From line and an empty file hold no message', async () => {
  expect(await messagesOf('')).toEqual([]);
  expect(await messagesOf('no envelope\n\n')).toEqual([]);
});
