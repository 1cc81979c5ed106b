import type { Random } from '../demo/random.ts';

/** Values that readers stumble over. */
const values: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '-1',
  '9007199254740993',
  'NaN',
  '0001-01-01T00:00:00Z',
  '2026-02-30',
  '2026-03-02T00:00:00',
  '2026-03-02T00:00:00 01:00',
  '2026-03-02 00:00:00.5 +0100 CET m=+0.5',
  'Mon, 2 Mar 2026 00:00:00 +0000',
  '/Date(1772409600000)/',
  '3/2/2026 12:00:00 AM',
  '28.2.2026',
  1_772_409_600,
  '1772495999999',
  '\ud800',
  '\u0000',
  '[',
  '["a",["b"]]',
  'x'.repeat(70_000),
  [],
  [[]],
  [null],
  {},
  { __proto__: null },
  { policies: [] },
];
const tokens: readonly [string, ...string[]] = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\ufeff',
  '\0',
  '\r\n\r\n',
  '--',
  '=',
  '\x1f\x8b\x08',
  'PK\x03\x04',
];

/** Changes bytes here and there, whatever they mean. */
export function mutateBytes(source: Buffer, random: Random): Buffer {
  let bytes: Buffer = source;
  for (let changes = random.integer(1, 4); changes > 0; changes--) bytes = changeBytes(bytes, random);
  return bytes;
}

function changeBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(0, bytes.length);
  const end = Math.min(bytes.length, at + random.integer(1, 64));
  const around = (middle: Buffer) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(end)]);
  switch (random.integer(0, 4)) {
    case 0:
      return around(Buffer.alloc(0));
    case 1:
      return around(Buffer.from(random.pick(tokens)));
    case 2:
      return around(Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)]));
    case 3:
      return bytes.subarray(0, at);
    default:
      return around(Buffer.from(bytes.subarray(at, end).map((byte) => byte ^ (1 << random.integer(0, 7)))));
  }
}

/** Changes JSON where it stays JSON: other values, names, cases, lists and wrappings. Other bytes are returned as they are. */
export function mutateJson(source: Buffer, random: Random): Buffer {
  let json: unknown;
  try {
    json = JSON.parse(source.toString());
  } catch {
    return source;
  }
  for (let changes = random.integer(1, 4); changes > 0; changes--) {
    const place = random.integer(0, 60);
    let index = 0;
    json = JSON.parse(
      JSON.stringify(json, (_key, value: unknown) => (index++ === place ? changeValue(value, random) : value)) ??
        'null',
    );
  }
  return Buffer.from(JSON.stringify(json));
}

function changeValue(value: unknown, random: Random): unknown {
  switch (random.integer(0, 7)) {
    case 0:
      return [value, value];
    case 1:
      return JSON.stringify(value);
    case 2:
      return String(value);
    case 3:
      return renamed(value, (name) => name.toUpperCase());
    case 4:
      return renamed(value, (name) => name.replaceAll('-', '_'));
    case 5:
      return renamed(value, (name) => name.replaceAll(/-./g, (pair) => pair.slice(1).toUpperCase()));
    case 6:
      return flattened(value);
    default:
      return random.pick(values);
  }
}

/** What is within an object one level higher, and lists as objects. */
function flattened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return { ...value };
  return Object.assign({}, value, ...Object.values(value).filter((inner) => typeof inner === 'object')) as unknown;
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), inner]));
}
