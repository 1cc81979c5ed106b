import { Refusal } from '../../../shared/error.ts';
import { cutText } from './cut.ts';
import type { Deviations } from './deviations.ts';
import { maxListItems, maxTextLength } from './limits.ts';
import { packedList } from './packedlist.ts';

/** A value as text: numbers and the like as they would be written, a list's items joined; cut where it is longer. */
export function readText(value: unknown, maxLength: number, path: string, deviations: Deviations): string {
  return cutText(wholeText(value, path, deviations), maxLength, path, deviations);
}

function wholeText(value: unknown, path: string, deviations: Deviations): string {
  const text = typeof value === 'string' ? value : foreignText(value, path, deviations);
  if (text.isWellFormed()) return text;
  // "\ud800" is JSON, but no Unicode: neither the store nor a file could hold it (RFC 7493 section 2.1).
  deviations.note('invalid-utf8', path);
  return text.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

function foreignText(value: unknown, path: string, deviations: Deviations): string {
  deviations.note('string-expected', path);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value);
}

/**
 * A list of texts: of policy lines, of TLSA records, of MX host patterns, each cut where it is longer than a line is.
 * Throws Refusal list-too-long.
 */
export function readTextList(value: unknown, path: string, deviations: Deviations): string[] {
  if (value === null) {
    deviations.note('list-null', path);
    return [];
  }
  if (Array.isArray(value)) return listItems(value, path, deviations);
  const text = wholeText(value, path, deviations);
  const unpacked = unpackList(text, path, deviations);
  if (unpacked !== null) return listItems(unpacked, path, deviations);
  // RFC 8460 section 4 calls policy-string a string, and Appendix B shows mx-host as one (erratum 6241).
  if (typeof value === 'string') deviations.note('string-as-list', path);
  const lines = text.split(/\r?\n/, maxListItems + 1);
  if (lines.length > maxListItems) throw new Refusal('list-too-long', path);
  return lines
    .filter((line) => line.trim() !== '')
    .map((line, index) => cutText(line, maxTextLength, `${path}[${index}]`, deviations));
}

function listItems(values: unknown[], path: string, deviations: Deviations): string[] {
  const items: string[] = [];
  for (const [index, value] of values.entries()) {
    const itemPath = `${path}[${index}]`;
    if (value === null) {
      deviations.note('null-entry', itemPath);
      continue;
    }
    const text = wholeText(value, itemPath, deviations);
    const unpacked = unpackList(text, itemPath, deviations);
    // Each level of packing doubles the backslashes, so there cannot be many.
    if (unpacked === null) items.push(cutText(text, maxTextLength, itemPath, deviations));
    else for (const item of listItems(unpacked, itemPath, deviations)) items.push(item);
    if (items.length > maxListItems) throw new Refusal('list-too-long', path);
  }
  return items;
}

/** Microsoft packs all TLSA records of a policy into one text: `["[\"3 1 1 0a…\",\"3 1 1 0b…\"]"]`. */
function unpackList(text: string, path: string, deviations: Deviations): string[] | null {
  const list = packedList(text);
  if (list === 'too-long') throw new Refusal('list-too-long', path);
  if (list !== null) deviations.note('list-as-json-text', path);
  return list;
}
