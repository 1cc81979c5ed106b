import { details, makeResult } from '../../main/engine/tlsrpt/result.ts';
import type { FailureDetails, Result } from '../../shared/model.ts';
import { type Domain, type MxHost, mxHosts, oldTlsIp, type Reporter, stsPolicy, withOldServer } from './cast.ts';
import type { Random } from './random.ts';

/** A day of the demonstration. `progress` is 0 on its first day and 1 on its last. */
export interface DemoDay {
  date: Date;
  progress: number;
  /** Days since the first. */
  index: number;
  days: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** What the reporter saw of one of our domains, or of one MX host, on a day; null where it sent nothing. */
export function stsResult(reporter: Reporter, domain: Domain, day: DemoDay, random: Random): Result | null {
  const sessions = random.volume(reporter.volume * domain.share * weekdayFactor(day.date));
  if (sessions === 0) return null;
  if (!domain.hasPolicy) return concluded(makeResult('no-policy-found', domain.name), sessions, []);
  const result = makeResult('sts', domain.name);
  result.policy = { ...result.policy, policyString: stsPolicy, mxHost: ['*.example.org'] };
  const failures = [
    ...expiredCertificate(reporter, sessions, day, random),
    ...missingPolicy(sessions, day),
    ...oldServer(reporter, domain, day, random),
    ...noise(reporter, sessions, random),
  ];
  return concluded(result, sessions, failures);
}

export function tlsaResult(reporter: Reporter, mx: MxHost, day: DemoDay, random: Random): Result | null {
  const sessions = random.volume((reporter.volume / mxHosts.length) * weekdayFactor(day.date));
  if (sessions === 0) return null;
  const result = makeResult('tlsa', mx.name);
  result.policy = { ...result.policy, policyString: [mx.record] };
  return concluded(result, sessions, [
    ...hastyRollover(reporter, mx, sessions, day),
    ...noise(reporter, sessions, random),
  ]);
}

function concluded(result: Result, sessions: number, failureDetails: FailureDetails[]): Result {
  const failed = failureDetails.reduce((sum, { failedSessionCount }) => sum + failedSessionCount, 0);
  return {
    ...result,
    totalSuccessfulSessionCount: Math.max(sessions - failed, 0),
    totalFailureSessionCount: failed,
    failureDetails,
  };
}

function weekdayFactor(date: Date): number {
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  return weekend ? 0.35 : 1;
}

function atHost(failure: FailureDetails, mx: MxHost, sendingMtaIp: string, failedSessionCount: number): FailureDetails {
  return { ...failure, receivingMxHostname: mx.name, receivingIp: mx.ip, sendingMtaIp, failedSessionCount };
}

/** Whether the day is one of `length` days that begin at this part of the time. */
function during(day: DemoDay, begin: number, length: number): boolean {
  const first = Math.floor(begin * day.days);
  return day.index >= first && day.index < first + length;
}

/** For six days mx2 presents an expired certificate; DANE, which ignores dates (RFC 7671 section 5.1), goes on. */
function expiredCertificate(reporter: Reporter, sessions: number, day: DemoDay, random: Random): FailureDetails[] {
  if (!during(day, 0.6, 6)) return [];
  const atMx2 = Math.ceil(sessions * (0.35 + 0.1 * random.next()));
  const perServer = Math.ceil(atMx2 / reporter.sendingMtaIps.length);
  return reporter.sendingMtaIps.map((ip) => atHost(details('certificate-expired', ''), mxHosts[1], ip, perServer));
}

/** Later the web server of the policy fails: first its certificate, then altogether. Few had no policy cached. */
function missingPolicy(sessions: number, day: DemoDay): FailureDetails[] {
  const affected = Math.ceil(sessions * 0.04);
  if (during(day, 0.8, 1))
    return [{ ...details('sts-webpki-invalid', 'certificate-expired'), failedSessionCount: affected }];
  if (!during(day, 0.8, 5)) return [];
  return [{ ...details('sts-policy-fetch-error', 'cannot-fetch-policy'), failedSessionCount: affected }];
}

/** One server of one sender has failed every day since some time, and still does. */
function oldServer(reporter: Reporter, domain: Domain, day: DemoDay, random: Random): FailureDetails[] {
  if (reporter.domain !== withOldServer || domain.name !== 'example.org' || day.progress < 0.4) return [];
  const failure = details('validation-failure', 'tls-remote-alert-70-protocol-version-not-supported');
  return [atHost(failure, random.pick(mxHosts), oldTlsIp, random.integer(3, 9))];
}

/** For two days the TLSA record of mx1 is that of the key before. */
function hastyRollover(reporter: Reporter, mx: MxHost, sessions: number, day: DemoDay): FailureDetails[] {
  if (mx !== mxHosts[0] || !during(day, 0.3, 2)) return [];
  return [atHost(details('tlsa-invalid', ''), mx, reporter.sendingMtaIps[0], sessions)];
}

/** What always happens somewhere. */
function noise(reporter: Reporter, sessions: number, random: Random): FailureDetails[] {
  if (sessions < 50 || !random.chance(0.03)) return [];
  const failure = random.pick([
    details('starttls-not-supported', ''),
    details('validation-failure', 'io-timeout-during-handshake'),
    details('validation-failure', 'connection-closed-during-handshake'),
  ]);
  return [atHost(failure, random.pick(mxHosts), random.pick(reporter.sendingMtaIps), random.integer(1, 4))];
}

export function dayAfter(date: Date): Date {
  return new Date(date.getTime() + dayMs);
}
