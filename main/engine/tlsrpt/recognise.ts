import { foldedName } from './fieldname.ts';

/** The fields of a report (RFC 8460 section 4.4), folded. */
const reportFields = ['organizationname', 'daterange', 'contactinfo', 'reportid', 'policies'];
/** Of an entry of its policies, flattened ones too. */
const policyFields = ['policy', 'summary', 'failuredetails', 'policytype', 'policydomain'];
/** One may be anybody's. */
const enoughFields = 2;

/** Whether an object of JSON is meant as a report, however incomplete; mails bring other JSON too. */
export function isReport(object: object): boolean {
  if (fieldsAmong(object, reportFields).length >= enoughFields) return true;
  const [policies] = Object.entries(object).flatMap(([name, value]) => (plain(name) === 'policies' ? [value] : []));
  const entries: unknown[] = Array.isArray(policies) ? policies : [policies];
  return entries.some(
    (entry) => typeof entry === 'object' && entry !== null && fieldsAmong(entry, policyFields).length > 0,
  );
}

function fieldsAmong(object: object, names: string[]): string[] {
  return Object.keys(object).filter((name) => names.includes(plain(name)));
}

const maxNameLength = 40;

function plain(name: string): string {
  return name.length > maxNameLength ? name : foldedName(name);
}

const fieldName = /"(?:organization|date|contact|report|polic)[-_ ]?(?:name|range|info|id|ies)"/i;

/** Whether text that is no JSON would have been a report. */
export function mentionsReport(text: string): boolean {
  return fieldName.test(text);
}
