import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { formatOf } from '../../../main/engine/packed/magic.ts';
import { tarOf } from './tars.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const tar = tarOf({ name: 'a', data: 'b' });

const formats: [string, Buffer, string][] = [
  ['gzip', gzipSync('{}'), 'gzip'],
  ['a zip', Buffer.from(zipSync({ a: latin1('b') })), 'zip'],
  ['a zip of nothing', Buffer.from(zipSync({})), 'zip'],
  ['a tar', tar, 'tar'],
  ['a tar of nothing', Buffer.alloc(10_240), 'tar'],
  ['an object', latin1(' \r\n{"a":1}'), 'json'],
  ['a list of objects', latin1('[\n {"a":1}'), 'json'],
  ['JSON with two byte order marks', Buffer.from('\uFEFF\uFEFF{'), 'json'],
  ['JSON in UTF-16', Buffer.from('\uFEFF {', 'utf16le'), 'json'],
  ['JSON in UTF-16 the other way round', Buffer.from(' {', 'utf16le').swap16(), 'json'],
  ['JSON behind a guard', latin1(")]}',\n{}"), 'json'],
  ['a DMARC report', latin1('<?xml version="1.0"?>\n<!-- x -->\n<feedback>'), 'dmarc-report'],
  [
    'a DMARC report with a namespace',
    latin1('<d:feedback xmlns:d="urn:ietf:params:xml:ns:dmarc-2.0">'),
    'dmarc-report',
  ],
  ['a DMARC report in UTF-16', Buffer.from('\uFEFF<?xml?><feedback>', 'utf16le'), 'dmarc-report'],
  ['other XML', latin1('<?xml version="1.0"?><rss>'), 'xml'],
  ['a web page', latin1('\n<!DOCTYPE html><title>'), 'web-page'],
  ['a PDF', latin1('%PDF-1.7'), 'pdf'],
  ['a picture', latin1('\x89PNG\r\n\x1a\n'), 'picture'],
  ['a calendar entry', latin1('BEGIN:VCALENDAR\r\n'), 'calendar'],
  ['a rich text, which begins as JSON does', latin1('{\\rtf1\\ansi'), 'rtf'],
  ['7z', latin1('7z\xbc\xaf\x27\x1c\0\x04'), '7z'],
  ['RAR', latin1('Rar!\x1a\x07\x01\0'), 'rar'],
  ['bzip2', latin1('BZh91AY&SY'), 'bzip2'],
  ['xz', latin1('\xfd7zXZ\0'), 'xz'],
  ['Zstandard', latin1('\x28\xb5\x2f\xfd'), 'zstd'],
  ['prose', latin1('prose'), 'other'],
  ['prose that begins with a bracket', latin1('[image: logo]'), 'other'],
  ['a mail', latin1('From: <a@example.net>'), 'other'],
  ['nothing', latin1(''), 'other'],
  ['a block that is no header of a tar', Buffer.alloc(512, 'a'), 'other'],
];
test.each(formats)('%s is told by its first bytes', (_, bytes, format) => {
  expect(formatOf(bytes)).toBe(format);
});
