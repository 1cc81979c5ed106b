import type { Leaf } from './candidate.ts';
import { headerBlock, tidy } from './header.ts';
import { maxKeptOutlineBytes } from './limits.ts';

/**
 * What is kept of a mail that holds no report, and may be anybody's private one: its header fields, and a line for
 * each part with its type, size and file name. Of its texts and attachments, nothing.
 */
export function outlineOf(source: Buffer, parts: Leaf[]): Buffer {
  const lines = parts.map(({ mediaType, bytes, fileName }, index) => {
    const name = fileName === '' ? '' : `; name="${tidy(fileName)}"`;
    return `[${index + 1}] ${mediaType || '-'}; size=${bytes.length}${name}\r\n`;
  });
  const outline = Buffer.concat([headerBlock(source), Buffer.from(`\r\n\r\n${lines.join('')}`)]);
  return outline.subarray(0, maxKeptOutlineBytes);
}
