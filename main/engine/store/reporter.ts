import type { Report } from '../../../shared/model.ts';
import { normalDomain } from '../tlsrpt/domain.ts';

/** Who reports, as they say: the name alone may be claimed by anybody. */
export interface Reporter {
  organizationName: string;
  contactDomain: string;
}

export function reporterOf({ organizationName, contactInfo }: Pick<Report, 'organizationName' | 'contactInfo'>) {
  const contactDomain = normalDomain(contactInfo.slice(contactInfo.lastIndexOf('@') + 1).replace('>', ''));
  return { organizationName, contactDomain } satisfies Reporter;
}
