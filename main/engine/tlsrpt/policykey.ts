import type { Policy } from '../../../shared/model.ts';
import { normalDomain } from './domain.ts';
import { canonicalSts } from './sts.ts';

/** The lists of a policy, in a form in which those of equal policies are equal. */
export interface PolicyLists {
  policyString: string[];
  mxHost: string[];
}

/** Different policies that are remembered; a report of thousands of policy domains has a few. */
const rememberedPolicies = 1_000;

/** Tells which policies are equal. A policy that recurs is looked through once. */
export class PolicyKeys {
  #known = new Map<string, PolicyLists>();

  /** The seed's equality, all four fields with lists in order, but for the lines and MX patterns of MTA-STS. */
  keyOf(policy: Policy): string {
    const { policyString, mxHost } = this.listsOf(policy);
    return JSON.stringify([policy.policyType, policyString, policy.policyDomain, mxHost]);
  }

  listsOf({ policyType, policyString, mxHost }: Policy): PolicyLists {
    if (policyType !== 'sts') return { policyString, mxHost };
    const written = JSON.stringify([policyString, mxHost]);
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const canonical = canonicalSts(policyString);
    const lists =
      canonical === null
        ? { policyString, mxHost }
        : { policyString: canonical, mxHost: [...new Set(mxHost.map(normalDomain))].sort() };
    if (this.#known.size >= rememberedPolicies) this.#known.clear();
    this.#known.set(written, lists);
    return lists;
  }
}
