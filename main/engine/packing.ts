import type { ParsedReport } from '../../shared/model.ts';
import type { MessageRecord } from './store/batch.ts';

// What passes between the engine and its reading thread: all bytes in one buffer, which is handed over, not copied.

export interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each of the buffers ends. */
  ends: number[];
}

export function pack(buffers: Uint8Array[]): Packed {
  const bytes = new Uint8Array(buffers.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  const ends = buffers.map((buffer) => {
    bytes.set(buffer, end);
    end += buffer.length;
    return end;
  });
  return { bytes, ends };
}

export function unpack({ bytes, ends }: Packed): Buffer[] {
  const { buffer, byteOffset } = bytes;
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0;
    return Buffer.from(buffer, byteOffset + start, end - start);
  });
}

/** A record without its bytes, which are in buffers: the header and the outline, where there are, and the originals. */
export interface PackedRecord extends Omit<MessageRecord, 'reports' | 'headers' | 'bytes' | 'toVerify'> {
  reports: ParsedReport[];
  hasHeaders: boolean;
  /** The source itself, which stays where it came from. */
  keepsSource: { bytes: boolean; toVerify: boolean };
}

export function packRecords(records: MessageRecord[]): { records: PackedRecord[]; packed: Packed } {
  const buffers: Uint8Array[] = [];
  const packedRecords = records.map(({ reports, headers, bytes, toVerify, ...record }) => {
    if (headers !== null) buffers.push(headers);
    if (bytes !== null && record.isOutline) buffers.push(bytes);
    buffers.push(...reports.map(({ original }) => original));
    return {
      ...record,
      reports: reports.map(({ parsed }) => parsed),
      hasHeaders: headers !== null,
      keepsSource: { bytes: bytes !== null && !record.isOutline, toVerify: toVerify !== null },
    };
  });
  return { records: packedRecords, packed: pack(buffers) };
}

/** `sources` are the bytes of which the records were read, in their order. */
export function unpackRecords(records: PackedRecord[], packed: Packed, sources: (Buffer | null)[]): MessageRecord[] {
  const buffers = unpack(packed).values();
  const next = () => buffers.next().value ?? Buffer.alloc(0);
  return records.map(({ reports, hasHeaders, keepsSource, ...record }, index) => {
    const source = sources[index] ?? null;
    const headers = hasHeaders ? next() : null;
    const outline = record.isOutline ? next() : null;
    return {
      ...record,
      headers,
      reports: reports.map((parsed) => ({ parsed, original: next() })),
      bytes: keepsSource.bytes ? source : outline,
      toVerify: keepsSource.toVerify ? source : null,
    };
  });
}
