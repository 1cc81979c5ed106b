import { parseArgs } from 'node:util';
import type { Api, Events } from '../../shared/contract.ts';
import type { ControlMessage } from '../../shared/shell.ts';
import { asDeskError, DeskError } from '../../shared/error.ts';
import { RpcServer } from '../../shared/rpc.ts';
import { Engine } from './engine.ts';
import { engineHost } from './host.ts';

// The engine as a child process of the desktop app. Nothing else in this folder knows that it is one.

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const host = engineHost();

function start(dataFolder: string): void {
  const servers = new Set<RpcServer<Api, Events>>();
  const emit = <N extends keyof Events & string>(name: N, value: Events[N]) => {
    for (const server of servers) server.emit(name, value);
  };
  // A store of many gigabytes may take minutes to be checked, brought up to date, or restored.
  host.reply({ kind: 'busy' });
  const engine = new Engine(dataFolder, emit, {
    busy: () => host.reply({ kind: 'busy' }),
    used: (id) => host.reply({ kind: 'used', id }),
    restart: () => host.reply({ kind: 'restart' }),
  });

  host.onPort((port) => {
    const server = new RpcServer<Api, Events>(port, engine.handlers, () => servers.delete(server));
    servers.add(server);
  });
  host.onControl((message) => void obey(engine, message));
  host.reply({ kind: 'ready' });
}

async function obey(engine: Engine, message: ControlMessage): Promise<void> {
  if (message.kind === 'secret') engine.takePassword(message.id, message.password, message.account);
  if (message.kind === 'forget') engine.forgetPassword(message.id);
  if (message.kind === 'grant') engine.grantFiles(message.id, message.use, message.paths);
  if (message.kind === 'ping') host.reply({ kind: 'pong' });
  if (message.kind === 'wake') engine.wake();
  if (message.kind !== 'close') return;
  await engine.close();
  host.reply({ kind: 'closed' });
}

/** What an engine that cannot open its store fails of, in the words of a start. */
function startError(thrown: unknown): DeskError {
  const error = asDeskError(thrown);
  if (error.code === 'file-not-writable') return new DeskError('store-not-writable', error.detail);
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code === 'ERR_DLOPEN_FAILED' || code === 'MODULE_NOT_FOUND'
    ? new DeskError('engine-broken', error.detail)
    : error;
}

try {
  if (values.data === undefined) throw new Error('--data FOLDER is missing');
  start(values.data);
} catch (thrown) {
  const { code, detail } = startError(thrown);
  host.reply({ kind: 'failed', code, detail });
}
