import type { MailboxSettings } from '../../../shared/contract.ts';

export const settings: MailboxSettings = {
  host: 'imap.example.com',
  port: 993,
  security: 'tls',
  user: 'reports',
  secretId: 's1',
  folder: 'INBOX',
  pollMinutes: 15,
  certificateAuthority: '',
};
