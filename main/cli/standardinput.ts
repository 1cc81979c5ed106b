import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeskError } from '../../shared/error.ts';
import { writeWholeFile } from '../disk/wholefile.ts';
import { readFiles, type FileItem } from '../engine/files.ts';
import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What stands for standard input and output where a file is named. */
export const standardStream = '-';
const sourceName = 'standard input';

/** What files, folders and standard input hold; see readFiles. Throws usage for the latter twice. */
export function readInput(paths: string[], output: Output, { stdin }: Terminal): AsyncGenerator<FileItem> {
  if (paths.indexOf(standardStream) !== paths.lastIndexOf(standardStream)) {
    throw new DeskError('usage', 'standard input (-) can be read once only');
  }
  return readEach(paths, output, stdin);
}

async function* readEach(paths: string[], output: Output, stdin: Terminal['stdin']): AsyncGenerator<FileItem> {
  for (const path of paths) {
    if (path !== standardStream) yield* readFiles([path]);
    else {
      if (stdin.isTTY === true) output.note('reading standard input until its end (Ctrl+D)');
      yield* readStandardInput(stdin);
    }
  }
}

/** By way of a file: what it is, is seen in its bytes, a mailbox may be of any size, and an archive begins at its end. */
async function* readStandardInput(stdin: Terminal['stdin']): AsyncGenerator<FileItem> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsrpt-'));
  try {
    const path = join(folder, sourceName);
    await writeWholeFile(path, [], ({ file }) => file.writeFile(stdin));
    for await (const item of readFiles([path])) yield { ...item, source: item.source.replace(path, sourceName) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
