import type { Api, FailureRow } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { breakdownRows, isHuge, keys, matching, query, scenario } from './answers.ts';
import { hostileRow, randomOf, todayMs } from './data.ts';

type DrillCalls = 'breakdown.trends' | 'breakdown.parts' | 'failures.page' | 'address.info' | 'reports.headers';

const dayMs = 86_400_000;
const days = 90;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const headers = [
  'Return-Path: <noreply-smtp-tls-reporting@google.com>',
  'Authentication-Results: mx1.example.org;',
  '\tdkim=pass header.d=google.com header.s=20230601 header.b=q1Xh8LmT;',
  '\tspf=pass smtp.mailfrom=google.com',
  'Received: from mail-lf1-f201.google.com (mail-lf1-f201.google.com [209.85.167.201])',
  '\tby mx1.example.org with ESMTPS id 4f2c-88 (TLS1.3:TLS_AES_256_GCM_SHA384:256);',
  '\tTue, 24 Nov 2026 10:02:11 +0000',
  'TLS-Report-Domain: example.org',
  'TLS-Report-Submitter: google.com',
  'Content-Type: multipart/report; report-type="tlsrpt"; boundary="000000000000d3b1"',
].join('\r\n');

/** Reports with failures, for the details to belong to. */
const failed = matching({ failuresOnly: true });

function dailyOf(key: string): Float64Array {
  const random = randomOf([...key].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16_777_619), 7));
  for (let step = 0; step < 5; step += 1) random();
  const since = Math.floor(random() * 60);
  return Float64Array.from({ length: days }, (_, day) =>
    day < since || random() < 0.4 ? 0 : Math.ceil(random() * 300),
  );
}

function failureRow(index: number): FailureRow {
  const random = randomOf(index * 31 + 5);
  random();
  const of = (values: string[]) => values[Math.floor(random() * values.length)] ?? '';
  const isHostile = scenario === 'hostile' && index === 1;
  return {
    id: index + 1,
    reportId: failed[index % failed.length]?.id ?? 1,
    day: new Date(todayMs - (12 + Math.floor(index / 40)) * dayMs).toISOString().slice(0, 10),
    organizationName: isHostile ? hostileRow.organizationName : of(keys['organization-name']),
    policyDomain: isHostile ? (hostileRow.policyDomains[1] ?? '') : of(keys['policy-domain']),
    policyType: of(keys['policy-type']),
    resultType: of(keys['result-type']),
    receivingMxHostname: of(keys['receiving-mx-hostname']),
    receivingIp: isHostile ? 'not <b>an</b> address' : of(keys['receiving-ip']),
    sendingMtaIp: of(keys['sending-mta-ip']),
    failureReasonCode: of(keys['failure-reason-code']),
    failedSessionCount: isHostile ? 123_456_789 : Math.ceil(random() ** 3 * 400),
  };
}

/** What the failures view asks beyond the breakdown, and what a person looks up. */
export const drillHandlers: Pick<Handlers<Api>, DrillCalls> = {
  'breakdown.trends': ({ keys: asked }) => ({
    firstDay: new Date(todayMs - days * dayMs).toISOString().slice(0, 10),
    daily: asked.map(dailyOf),
  }),
  'breakdown.parts': ({ keys: asked, by, then, filter }) => {
    const parts = keys[then].slice(0, 6);
    const rows = breakdownRows(by, filter);
    return {
      parts,
      failedSessions: asked.map((key, index) => {
        const all = rows.find((row) => row.key === key)?.failedSessions ?? 0;
        return Float64Array.from(parts, (_, part) =>
          Math.floor(((index + part) % 3 === 0 ? 0.5 : 0.12) * all * 0.8 ** part),
        );
      }),
    };
  },
  'failures.page': ({ offset, limit, filter }) =>
    query(() => {
      const total = scenario === 'secure' || matching(filter).length === 0 ? 0 : isHuge ? 1_912_331 : 2_310;
      const length = Math.max(0, Math.min(limit, total - offset));
      return { rows: Array.from({ length }, (_, index) => failureRow(offset + index)), total };
    }),
  'address.info': async (address) => {
    await pause(60);
    if (address.startsWith('98.')) throw new DeskError('engine-gone');
    if (address.startsWith('209.')) return { names: ['mail-qk1-f201.google.com'], owner: 'AS15169 GOOGLE, US' };
    return { names: [], owner: '' };
  },
  'reports.headers': (id) => (id > 1_000 ? '' : headers),
};
