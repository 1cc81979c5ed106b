import { createHash } from 'node:crypto';
import type { MessageRecord } from '../../../main/engine/store/batch.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';

export function failure(changes: Partial<FailureDetails> = {}): FailureDetails {
  return {
    resultType: 'certificate-expired',
    sendingMtaIp: '192.0.2.1',
    receivingMxHostname: 'mx.example.com',
    receivingMxHelo: 'mx1',
    receivingIp: '198.51.100.1',
    failedSessionCount: 1,
    additionalInformation: '',
    failureReasonCode: '',
    ...changes,
  };
}

export function result(domain: string, failureDetails: FailureDetails[] = [], changes: Partial<Result> = {}): Result {
  return {
    policy: {
      policyType: 'sts',
      policyString: ['version: STSv1', 'mode: enforce'],
      policyDomain: domain,
      mxHost: [`*.${domain}`],
    },
    totalSuccessfulSessionCount: 10,
    totalFailureSessionCount: failureDetails.reduce((sum, { failedSessionCount }) => sum + failedSessionCount, 0),
    failureDetails,
    ...changes,
  };
}

export function report(changes: Partial<Report> = {}): Report {
  return {
    organizationName: 'Example Inc.',
    startDatetime: '2026-03-01T00:00:00Z',
    endDatetime: '2026-03-01T23:59:59Z',
    contactInfo: 'tls@example.net',
    reportId: 'r1',
    policies: [result('example.com')],
    ...changes,
  };
}

export function message(uid: number | null, reports: Report[], changes: Partial<MessageRecord> = {}): MessageRecord {
  const originals = reports.map((each) => Buffer.from(JSON.stringify(each)));
  const fingerprint = createHash('sha256').update(`${uid}`);
  for (const original of originals) fingerprint.update(original);
  return {
    uid,
    source: uid === null ? 'report.json' : `INBOX, uid ${uid}`,
    fingerprint: fingerprint.digest('hex'),
    sizeBytes: 1_000,
    subject: 'Report Domain: example.com',
    from: 'tls@example.net',
    messageId: `<${uid}@example.net>`,
    receivedAt: '2026-03-02T01:00:00.000Z',
    authenticity: 'not-checked',
    signingDomain: '',
    reports: reports.map((each, index) => ({
      parsed: { report: each, deviations: [] },
      original: originals[index] ?? Buffer.alloc(0),
    })),
    refusal: null,
    headers: null,
    bytes: null,
    toVerify: null,
    isOutline: false,
    ...changes,
  };
}

export function refused(uid: number | null, changes: Partial<MessageRecord> = {}): MessageRecord {
  const bytes = Buffer.from(`Subject: hello ${uid}\r\n\r\nno report`);
  return message(uid, [], { refusal: { code: 'no-report', detail: 'text/plain' }, bytes, ...changes });
}

/** Records what came in folder INBOX of mailbox 1, up to the last message's UID. */
export function receive(store: Store, messages: MessageRecord[], uidValidity = '1') {
  const lastUid = messages.at(-1)?.uid ?? 0;
  return store.record({ mailboxId: 1, folder: 'INBOX', cursor: { uidValidity, lastUid }, messages });
}

/** Records files, one report each. */
export function importReports(store: Store, reports: Report[]) {
  const messages = reports.map((each) => message(null, [each]));
  return store.record({ mailboxId: null, folder: '', cursor: null, messages });
}
