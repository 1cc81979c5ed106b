import { Refusal } from '../../../shared/error.ts';
import type { Report } from '../../../shared/model.ts';
import { maxTextBytes } from './limits.ts';

/**
 * Throws Refusal too-much-text where the different texts of a report, each counted once as it would be kept, come to
 * more than `maxTextBytes`. Text packs a thousandfold: without this, a mail of 20 KB would fill 20 MB of disk.
 */
export function requireLittleText(report: Report): void {
  const seen = new Set<string>();
  let bytes = 0;
  for (const text of textsOf(report)) {
    if (seen.has(text)) continue;
    seen.add(text);
    bytes += Buffer.byteLength(text);
    if (bytes > maxTextBytes) throw new Refusal('too-much-text', `more than ${maxTextBytes} bytes`);
  }
}

function* textsOf({ organizationName, contactInfo, reportId, policies }: Report): Generator<string> {
  yield* [organizationName, contactInfo, reportId];
  for (const { policy, failureDetails } of policies) {
    // Lists are kept as JSON, in which a control character is six bytes.
    yield* [policy.policyType, policy.policyDomain, JSON.stringify(policy.policyString), JSON.stringify(policy.mxHost)];
    for (const failure of failureDetails) {
      yield* Object.values(failure).filter((value) => typeof value === 'string');
    }
  }
}
