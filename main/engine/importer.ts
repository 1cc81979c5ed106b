import type { MessageCounts } from '../../shared/contract.ts';
import { importedItemsLimit, type ImportedItem, type ImportSummary } from '../../shared/importing.ts';
import type { CallContext } from '../../shared/rpc.ts';
import { readFiles } from './files.ts';
import type { Intake, Taken } from './intake.ts';

/** Takes in files and folders, and sums up for a person: what was refused comes first. Throws cancelled. */
export async function importFiles(
  intake: Intake,
  paths: string[],
  { signal, progress }: CallContext,
): Promise<ImportSummary> {
  const counts: MessageCounts = { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 };
  const refused: ImportedItem[] = [];
  const others: ImportedItem[] = [];
  for await (const taken of intake.takeFiles(readFiles(paths, signal))) {
    const item = itemOf(taken);
    counts.fetched += 1;
    counts[item.outcome] += 1;
    const list = item.outcome === 'refused' ? refused : others;
    if (list.length < importedItemsLimit) list.push(item);
    progress({ ...counts });
  }
  return { counts, items: [...refused, ...others].slice(0, importedItemsLimit) };
}

function itemOf({ message, outcome }: Taken): ImportedItem {
  const { source, refusal } = message;
  return { source, ...outcome, reason: refusal?.code ?? null, detail: refusal?.detail ?? '' };
}
