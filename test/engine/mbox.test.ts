import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
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

describe('a message begins', () => {
  const next = `Subject: b\n\nother\n`;
  const lines: [string, string][] = [
    ['at a From line with a date, without an empty line before it', envelope],
    ['at one of Thunderbird', 'From - Sat Nov 21 04:05:06 2026\n'],
    ['at one of Google Takeout', 'From 1847@xxx Sat Nov 21 04:05:06 +0000 2026\n'],
    ['at one with a zone', 'From MAILER-DAEMON Sat Nov 21 04:05:06 UTC 2026\n'],
    ['at one with a date of RFC 5322', 'From a@b.example Sat, 21 Nov 2026 04:05:06 +0000\n'],
    ['at one with blanks in its address', 'From "a b"@c.example Sat Nov 21 04:05 2026\n'],
    ['after a byte order mark, as joined files have them', `\ufeff${envelope}`],
    ['after an empty line, at a From line without a date', '\nFrom a@b.example\n'],
    [
      'after an empty line, at a From line of an archive of a list',
      '\nFrom a at b.example  Sat Nov 21 04:05:06 2026\n',
    ],
    ['after an empty line, where the mail has no header', `\n${envelope}\n`],
  ];
  test.each(lines)('%s', async (_, line) => {
    const texts = (await messagesOf(`${envelope}Subject: a\n\nbody\n${line}${next}`)).map(({ text }) => text?.trim());
    expect(texts).toEqual(['Subject: a\n\nbody', next.trim()]);
  });
});

describe('text is', () => {
  const lines: [string, string][] = [
    ['a From within a paragraph', 'we heard\nFrom them\n'],
    ['a From that begins a paragraph', 'body\n\nFrom here on, all is well.\nReally.\n'],
    ['a From before what looks like a field', 'body\nFrom the log:\nerror: none\n'],
    ['a From with a date in a sentence', 'body\n\nFrom what we saw on Sat Nov 21 04:05:06 2026\nall is well\n'],
    ['a From line that is quoted in a paragraph', `body\n${envelope}said so\n`],
    ['a From line that is indented', `body\n\n ${envelope}Subject: b\n`],
  ];
  test.each(lines)('%s', async (_, line) => {
    expect(await messagesOf(`${envelope}Subject: a\n\n${line}`)).toHaveLength(1);
  });
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
  const mails = `${envelope}Subject: a\r\n\r\n>From me\r\n\r\n${envelope}Subject: b\n\n`;
  const mbox = `\ufeff${mails}text\n${envelope}Subject: c\nFrom us\n\r\r\n\ufeff${envelope}\n`;
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
