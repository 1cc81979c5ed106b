import type { ExportResult, ExportTable, Filter } from '../../shared/contract.ts';
import { csvCell } from '../../shared/csv.ts';
import { DeskError } from '../../shared/error.ts';
import { writeWholeFile } from '../disk/wholefile.ts';
import { failureFields, policyFields, type ExportReader, type ExportRow } from './store/export.ts';
import type { Store } from './store/store.ts';

/** So much is gathered for the disk at a time; while it is written, the engine does other things. */
const chunkBytes = 256 * 1024;
/** A UTF-16 code unit takes at most this much in UTF-8. */
const maxBytesPerCodeUnit = 3;

export interface ExportOptions {
  signal: AbortSignal;
  /** Rows written so far. */
  progress: (rows: number) => void;
}

/**
 * Writes what the filter matches as CSV: `reports` one row per policy, `failures` one per failure detail with its
 * report's and policy's columns. RFC 4180, UTF-8 without a byte order mark (which other readers than Excel take for a
 * part of the first header), times in ISO 8601 UTC. The file appears complete or not at all.
 * Throws DeskError cancelled, disk-full, file-not-writable, or what the store throws.
 */
export async function writeCsv(
  store: Store,
  table: ExportTable,
  filter: Filter,
  path: string,
  options: ExportOptions,
): Promise<ExportResult> {
  return writeWholeFile(path, store.files, ({ file }) =>
    streamCsv(store, table, filter, (bytes) => file.writeFile(bytes), options),
  );
}

/** The same piece by piece to `send`, which is waited for; its buffer is used again then. */
export async function streamCsv(
  store: Store,
  table: ExportTable,
  filter: Filter,
  send: (bytes: Buffer) => Promise<void>,
  options: ExportOptions,
): Promise<ExportResult> {
  const reader = store.exportReader(csvCell);
  try {
    return await sendRows(send, reader, table, filter, options);
  } finally {
    reader.close();
  }
}

async function sendRows(
  send: (bytes: Buffer) => Promise<void>,
  reader: ExportReader,
  table: ExportTable,
  filter: Filter,
  { signal, progress }: ExportOptions,
): Promise<ExportResult> {
  const result = { rows: 0, bytes: 0 };
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let used = 0;
  const write = async (bytes: Buffer) => {
    if (signal.aborted) throw new DeskError('cancelled');
    await send(bytes);
    result.bytes += bytes.length;
    progress(result.rows);
  };
  const header = table === 'reports' ? policyFields : [...policyFields, ...failureFields];
  used = chunk.write(`${header.join(',')}\r\n`);
  for (const line of lines(reader.rows(table, filter))) {
    const maxLineBytes = line.length * maxBytesPerCodeUnit;
    if (used + maxLineBytes > chunkBytes) {
      await write(chunk.subarray(0, used));
      used = 0;
    }
    // Only policies of several hundred hosts make a line that is greater than a chunk.
    if (maxLineBytes > chunkBytes) await write(Buffer.from(line, 'utf8'));
    else used += chunk.write(line, used, 'utf8');
    result.rows += 1;
  }
  await write(chunk.subarray(0, used));
  return result;
}

/** The cells of a policy are joined once for all of its details. */
function* lines(rows: Iterable<ExportRow>): Generator<string> {
  let policy: ExportRow['policy'] | undefined;
  let start = '';
  for (const row of rows) {
    if (row.policy !== policy) start = row.policy.join(',');
    policy = row.policy;
    yield row.failure.length === 0 ? `${start}\r\n` : `${start},${row.failure.join(',')}\r\n`;
  }
}
