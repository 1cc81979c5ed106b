import { describe, expect, test } from 'vitest';
import type { MailboxState } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { MailboxList, mailboxName } from '../../renderer/views/mailboxes.svelte.ts';
import { engineOf, mailboxOf } from './engine.ts';

function start(states: MailboxState[], failure: DeskError | null = null) {
  const forgotten: string[] = [];
  const told: string[] = [];
  const fail = () => {
    if (failure) throw failure;
  };
  const { engine } = engineOf({
    'mailboxes.list': () => states,
    'mailboxes.remove': () => {
      fail();
      return null;
    },
    'mailboxes.check': () => {
      fail();
      return states.map((state) => ({ ...state, lastCheckedAt: '2026-11-24T08:00:00Z' }));
    },
  });
  const forgetPassword = (secretId: string) => {
    forgotten.push(secretId);
    return Promise.resolve();
  };
  const list = new MailboxList(engine, { forgetPassword }, (state, stored) => told.push(`${state.id}: ${stored}`));
  return { list, forgotten, told };
}

describe('mailboxes', () => {
  test('an event changes one mailbox and leaves the others and the order alone', async () => {
    const { list } = start([mailboxOf({ id: 1 }), mailboxOf({ id: 2 })]);
    expect(list.states).toBeNull();
    await list.load();
    list.update(mailboxOf({ id: 1, phase: 'connecting' }));
    list.update(mailboxOf({ id: 3 }));
    expect(list.states?.map(({ id, phase }) => `${id} ${phase}`)).toEqual(['1 connecting', '2 waiting', '3 waiting']);
  });

  test('the end of a fetch is told once, with what came in since its beginning', async () => {
    const counts = (stored: number) => ({ fetched: stored, stored, duplicate: 0, refused: 0, pending: 0 });
    const { list, told } = start([mailboxOf({ messages: counts(10) })]);
    await list.load();
    list.update(mailboxOf({ phase: 'fetching', messages: counts(10) }));
    list.update(mailboxOf({ phase: 'fetching', messages: counts(14) }));
    expect(told).toEqual([]);
    list.update(mailboxOf({ phase: 'waiting', messages: counts(17) }));
    list.update(mailboxOf({ phase: 'waiting', messages: counts(17) }));
    expect(told).toEqual(['1: 7']);
  });

  test('removing forgets the password too', async () => {
    const { list, forgotten } = start([mailboxOf()]);
    await list.load();
    await list.remove(1);
    expect([list.states, forgotten]).toEqual([[], ['kept']]);
  });

  test('what could not be done stays visible until the next attempt', async () => {
    const { list, forgotten } = start([mailboxOf()], new DeskError('mailbox-busy'));
    await list.load();
    await list.remove(1);
    expect([list.problem?.code, list.states?.length, forgotten]).toEqual(['mailbox-busy', 1, []]);
    await list.load();
    expect(list.problem).toBeNull();
  });

  test('a cancelled check is not a problem', async () => {
    const { list } = start([mailboxOf()], new DeskError('cancelled'));
    await list.load();
    await list.check(1);
    expect(list.problem).toBeNull();
  });

  test('a mailbox is named by its address, or by user and host', () => {
    expect(mailboxName(mailboxOf())).toBe('reports@example.org');
    const state = mailboxOf();
    expect(mailboxName({ ...state, settings: { ...state.settings, user: 'pat' } })).toBe('pat@imap.example.org');
  });
});
