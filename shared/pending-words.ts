/** Of mails that the server has not handed out yet. */
export const pendingWords = {
  title: 'Pending',
  some: (count: number, formatted: string) =>
    count === 1
      ? 'The mail server has not handed out one mail yet. It is asked for again by itself.'
      : `The mail server has not handed out ${formatted} mails yet. They are asked for again by themselves.`,
  since: (count: number, formatted: string, day: string) =>
    count === 1
      ? `The mail server has not handed out one mail since ${day}. It is still asked for every day: open it in webmail, or tell the server’s administrator its UID.`
      : `The mail server has not handed out ${formatted} mails, some since ${day}. They are still asked for every day: open them in webmail, or tell the server’s administrator their UIDs.`,
  show: 'Show which',
  columns: { uid: 'UID', since: 'Since', nextAttemptAt: 'Next attempt', reason: 'Reason' },
  due: 'At the next check',
  first: (shown: string, all: string) => `The ${shown} that have waited longest, of ${all}.`,
  summary: (count: string) => `${count} pending`,
};
