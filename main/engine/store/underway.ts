import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';

// What is being read, noted before it is, so that the end of the whole process is put down to what it was reading.

/** This process, also where a later one has its number. */
const run = randomUUID();

interface UnderWay {
  id: number;
  run: string;
  process: number;
  keys: string;
  deaths: number;
}

/**
 * Notes that these are about to be read. Answers those that a process which is no more was reading, which stay noted
 * as they are: how many processes ended while they read this one alone.
 */
export function noteReading(database: Database, keys: string[]): Map<string, number> {
  const wanted = new Set(keys);
  const deaths = new Map<string, number>();
  for (const left of leftBehind(database)) {
    for (const key of keysOf(left).filter((each) => wanted.has(each))) {
      deaths.set(key, Math.max(left.deaths, deaths.get(key) ?? 0));
    }
  }
  const others = keys.filter((key) => !deaths.has(key));
  if (others.length > 0) note(database, others, 0);
  return deaths;
}

/** Notes that this one is about to be read, and nothing else: `deaths` is what holds if the process ends meanwhile. */
export function noteReadingAlone(database: Database, key: string, deaths: number): void {
  note(database, [key], deaths);
}

/** These were read, well or not. */
export function forgetReading(database: Database, keys: string[]): void {
  const read = new Set(keys);
  const remove = database.prepare('DELETE FROM under_way WHERE id = ?');
  const keep = database.prepare('UPDATE under_way SET keys = ? WHERE id = ?');
  for (const noted of [...ownNotes(database), ...leftBehind(database)]) {
    const before = keysOf(noted);
    const after = before.filter((key) => !read.has(key));
    if (after.length === 0) remove.run(noted.id);
    else if (after.length < before.length) keep.run(JSON.stringify(after), noted.id);
  }
}

function note(database: Database, keys: string[], deaths: number): void {
  database
    .prepare('INSERT INTO under_way (run, process, keys, deaths) VALUES (?, ?, ?, ?)')
    .run(run, process.pid, JSON.stringify(keys), deaths);
}

function ownNotes(database: Database): UnderWay[] {
  return database.prepare<[string], UnderWay>('SELECT * FROM under_way WHERE run = ?').all(run);
}

function leftBehind(database: Database): UnderWay[] {
  const others = database.prepare<[string], UnderWay>('SELECT * FROM under_way WHERE run <> ?').all(run);
  return others.filter((noted) => !isAlive(noted.process));
}

function keysOf({ keys }: UnderWay): string[] {
  return JSON.parse(keys) as string[];
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
