/** What is said where reports and mails are removed and reporters ignored. */
export const removingWords = {
  removeReport: 'Remove report',
  removeReports: (count: string) => `Remove ${count} reports`,
  removeRefused: 'Remove from the list',
  ignoreReporter: 'Ignore this reporter',
  undo: 'Undo',
  reportsRemoved: (count: number, shown: string) => (count === 1 ? 'Report removed' : `${shown} reports removed`),
  removedText: 'It counts nowhere any more, and does not come back when it is fetched again.',
  refusedRemoved: 'Removed from the list',
  refusedText: 'The mailbox still counts it as refused.',
  ignored: (name: string) => `${name} is ignored`,
  ignoredText: 'Its reports, and those still to come, are set aside. Settings lists whom you ignore.',
  failed: 'Not removed',
  ignoredHeading: 'Ignored reporters',
  ignoredHint: 'Their reports are set aside and count nowhere. Taken back, all of them are there again.',
  takeBack: 'Take back',
  setAside: (count: number, shown: string) => (count === 1 ? '1 report set aside' : `${shown} reports set aside`),
} as const;
