export const storeFileName = 'tlsrpt.sqlite';

/** The files of a store: SQLite keeps a log, its index and a journal beside it. Nothing else is ever written over them. */
export function filesOfStore(path: string): string[] {
  return ['', '-wal', '-shm', '-journal'].map((suffix) => path + suffix);
}
