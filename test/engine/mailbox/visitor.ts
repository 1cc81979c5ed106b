import { openSession, type Session } from '../../../main/engine/mailbox/session.ts';
import { patience, type Patience } from '../../../main/engine/mailbox/patience.ts';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { asDeskError } from '../../../shared/error.ts';

/** What a visitor does once it is logged in; `connect` is nothing more. */
export type Errand = 'connect' | 'folders' | 'open' | 'list' | 'details' | 'fetch' | 'wait';

export interface Visit {
  settings: MailboxSettings;
  errand: Errand;
  patience?: Partial<Patience>;
}

export interface Outcome {
  /** The DeskError's; `done` where there was none. */
  code: string;
  peakMebibytes: number;
}

const errands: Record<Errand, (session: Session) => Promise<unknown>> = {
  connect: () => Promise.resolve(),
  folders: (session) => session.folders(),
  open: (session) => session.open('INBOX'),
  list: async (session) => {
    await session.open('INBOX');
    await session.list(0);
  },
  details: async (session) => {
    await session.open('INBOX');
    await session.details('1:3');
  },
  fetch: async (session) => {
    await session.open('INBOX');
    for await (const mail of session.fetch('1:3')) void mail;
  },
  wait: async (session) => {
    await session.open('INBOX');
    await session.waitForChange(new AbortController().signal);
  },
};

async function visit({ settings, errand, patience: changes }: Visit): Promise<Outcome> {
  const code = await openSession(settings, 'secret', { patience: { ...patience, ...changes } })
    .then(errands[errand])
    .then(
      () => 'done',
      (error: unknown) => asDeskError(error).code,
    );
  return { code, peakMebibytes: process.resourceUsage().maxRSS / 1024 };
}

// Its own process: what a server does to it is measured, and can freeze or fill nobody else.
process.once('message', (message: Visit) => {
  void visit(message).then((outcome) => process.send?.(outcome, () => process.exit()));
});
