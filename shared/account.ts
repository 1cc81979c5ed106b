import type { MailboxSettings } from './contract.ts';

/** What a password is for, and goes to alone: a user at a server, and who may vouch that it is this server. */
export type Account = Pick<MailboxSettings, 'host' | 'port' | 'security' | 'user' | 'certificateAuthority'>;

export function accountOf({ host, port, security, user, certificateAuthority }: Account): Account {
  return { host, port, security, user, certificateAuthority };
}

export function isSameAccount(one: Account, other: Account): boolean {
  return JSON.stringify(accountOf(one)) === JSON.stringify(accountOf(other));
}
