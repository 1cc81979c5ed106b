import type { ImportedItem } from './importing.ts';

/** How files are taken in, and what became of each. */
export const importWords = {
  title: 'Import',
  drop: 'Drop to import',
  dropAdvice: 'Reports, mails, mailboxes (.json, .json.gz, .zip, .eml, .mbox) and folders of them',
  reading: 'Importing',
  done: 'Imported',
  read: (done: string) => `${done} read`,
  nothing: 'Nothing to import was found',
  failed: 'The import failed',
  details: 'Details',
  counted: { stored: 'stored', duplicate: 'already there', refused: 'refused' } satisfies Record<
    ImportedItem['outcome'],
    string
  >,
  outcomes: { stored: 'Stored', duplicate: 'Already there', refused: 'Refused' } satisfies Record<
    ImportedItem['outcome'],
    string
  >,
  columns: { source: 'File or mail', outcome: 'Outcome' },
  /** As in `200 of 1,000 files and mails`. */
  listed: 'files and mails',
  limited: (shown: string, all: string) => `${shown} of ${all} are listed, those refused first.`,
} as const;
