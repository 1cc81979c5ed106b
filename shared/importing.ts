import type { MessageCounts } from './contract.ts';
import type { RefusalCode } from './error.ts';

/** What became of a file, or of a message in it. */
export interface ImportedItem {
  source: string;
  outcome: 'stored' | 'duplicate' | 'refused';
  reason: RefusalCode | null;
  detail: string;
  reportIds: number[];
}

export interface ImportSummary {
  counts: MessageCounts;
  /** What was refused, and the first of the rest; `importedItemsLimit` at most. */
  items: ImportedItem[];
}
export const importedItemsLimit = 1_000;
