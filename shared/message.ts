import type { ErrorCode } from './error.ts';

/** What the calling side sends. Ids are the caller's, and tell calls under way apart. */
export type Request = { kind: 'call'; id: number; name: string; argument: unknown } | { kind: 'cancel'; id: number };

export type Message =
  | Request
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'error'; id: number; code: ErrorCode; detail: string }
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'event'; name: string; value: unknown };

/** The request that a message is; null for whatever else is posted, from null to an object with ids that are none. */
export function requestOf(message: unknown): Request | null {
  if (typeof message !== 'object' || message === null) return null;
  const { kind, id, name, argument } = message as Partial<Record<'kind' | 'id' | 'name' | 'argument', unknown>>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return null;
  if (kind === 'cancel') return { kind, id };
  return kind === 'call' && typeof name === 'string' ? { kind, id, name, argument } : null;
}
