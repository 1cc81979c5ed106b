import {
  type DeviationCode,
  policyTypes,
  type PolicyType,
  resultTypes,
  type ResultType,
} from '../../../shared/model.ts';
import type { Deviations } from './deviations.ts';
import type { Fields } from './fields.ts';

/** RFC 8460 section 4.2. */
export function readPolicyType(fields: Fields, deviations: Deviations): PolicyType {
  return readType(fields, 'policy-type', policyTypes, 'unknown-policy-type', deviations);
}

/** RFC 8460 section 4.3. Some senders leave it out where they have no type for the failure. */
export function readResultType(fields: Fields, deviations: Deviations): ResultType {
  return readType(fields, 'result-type', resultTypes, 'unknown-result-type', deviations);
}

function readType(
  fields: Fields,
  name: string,
  known: readonly string[],
  unknownCode: DeviationCode,
  deviations: Deviations,
): string {
  const written = fields.requiredText(name);
  if (written === '' || known.includes(written)) return written;
  const canonical = written.trim().toLowerCase().replaceAll('_', '-');
  const recognized = known.includes(canonical);
  deviations.note(recognized ? 'type-other-case' : unknownCode, fields.path(name));
  return recognized ? canonical : written;
}
