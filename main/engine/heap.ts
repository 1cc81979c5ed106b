import type { HeapInfo } from 'node:v8';
import type { Worker } from 'node:worker_threads';

const mebibyte = 1024 * 1024;
export const heapLooksASecond = 10;
/** What a heap may grow between two looks. Where it comes to its end, V8 may end the whole process with it. */
const heapReserveBytes = 1_024 * mebibyte;

/** For a thread that is ended, by who looks at its heap, where that is greater than this. */
export function heapLimits(maxBytes: number): { maxOldGenerationSizeMb: number } {
  return { maxOldGenerationSizeMb: (maxBytes + heapReserveBytes) / mebibyte };
}

/** Also while the thread is busy with JavaScript; null of one that has ended. */
export function heapOf(worker: Worker): Promise<HeapInfo | null> {
  return worker.getHeapStatistics().catch(() => null);
}
