import { describe, expect, test } from 'vitest';
import type { Api, Events } from '../../shared/contract.ts';
import { type Handlers, RpcServer } from '../../shared/rpc.ts';
import { Engine } from '../../renderer/engine.ts';
import { mailboxOf, portPair, settle } from './engine.ts';

function plug(engine: Engine, handlers: Partial<Handlers<Api>>): RpcServer<Api, Events> {
  const [client, served] = portPair();
  const server = new RpcServer<Api, Events>(served, handlers as Handlers<Api>);
  engine.connect(client);
  return server;
}

describe('the engine as the window sees it', () => {
  test('a call made while it is starting waits for it', async () => {
    const engine = new Engine();
    const original = engine.call('reports.original', 1);
    plug(engine, { 'reports.original': (id) => `report ${id}` });
    await expect(original).resolves.toBe('report 1');
  });

  test('when it dies, pending and later calls fail at once; the next engine serves again', async () => {
    const engine = new Engine();
    plug(engine, { 'reports.original': () => new Promise(() => {}) });
    const pending = engine.call('reports.original', 1);
    await settle();
    engine.disconnect();
    await expect(pending).rejects.toMatchObject({ code: 'engine-gone' });
    await expect(engine.call('reports.original', 1)).rejects.toMatchObject({ code: 'engine-gone' });
    plug(engine, { 'reports.original': () => 'again' });
    await expect(engine.call('reports.original', 1)).resolves.toBe('again');
  });

  test('events reach the window, but none of an engine that has been replaced', async () => {
    const engine = new Engine();
    const heard: string[] = [];
    engine.listen({
      changed: () => heard.push('changed'),
      mailbox: ({ id }) => heard.push(`mailbox ${id}`),
      connected: () => heard.push('connected'),
    });
    const first = plug(engine, {});
    first.emit('changed', null);
    first.emit('mailbox', mailboxOf({ id: 3 }));
    await settle();
    plug(engine, {});
    first.emit('changed', null);
    await settle();
    expect(heard).toEqual(['connected', 'changed', 'mailbox 3', 'connected']);
  });
});
