import type { Report, Result } from '../../shared/model.ts';
import { domains, mxHosts, type Reporter, reporters } from './cast.ts';
import { cutMail, type DemoMail, ordinaryMail, reportMail } from './mail.ts';
import { Random } from './random.ts';
import { dayAfter, type DemoDay, stsResult, tlsaResult } from './story.ts';

export interface DemoOptions {
  days: number;
  /** The last reports are about the UTC day before this. */
  until: Date;
  seed: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

/**
 * A report mailbox's mails of many days, oldest first, the same for the same options: a dozen reporters, incidents
 * that come and go (story.ts), mails and reports delivered twice, a mail that is no report, and a report cut short.
 */
export function demoMails({ days, until, seed }: DemoOptions): DemoMail[] {
  const random = new Random(seed);
  const firstDay = Math.floor(until.getTime() / dayMs) - days;
  const mails: DemoMail[] = [];
  for (let index = 0; index < days; index++) {
    const date = new Date((firstDay + index) * dayMs);
    const day = { date, index, days, progress: days === 1 ? 1 : index / (days - 1) };
    for (const reporter of reporters) mails.push(...mailsOfDay(reporter, day, random));
  }
  const [first] = mails;
  if (first !== undefined) mails.push(ordinaryMail(first.internalDate), cutMail(first));
  return mails.sort((a, b) => a.internalDate.getTime() - b.internalDate.getTime());
}

/** A mail per policy domain, sent in the morning after. */
function mailsOfDay(reporter: Reporter, day: DemoDay, random: Random): DemoMail[] {
  const weekend = day.date.getUTCDay() === 0 || day.date.getUTCDay() === 6;
  if (weekend && reporter.weekdaysOnly) return [];
  const mails: DemoMail[] = [];
  for (const result of resultsOfDay(reporter, day, random)) {
    const report = reportOf(reporter, day, result);
    const sentAt = new Date(dayAfter(day.date).getTime() + Math.floor(random.next() * 9 * hourMs));
    mails.push(reportMail(reporter, report, sentAt, messageIdOf(report)));
    // Some relays deliver a mail twice, some reporters send a report again.
    if (random.chance(0.004)) mails.push(mails.at(-1) as DemoMail);
    if (random.chance(0.004)) mails.push(reportMail(reporter, report, sentAt, `${messageIdOf(report)}-again`));
  }
  return mails;
}

function resultsOfDay(reporter: Reporter, day: DemoDay, random: Random): Result[] {
  const ofDomains = domains
    .filter(({ name }) => reporter.validates.includes('sts') && reporter.writesTo.includes(name))
    .map((domain) => stsResult(reporter, domain, day, random));
  const ofHosts = mxHosts
    .filter(() => reporter.validates.includes('tlsa'))
    .map((mx) => tlsaResult(reporter, mx, day, random));
  return [...ofDomains, ...ofHosts].filter((result) => result !== null);
}

function reportOf(reporter: Reporter, { date }: DemoDay, result: Result): Report {
  const day = date.toISOString().slice(0, 10);
  const { policyDomain } = result.policy;
  return {
    organizationName: reporter.name,
    startDatetime: `${day}T00:00:00Z`,
    endDatetime: `${day}T23:59:59Z`,
    contactInfo: `tls-reports@${reporter.domain}`,
    reportId: reporter.quirky ? `${day}+${policyDomain}` : `${day}.${policyDomain}@${reporter.domain}`,
    policies: [result],
  };
}

function messageIdOf(report: Report): string {
  return `${report.startDatetime.slice(0, 10)}.${report.policies[0]?.policy.policyDomain ?? ''}`;
}
