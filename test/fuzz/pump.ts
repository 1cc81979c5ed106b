import type { Random } from '../demo/random.ts';

/** What patterns and parsers stumble over when there is much of it: blanks, separators, and beginnings without an end. */
export const pumps = [
  ...['.', ' ', '\t', '\r\n ', '\r\n\t\r\n ', '\n', ';', ' ; ', '=', ' = ', ',', 'a,', ':', 'a:', '-', '_', '%41'],
  ...['@', 'a@', '@a.b,', '(', '()', '"', '\\', '\\"', '<', '<>', '[', '{', '0', 'a', 'a ', ' a', '--', '--b\r\n'],
  ...[
    'header.d=',
    'dkim=pass ',
    '; a*0=b',
    '*=',
    '=?',
    '=?utf-8?q?',
    '=?utf-8?q?a?= ',
    'xn--',
    'mode:',
    '\u2028',
    '\u00e9',
  ],
] as const;

export const fields = [
  ...[
    'organization-name',
    'contact-info',
    'report-id',
    'start-datetime',
    'end-datetime',
    'policy-type',
    'policy-domain',
  ],
  ...['policy-string', 'mx-host', 'total-successful-session-count', 'total-failure-session-count', 'result-type'],
  ...['sending-mta-ip', 'receiving-mx-hostname', 'receiving-mx-helo', 'receiving-ip', 'failed-session-count'],
  ...['additional-information', 'failure-reason-code', 'unknown'],
] as const;

/** Header fields, and what may stand before the text that is pumped. */
export const headers = [
  ...['Subject: ', 'From: ', 'From: a <', 'From: "', 'To: ', 'Message-ID: ', 'Message-ID: <', 'Date: ', 'Received: '],
  ...[
    'MIME-Version: ',
    'References: ',
    'Authentication-Results: ',
    'Authentication-Results: mx.example.org; dkim=pass ',
  ],
  ...[
    'DKIM-Signature: ',
    'DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=k; h=from; bh=AAAA; b=',
    'X-Any: ',
    'ContentType: ',
  ],
  ...[
    'Content-Type: ',
    'Content-Type: multipart/report; boundary=',
    'Content-Type: text/plain; name=',
    'Content-Disposition: ',
  ],
  ...['Content-Disposition: attachment; filename=', "Content-Disposition: attachment; filename*=utf-8''"],
  ...['Content-Transfer-Encoding: ', ''],
] as const;

/** Much of one thing, and an end that may not fit. */
export function pumped(pump: string, length: number, end: string): string {
  return pump.repeat(Math.ceil(length / pump.length)) + end;
}

/** The report with this text in every place of that field; numbers and lists become texts, which is read too. */
export function pumpField(report: Buffer, field: string, text: string): Buffer {
  const pump = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(pump);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries([
      ...Object.entries(value).map(([name, inner]) => [name, name === field ? text : pump(inner)] as const),
      ...(field === 'unknown' ? [[field, text] as const] : []),
    ]);
  };
  try {
    return Buffer.from(JSON.stringify(pump(JSON.parse(report.toString()))));
  } catch {
    return report;
  }
}

/** The mail with this line before its header, or before that of one of its parts. */
export function pumpHeader(mail: Buffer, header: string, text: string, part: number): Buffer {
  const line = Buffer.from(`${header}${text}\r\n`);
  let at = 0;
  for (let delimiter = 0; delimiter < part; delimiter++) {
    const next = mail.indexOf('\r\n--', at + 1);
    const lineEnd = next === -1 ? -1 : mail.indexOf('\r\n', next + 2);
    if (lineEnd === -1) break;
    at = lineEnd + 2;
  }
  return Buffer.concat([mail.subarray(0, at), line, mail.subarray(at)]);
}

export function anyText(random: Random): string {
  const end = random.pick(['', '!', '\0', '"', ' x']);
  return pumped(random.pick(pumps), random.integer(1, 64 * 1024 - 32), end);
}
