import type { Totals } from '../shared/contract.ts';
import type { DomainSummary, FailureKinds } from '../shared/overview.ts';
import { overviewWords } from '../shared/overview-words.ts';
import { resultTypeLabel } from '../shared/remedies.ts';
import { shownDomain } from './domainname.ts';
import { clip, formatNumber, formatShare } from './format.ts';

/** Whether mail is delivered securely: `failing` while a problem is open. */
export interface Verdict {
  state: 'secure' | 'failing' | 'unknown';
  sentences: string[];
  detail: string;
}

const words = overviewWords.verdict;
const maxNameText = 80;

export function verdictOf({ successfulSessions, failedSessions }: Totals, kinds: FailureKinds): Verdict {
  const sessions = successfulSessions + failedSessions;
  if (sessions === 0) return { state: 'unknown', sentences: [words.noSessions], detail: '' };
  if (failedSessions === 0)
    return { state: 'secure', sentences: [words.allSecure(formatNumber(sessions))], detail: words.nothingFailed };
  return {
    state: kinds.open > 0 || kinds.total === 0 ? 'failing' : 'secure',
    sentences: [
      words.secure(spoken(formatShare(successfulSessions, sessions)), formatNumber(sessions)),
      problemsOpen(kinds.open),
    ],
    detail: kinds.total === 0 ? words.withoutDetails(formatNumber(failedSessions)) : worst(kinds),
  };
}

/** A share as a sentence begins: `> 99.9%` is for tables. */
function spoken(share: string): string {
  if (share.startsWith('> ')) return words.moreThan(share.slice(2));
  return share.startsWith('< ') ? words.lessThan(share.slice(2)) : share;
}

/** How many problems are open, in a sentence. */
export function problemsOpen(open: number): string {
  if (open === 0) return words.noProblem;
  return open === 1 ? words.one : words.many(formatNumber(open));
}

function worst({ kinds, open }: FailureKinds): string {
  const [kind] = kinds;
  if (kind === undefined || open === 0) return words.onlyGone;
  const name = (text: string) => clip(text, maxNameText);
  const { resultType, receivingMxHostname, policyDomain, firstSeen } = kind;
  const problem = words.problem(
    name(resultTypeLabel(resultType)),
    name(shownDomain(receivingMxHostname)),
    name(shownDomain(policyDomain)),
    firstSeen,
  );
  return open === 1 ? problem : words.largest(problem);
}

/** A policy in force, in a few words and a sentence; `weak` where senders need not deliver securely. */
export interface PolicyName {
  name: string;
  hint: string;
  weak: boolean;
}

export function policiesInForce({ policyTypes, stsMode, tlsaRecords }: DomainSummary): PolicyName[] {
  const texts = overviewWords.domains;
  const names: PolicyName[] = [];
  if (policyTypes.includes('sts')) names.push(stsName(stsMode));
  if (policyTypes.includes('tlsa')) {
    names.push({ name: tlsaRecords > 0 ? texts.daneRecords(tlsaRecords) : texts.dane, hint: '', weak: false });
  }
  return names.length > 0 ? names : [{ name: texts.noPolicy, hint: texts.noPolicyHint, weak: true }];
}

function stsName(mode: string): PolicyName {
  const { sts, stsHints, stsUnknown } = overviewWords.domains;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return { name: stsUnknown, hint: '', weak: false };
  return { name: sts[mode], hint: stsHints[mode], weak: mode !== 'enforce' };
}
