import { describe, expect, test } from 'vitest';
import { deviationCodes, resultTypes } from '../../shared/model.ts';
import { errorCodes, refusalCodes } from '../../shared/error.ts';
import { deviationText } from '../../shared/deviation-words.ts';
import { problemText, refusalText } from '../../shared/problems.ts';
import { policyTypeLabel, reasonLabel, remedyOf, resultTypeLabel } from '../../shared/remedies.ts';

const sentence = /^\p{Lu}.*[.?]$/su;

describe('texts for people', () => {
  test.each(errorCodes)('the problem %s says what happened and what to do', (code) => {
    const { title, advice } = problemText(code, '');
    expect(title).toMatch(sentence);
    expect(advice).toMatch(/[.?]$/);
  });

  test.each(refusalCodes)('the refusal %s says why and what to do', (code) => {
    expect(refusalText(code).title).toMatch(sentence);
    expect(refusalText(code).advice).toMatch(sentence);
  });

  test.each(deviationCodes)('the deviation %s has a sentence', (code) => {
    expect(deviationText({ code }).length).toBeGreaterThan(10);
  });

  test('a server’s words are quoted without control characters, and not at any length', () => {
    const { advice } = problemText('login-failed', `\u001b[31mNO\r\n${'x'.repeat(5_000)}`);
    expect(advice).not.toMatch(/\p{Cc}/u);
    expect(advice.length).toBeLessThan(600);
  });
});

describe('what a failure means', () => {
  test.each(resultTypes)('%s has a label, a meaning and something to do', (resultType) => {
    const { title, meaning, remedy, rfc } = remedyOf(resultType, '');
    expect(title).toBe(resultTypeLabel(resultType));
    expect(meaning).toMatch(/\.$/);
    expect(remedy.length).toBeGreaterThan(1);
    expect(rfc).toMatch(/^RFC 8460 section 4\.3/);
  });

  test.each(['', 'pq-handshake-refused', 'constructor', '__proto__'])(
    'the unknown type "%s" has advice too',
    (resultType) => {
      expect(remedyOf(resultType, '').remedy.length).toBeGreaterThan(0);
      expect(resultTypeLabel(resultType)).not.toBe('');
      expect(policyTypeLabel(resultType)).not.toBe('');
    },
  );

  test('a known reason comes before the general advice', () => {
    const { remedy } = remedyOf('validation-failure', 'tls-remote-alert-70-protocol-version-not-supported');
    expect(remedy[0]).toContain('TLS 1.2 and 1.3');
    expect(remedy.join(' ')).not.toContain('Read the reason code');
    expect(remedy.at(-1)).toBe(remedyOf('validation-failure', '').remedy.at(-1));
  });

  test.each([
    ['tls-remote-alert-40-handshake-failure', 'TLS alert 40 (handshake failure) from the mail server'],
    ['unconstrained-name', 'Name outside the authority’s constraints'],
    ['CERT_REVOKED', 'Certificate revoked'],
    ['tls-local-alert-41', 'TLS alert 41 from the sender'],
    ['dane-no-match+errors', 'No TLSA record matches'],
    ['MX_HOSTS_MISMATCH', 'MX host not in the MTA-STS policy'],
    ['smtp-starttls-reply-code-454', 'STARTTLS answered with 454'],
    ['certificate-expired', 'Certificate expired'],
    ['', 'No reason given'],
    ['constructor', 'constructor'],
    ['anything in prose', 'anything in prose'],
  ])('the reason "%s" reads "%s"', (reason, label) => {
    expect(reasonLabel(reason)).toBe(label);
  });
});
