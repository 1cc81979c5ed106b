import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineHost } from '../../main/engine/host.ts';
import { type Handlers, type Port, RpcServer } from '../../shared/rpc.ts';

/**
 * An engine without mail and store, for the tests of what is around the engine. It speaks the same protocol and also
 * runs on the stand-in's Node. TLSRPT_SMALL_ENGINE=newer lets it report a failure, =stubborn lets it ignore `close`.
 */
export type SmallApi = {
  where: (none: null) => { pid: number; node: string; data: string; environment: string[] };
  echo: (value: unknown) => unknown;
  series: (none: null) => Float64Array;
  /** Counts up, with progress. */
  count: (to: number) => number;
  /** Never ends by itself. */
  wait: (none: null) => null;
  cancelled: (none: null) => number;
  secrets: (none: null) => Record<string, string>;
  grants: (none: null) => Record<string, string>;
  /** Emits the event `told` with this value on every open port, and answers how many there are. */
  tell: (value: string) => number;
};
export type SmallEvents = { told: string };

const mode = process.env['TLSRPT_SMALL_ENGINE'];
const data = process.argv[process.argv.indexOf('--data') + 1] ?? '';
const host = engineHost();
const servers = new Set<RpcServer<SmallApi, SmallEvents>>();
const secrets: Record<string, string> = {};
const grants: Record<string, string> = {};
let cancelled = 0;

const handlers: Handlers<SmallApi> = {
  where: () => ({ pid: process.pid, node: process.version, data, environment: Object.keys(process.env) }),
  echo: (value) => value,
  series: () => Float64Array.of(1, 2.5, -3),
  count(to, { progress }) {
    for (let n = 1; n <= to; n++) progress(n);
    return to;
  },
  wait: (_none, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        cancelled += 1;
        reject(signal.reason as Error);
      });
    }),
  cancelled: () => cancelled,
  secrets: () => secrets,
  grants: () => grants,
  tell(value) {
    for (const server of servers) server.emit('told', value);
    return servers.size;
  },
};

host.onPort((port: Port) => {
  const server: RpcServer<SmallApi, SmallEvents> = new RpcServer(port, handlers, () => servers.delete(server));
  servers.add(server);
});
host.onControl((message) => {
  if (message.kind === 'secret') secrets[message.id] = message.password;
  if (message.kind === 'grant') grants[message.id] = message.paths.join('\n');
  if (message.kind === 'ping') host.reply({ kind: 'pong' });
  if (message.kind !== 'close' || mode === 'stubborn') return;
  writeFileSync(join(data, 'closed'), '');
  host.reply({ kind: 'closed' });
});

if (mode === 'newer') host.reply({ kind: 'failed', code: 'store-newer', detail: 'version 99' });
else host.reply({ kind: 'ready' });
