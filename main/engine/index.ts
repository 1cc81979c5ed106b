import { parseArgs } from 'node:util';
import type { Api, ControlMessage, Events } from '../../shared/contract.ts';
import { asDeskError } from '../../shared/error.ts';
import { RpcServer } from '../../shared/rpc.ts';
import { Engine } from './engine.ts';
import { engineHost } from './host.ts';

// The engine as a child process of the desktop app. Nothing else in this folder knows that it is one.

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const host = engineHost();

function start(dataFolder: string): void {
  const servers = new Set<RpcServer<Api, Events>>();
  const engine = new Engine(dataFolder, (name, value) => {
    for (const server of servers) server.emit(name, value);
  });

  host.onPort((port) => {
    const server = new RpcServer<Api, Events>(port, engine.handlers, () => servers.delete(server));
    servers.add(server);
  });
  host.onControl((message) => void obey(engine, message));
  host.reply({ kind: 'ready' });
}

async function obey(engine: Engine, message: ControlMessage): Promise<void> {
  if (message.kind === 'secret') engine.takePassword(message.id, message.password);
  if (message.kind === 'grant') engine.grantFile(message.id, message.path);
  if (message.kind !== 'close') return;
  await engine.close();
  host.reply({ kind: 'closed' });
}

try {
  if (values.data === undefined) throw new Error('--data FOLDER is missing');
  start(values.data);
} catch (thrown) {
  const { code, detail } = asDeskError(thrown);
  host.reply({ kind: 'failed', code, detail });
}
