import { describe, expect, test } from 'vitest';
import { meaningOf, retryHintMs } from '../../../main/engine/mailbox/serverwords.ts';

describe('a server’s words are called what they mean:', () => {
  test.each([
    ['3 NO [THROTTLED] slow down', 'throttled'],
    ['* BYE [THROTTLED] Account exceeded command or bandwidth limits.', 'throttled'],
    ['3 NO [OVERQUOTA] Account exceeded command or bandwidth limits. h1mb', 'throttled'],
    ['3 NO [LIMIT] Rate limit hit', 'throttled'],
    ['3 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds', 'throttled'],
    ['3 NO [INUSE] the mailbox is locked', 'mailbox-in-use'],
    ['3 NO [UNAVAILABLE] Temporary authentication failure. [mx1:2026-01-01 10:00:00]', 'server-unavailable'],
    ['3 NO Temporary problem, please try again later', 'server-unavailable'],
    ['3 NO [SERVERBUG] Internal error occurred. Refer to server log for more information.', 'server-fault'],
    ['3 NO [NOPERM] Permission denied', 'no-permission'],
    ['3 NO [CONTACTADMIN] the account is suspended', 'contact-admin'],
    ['3 NO [EXPIRED] your password has expired', 'password-expired'],
    ['3 NO [PRIVACYREQUIRED] better encryption is required', 'privacy-required'],
    ['3 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'login-failed'],
    [
      '* BYE Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
      'too-many-connections',
    ],
    ['3 NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded', 'too-many-connections'],
    ['3 NO [ALERT] Too many simultaneous connections. (Failure)', 'too-many-connections'],
    ['* BYE Courier-IMAP: too many connections from this IP', 'too-many-connections'],
    ['3 BAD User is authenticated but not connected.', 'account-not-connected'],
    ['3 NO You shall not pass', null],
    ['* BYE Session expired, please login again.', null],
    ['* BYE Autologout; idle for too long', null],
    ['', null],
  ])('%s', (said, code) => {
    expect(meaningOf(said)).toBe(code);
    expect(meaningOf(said.toLowerCase())).toBe(code);
    expect(meaningOf(said.toUpperCase())).toBe(code);
  });

  test('several codes in one line: the one that says most about what to do', () => {
    expect(meaningOf('3 NO [ALERT] [AUTHENTICATIONFAILED] [THROTTLED] Too many attempts')).toBe('throttled');
    expect(meaningOf('3 NO [AUTHENTICATIONFAILED] wrong * BYE [CONTACTADMIN] locked')).toBe('contact-admin');
  });
});

test('a server’s hint when to come back is read, and never believed beyond a day', () => {
  expect(retryHintMs('3 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds')).toBe(92_415);
  expect(retryHintMs('3 NO [THROTTLED] Try again in 5 minutes')).toBe(300_000);
  expect(retryHintMs('* BYE [UNAVAILABLE] retry after 90 seconds')).toBe(90_000);
  expect(retryHintMs('3 NO try again in 999999999 hours')).toBe(86_400_000);
  expect(retryHintMs('3 NO try again later')).toBeNull();
});
