import type { Choices, Filter } from '../../shared/contract.ts';
import { policyTypes, resultTypes, trusts } from '../../shared/model.ts';
import type { Options } from './command.ts';
import { dayIn, oneOf } from './values.ts';

/** One condition of the filter as an option. */
export interface Condition {
  key: Exclude<keyof Filter, 'failuresOnly'>;
  value: string;
  help: string;
  /** Checks what was typed; throws usage. */
  read?: (name: string, text: string) => string;
  /** Of an open set: the values that RFC 8460 knows; others are taken where reports have them. */
  known?: { values: readonly string[]; occurring: keyof Choices };
}

/** The one filter as options, the same for every command that takes it. */
export const conditions: Record<string, Condition> = {
  since: { key: 'since', value: 'DAY', help: 'reports that count on this UTC day (YYYY-MM-DD) or later', read: dayIn },
  until: { key: 'until', value: 'DAY', help: 'reports that count on this UTC day or earlier', read: dayIn },
  domain: { key: 'policyDomain', value: 'NAME', help: 'policy domain' },
  organization: { key: 'organizationName', value: 'NAME', help: 'reporting organization' },
  'policy-type': {
    key: 'policyType',
    value: 'TYPE',
    help: policyTypes.join(', '),
    known: { values: policyTypes, occurring: 'policyTypes' },
  },
  'result-type': {
    key: 'resultType',
    value: 'TYPE',
    help: 'failures of this type, such as certificate-expired',
    known: { values: resultTypes, occurring: 'resultTypes' },
  },
  'receiving-mx-hostname': { key: 'receivingMxHostname', value: 'NAME', help: 'failures at this MX host' },
  'sending-mta-ip': { key: 'sendingMtaIp', value: 'ADDRESS', help: 'failures of this sending server' },
  'receiving-ip': { key: 'receivingIp', value: 'ADDRESS', help: 'failures at this address' },
  'failure-reason-code': { key: 'failureReasonCode', value: 'TEXT', help: 'failures with this reason' },
  authenticity: {
    key: 'authenticity',
    value: 'VERDICT',
    help: trusts.join(', '),
    read: (name, text) => oneOf(name, text, trusts),
  },
  search: {
    key: 'search',
    value: 'TEXT',
    help: 'part of an organization, report-id, domain, MX, IP address or reason',
  },
};

export const filterOptions: Options = {
  ...Object.fromEntries(Object.entries(conditions).map(([name, { value, help }]) => [name, { value, help }])),
  'failures-only': { help: 'policies with failed sessions' },
};
