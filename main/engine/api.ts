import * as v from 'valibot';
import {
  dimensions,
  reportSortKeys,
  type Api,
  type Filter,
  type MailboxSettings,
  type ReportsQuery,
} from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import type { Handlers } from '../../shared/rpc.ts';
import { writeCsv } from './csv.ts';
import type { Grants } from './grants.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { Store } from './store/store.ts';

const maxTextLength = 1_024;
const maxCertificateAuthorityLength = 256 * 1_024;
const maxPageRows = 1_000;
const maxPollMinutes = 7 * 24 * 60;

const text = v.pipe(v.string(), v.maxLength(maxTextLength));
const filledText = v.pipe(text, v.minLength(1));
const day = v.pipe(v.string(), v.isoDate());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const none = v.null();

const filter: v.GenericSchema<Filter> = v.strictObject({
  since: v.exactOptional(day),
  until: v.exactOptional(day),
  policyDomain: v.exactOptional(text),
  organizationName: v.exactOptional(text),
  policyType: v.exactOptional(text),
  failuresOnly: v.exactOptional(v.boolean()),
  search: v.exactOptional(text),
  resultType: v.exactOptional(text),
  receivingMxHostname: v.exactOptional(text),
  sendingMtaIp: v.exactOptional(text),
  receivingIp: v.exactOptional(text),
  failureReasonCode: v.exactOptional(text),
});

const limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(maxPageRows));
const reportsQuery: v.GenericSchema<ReportsQuery> = v.strictObject({
  filter,
  sort: v.strictObject({ key: v.picklist(reportSortKeys), descending: v.boolean() }),
  limit,
  offset: v.exactOptional(count),
  after: v.exactOptional(text),
});

const mailboxSettings: v.GenericSchema<MailboxSettings> = v.strictObject({
  host: filledText,
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  security: v.picklist(['tls', 'starttls']),
  user: filledText,
  secretId: text,
  folder: text,
  pollMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxPollMinutes)),
  certificateAuthority: v.pipe(v.string(), v.maxLength(maxCertificateAuthorityLength)),
});
const savedMailbox = v.strictObject({
  id: count,
  settings: v.pipe(
    mailboxSettings,
    v.check((settings) => settings.folder !== '', 'a folder must be chosen'),
  ),
});
const csvRequest = v.strictObject({ table: v.picklist(['reports', 'failures']), filter, grant: filledText });

/** What arrives over the port is checked here and trusted behind. Throws bad-request, naming what is wrong. */
function checked<T>(schema: v.GenericSchema<T>, argument: unknown): T {
  const result = v.safeParse(schema, argument);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new DeskError('bad-request', `${v.getDotPath(issue) ?? 'argument'}: ${issue.message}`);
}

interface Parts {
  store: Store;
  mailboxes: Mailboxes;
  /** Files that the person chose in a native dialog. */
  files: Grants;
}

/** Each name of the contract to its validated function. */
export function apiHandlers({ store, mailboxes, files }: Parts): Handlers<Api> {
  return {
    'store.status': (argument) => {
      checked(none, argument);
      return store.status();
    },
    ...queryHandlers(store),
    ...mailboxHandlers(mailboxes),
    'export.csv': (argument, { signal, progress }) => {
      const { table, filter, grant } = checked(csvRequest, argument);
      return writeCsv(store, table, filter, files.take(grant), { signal, progress });
    },
  };
}

type QueryName =
  | `reports.${'page' | 'get' | 'original'}`
  | `refused.${'page' | 'source'}`
  | 'totals'
  | 'series'
  | 'breakdown'
  | 'choices';

function queryHandlers(store: Store): Pick<Handlers<Api>, QueryName> {
  return {
    'reports.page': (argument) => store.reportsPage(checked(reportsQuery, argument)),
    'reports.get': (argument) => store.report(checked(id, argument)),
    'reports.original': (argument) => store.original(checked(id, argument)),
    totals: (argument) => store.totals(checked(filter, argument)),
    series: (argument) => store.series(checked(filter, argument)),
    breakdown: (argument) => {
      const { filter: conditions, by } = checked(v.strictObject({ filter, by: v.picklist(dimensions) }), argument);
      return store.breakdown(conditions, by);
    },
    choices: (argument) => {
      checked(none, argument);
      return store.choices();
    },
    'refused.page': (argument) => {
      const page = checked(v.strictObject({ offset: count, limit }), argument);
      return store.refusedPage(page.offset, page.limit);
    },
    'refused.source': (argument) => store.refusedSource(checked(id, argument)),
  };
}

type MailboxName = Extract<keyof Api, `mailboxes.${string}`>;

function mailboxHandlers(mailboxes: Mailboxes): Pick<Handlers<Api>, MailboxName> {
  return {
    'mailboxes.list': (argument) => {
      checked(none, argument);
      return mailboxes.list();
    },
    'mailboxes.test': (argument, { signal }) => mailboxes.test(checked(mailboxSettings, argument), signal),
    'mailboxes.save': (argument) => {
      const mailbox = checked(savedMailbox, argument);
      return mailboxes.save(mailbox.id, mailbox.settings);
    },
    'mailboxes.remove': async (argument) => {
      await mailboxes.remove(checked(id, argument));
      return null;
    },
    'mailboxes.check': (argument) => mailboxes.check(checked(count, argument)),
    'mailboxes.cancel': (argument) => {
      mailboxes.cancel(checked(id, argument));
      return null;
    },
  };
}
