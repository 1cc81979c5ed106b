import type { Api, Events, MailboxState } from '../../shared/contract.ts';
import { type Handlers, type Port, RpcServer } from '../../shared/rpc.ts';
import { Engine } from '../../renderer/engine.ts';

/** Two ends of one wire; what is posted arrives later, as it does between processes. */
export function portPair(): [Port, Port] {
  const listeners: ((message: unknown) => void)[] = [];
  const end = (own: 0 | 1, other: 0 | 1): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => listeners[other]?.(copy));
    },
    listen: (onMessage) => {
      listeners[own] = onMessage;
    },
  });
  return [end(0, 1), end(1, 0)];
}

/** The window's real client talking to these handlers over a wire; what is not given is an unknown call. */
export function engineOf(handlers: Partial<Handlers<Api>>): { engine: Engine; server: RpcServer<Api, Events> } {
  const engine = new Engine();
  const [client, served] = portPair();
  const server = new RpcServer<Api, Events>(served, handlers as Handlers<Api>);
  engine.connect(client);
  return { engine, server };
}

/** Lets every call that is under way arrive and be answered. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function mailboxOf(change: Partial<MailboxState> = {}): MailboxState {
  return {
    id: 1,
    settings: {
      host: 'imap.example.org',
      port: 993,
      security: 'tls',
      user: 'reports@example.org',
      secretId: 'kept',
      folder: 'INBOX',
      pollMinutes: 30,
      certificateAuthority: '',
    },
    phase: 'waiting',
    progress: { done: 0, total: 0 },
    messages: { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 },
    pending: [],
    lastCheckedAt: '',
    nextCheckAt: '',
    problem: null,
    ...change,
  };
}
