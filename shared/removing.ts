/** Whose reports are set aside, as long as the removal is not undone. */
export interface IgnoredReporter {
  removal: number;
  organizationName: string;
  /** The domain of the contact that its reports name. */
  contactDomain: string;
  /** Reports that are set aside. */
  reports: number;
}
/** As many reports or mails are removed at once. */
export const removedAtOnceLimit = 100_000;

/** What of the contract takes things away, and gives them back. */
export type RemovingApi = {
  /** Removes reports from everything; answers by which id that is undone. */
  'reports.remove': (ids: number[]) => number;
  /** The same for all that the reporter of this report sent, and will send. */
  'reporters.ignore': (report: number) => number;
  'reporters.ignored': (none: null) => IgnoredReporter[];
  /** Takes refused mails off the list; answers by which id that is undone. */
  'refused.remove': (ids: number[]) => number;
  /** Brings back what was removed, up to seven days ago, or a reporter that was ignored. */
  'removals.undo': (removal: number) => null;
};
