import type { Filter } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { trusts, type Trust } from '../../shared/model.ts';
import type { Options, Typed } from './command.ts';

/** The one filter as options, the same for every command that takes it. */
export const filterOptions: Options = {
  since: { value: 'DAY', help: 'reports that begin on this UTC day (YYYY-MM-DD) or later' },
  until: { value: 'DAY', help: 'reports that begin on this UTC day or earlier' },
  domain: { value: 'NAME', help: 'policy domain' },
  organization: { value: 'NAME', help: 'reporting organization' },
  'policy-type': { value: 'TYPE', help: 'tlsa, sts or no-policy-found' },
  'result-type': { value: 'TYPE', help: 'failures of this type, such as certificate-expired' },
  'failures-only': { help: 'policies with failed sessions' },
  authenticity: { value: 'VERDICT', help: trusts.join(', ') },
  search: { value: 'TEXT', help: 'part of an organization, report-id, domain, MX, IP address or reason' },
};

/** Throws usage for a day, or a verdict on the reporter, that is none. */
export function filterOf({ text, on }: Typed): Filter {
  const filter: Filter = {};
  if (text['since'] !== undefined) filter.since = dayOf(text['since']);
  if (text['until'] !== undefined) filter.until = dayOf(text['until']);
  if (text['domain'] !== undefined) filter.policyDomain = text['domain'];
  if (text['organization'] !== undefined) filter.organizationName = text['organization'];
  if (text['policy-type'] !== undefined) filter.policyType = text['policy-type'];
  if (text['result-type'] !== undefined) filter.resultType = text['result-type'];
  if (text['search'] !== undefined) filter.search = text['search'];
  if (text['authenticity'] !== undefined) filter.authenticity = authenticityOf(text['authenticity']);
  if (on['failures-only'] === true) filter.failuresOnly = true;
  return filter;
}

function dayOf(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (!isDay) throw new DeskError('usage', `${text} is not a day such as 2026-11-24`);
  return text;
}

function authenticityOf(text: string): Trust {
  const found = trusts.find((each) => each === text);
  if (found === undefined) throw new DeskError('usage', `--authenticity takes one of ${trusts.join(', ')}`);
  return found;
}
