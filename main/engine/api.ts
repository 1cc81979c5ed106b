import type { Api } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/rpc.ts';
import type { Addresses } from './address.ts';
import * as argument from './arguments.ts';
import { checked } from './arguments.ts';
import { combine, writeCombined } from './combine.ts';
import { writeCsv } from './csv.ts';
import { DeskError } from '../../shared/error.ts';
import { writeWholeFile } from '../disk/wholefile.ts';
import type { Grants } from './grants.ts';
import { importFiles } from './importer.ts';
import type { Intake } from './intake.ts';
import type { Mailboxes } from './mailboxes.ts';
import { askingHandlers } from './queries.ts';
import type { QueryRunner } from './queryrunner.ts';
import { rereadAll } from './reread.ts';
import type { Retention } from './retention.ts';
import { reporterOf } from './store/reporter.ts';
import type { Store } from './store/store.ts';

export interface Parts {
  store: Store;
  queries: QueryRunner;
  addresses: Addresses;
  intake: Intake;
  mailboxes: Mailboxes;
  retention: Retention;
  /** Files that the person chose in a native dialog, or dropped on the window. */
  files: Grants;
  /** Reports changed in another way than by fetching. */
  changed(): void;
  restore(backupPath: string): Promise<string>;
}

/** Each name of the contract to its validated function. */
export function apiHandlers(parts: Parts): Handlers<Api> {
  return {
    ...askingHandlers(parts.queries),
    ...storeHandlers(parts.store),
    ...addressHandlers(parts),
    ...mailboxHandlers(parts.mailboxes),
    ...fileHandlers(parts),
    ...keepingHandlers(parts),
    ...removingHandlers(parts),
  };
}

/** What of the store only its one writer knows or does. */
function storeHandlers(store: Store): Pick<Handlers<Api>, 'store.status' | 'kinds.announce'> {
  return {
    'store.status': (none) => {
      checked(argument.none, none);
      return store.status();
    },
    'kinds.announce': (none) => {
      checked(argument.none, none);
      return store.announceKinds();
    },
  };
}

function addressHandlers({ store, addresses }: Parts): Pick<Handlers<Api>, 'address.info'> {
  return {
    'address.info': (address) => {
      const asked = checked(argument.address, address);
      if (!store.preferences().lookUpAddresses) throw new DeskError('bad-request', 'addresses are not looked up');
      return addresses.info(asked);
    },
  };
}

type MailboxName = Extract<keyof Api, `mailboxes.${string}`>;

function mailboxHandlers(mailboxes: Mailboxes): Pick<Handlers<Api>, MailboxName> {
  return {
    'mailboxes.list': (none) => {
      checked(argument.none, none);
      return mailboxes.list();
    },
    'mailboxes.test': (settings, { signal }) => mailboxes.test(checked(argument.mailboxSettings, settings), signal),
    'mailboxes.save': (mailbox) => {
      const { id, settings } = checked(argument.savedMailbox, mailbox);
      return mailboxes.save(id, settings);
    },
    'mailboxes.remove': async (id) => {
      await mailboxes.remove(checked(argument.id, id));
      return null;
    },
    'mailboxes.check': (id) => mailboxes.check(checked(argument.count, id)),
    'mailboxes.cancel': (id) => {
      mailboxes.cancel(checked(argument.id, id));
      return null;
    },
  };
}

type FileName = `export.${'csv' | 'json'}` | 'files.import' | 'refused.save' | 'store.backup' | 'store.restore';

function fileHandlers({ store, intake, files, changed, restore }: Parts): Pick<Handlers<Api>, FileName> {
  return {
    'export.csv': (request, { signal, progress }) => {
      const { table, filter, grant } = checked(argument.csvRequest, request);
      return writeCsv(store, table, filter, files.takeFile(grant, 'csv'), { signal, progress });
    },
    'export.json': (request) => {
      const { selection, grant } = checked(argument.jsonRequest, request);
      return writeCombined(store, combine(store, selection), files.takeFile(grant, 'json'));
    },
    'files.import': async (grant, context) => {
      try {
        return await importFiles(intake, files.take(checked(argument.grant, grant), 'import'), context);
      } finally {
        changed();
      }
    },
    'refused.save': async (request) => {
      const { id, grant } = checked(argument.saveRequest, request);
      const bytes = store.refusedBytes(id);
      await writeWholeFile(files.takeFile(grant, 'eml'), store.files, ({ file }) => file.writeFile(bytes));
      return { rows: 1, bytes: bytes.length };
    },
    'store.backup': async (grant) => {
      const bytes = await store.backup(files.takeFile(checked(argument.grant, grant), 'backup'));
      return { rows: store.reportIds({}).length, bytes };
    },
    'store.restore': (grant) => restore(files.takeFile(checked(argument.grant, grant), 'restore')),
  };
}

type KeepingName = 'reports.confirm' | `preferences.${'get' | 'save'}` | 'refused.retry' | 'store.reread';

function keepingHandlers({ store, intake, retention, changed }: Parts): Pick<Handlers<Api>, KeepingName> {
  return {
    'reports.confirm': (id) => {
      const counted = store.confirm(checked(argument.id, id));
      if (counted > 0) changed();
      return counted;
    },
    'preferences.get': (none) => {
      checked(argument.none, none);
      return store.preferences();
    },
    'preferences.save': (preferences) => {
      store.savePreferences(checked(argument.preferences, preferences));
      retention.apply();
      intake.verifier.wake();
      changed();
      return null;
    },
    'refused.retry': async (id) => {
      const isAccepted = await intake.retry(checked(argument.id, id));
      if (isAccepted) changed();
      return isAccepted;
    },
    'store.reread': async (none, context) => {
      checked(argument.none, none);
      try {
        return await rereadAll(store, intake, context);
      } finally {
        changed();
      }
    },
  };
}

type RemovingName = `${'reports' | 'refused'}.remove` | `reporters.${'ignore' | 'ignored'}` | 'removals.undo';

function removingHandlers({ store, retention, changed }: Parts): Pick<Handlers<Api>, RemovingName> {
  const changing = async <T>(change: () => T | Promise<T>): Promise<T> => {
    try {
      return await change();
    } finally {
      changed();
      retention.giveBackRoom();
    }
  };
  return {
    'reports.remove': (ids) => changing(() => store.removals.reports(checked(argument.ids, ids))),
    'refused.remove': (ids) => changing(() => store.removals.refused(checked(argument.ids, ids))),
    'reporters.ignore': (id) =>
      changing(() => store.removals.ignore(reporterOf(store.report(checked(argument.id, id)).report))),
    'reporters.ignored': (none) => {
      checked(argument.none, none);
      return store.removals.ignored();
    },
    'removals.undo': (removal) =>
      changing(async () => {
        await store.removals.undo(checked(argument.id, removal));
        return null;
      }),
  };
}
