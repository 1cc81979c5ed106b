import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Api, Events } from '../../shared/contract.ts';
import type { ControlMessage, ControlReply } from '../../shared/shell.ts';
import type { FromEngine, ToEngine } from '../../shared/relay.ts';
import { RpcClient } from '../../shared/rpc.ts';

const engineModule = join(import.meta.dirname, '../../main/engine/index.ts');

/** The real engine in a process of its own, as TLSRPT_ENGINE_NODE hosts it, with the one port opened. */
export class EngineProcess {
  readonly client: RpcClient<Api, Events>;
  #child: ChildProcess;

  private constructor(child: ChildProcess, onEvent: (name: string, value: unknown) => void) {
    this.#child = child;
    this.client = new RpcClient<Api, Events>(
      {
        post: (message) => this.#send({ port: 1, message }),
        listen: (onMessage, onClose) => {
          child.on(
            'message',
            (part) => 'port' in (part as FromEngine) && onMessage((part as { message: unknown }).message),
          );
          child.on('exit', onClose);
        },
      },
      onEvent,
    );
  }

  static async start(dataFolder: string, onEvent: (name: string, value: unknown) => void = () => {}) {
    const child = fork(engineModule, ['--data', dataFolder], { serialization: 'advanced' });
    const engine = new EngineProcess(child, onEvent);
    engine.#send({ open: 1 });
    await ready(child);
    return engine;
  }

  /** As the page itself may, without the client's manners. */
  post(message: unknown): void {
    this.#send({ port: 1, message });
  }

  /** What main would be told, besides `ready`. */
  onReply(listener: (reply: ControlReply) => void): void {
    this.#child.on('message', (part) => {
      if ('control' in (part as FromEngine)) listener((part as { control: ControlReply }).control);
    });
  }

  control(message: ControlMessage): void {
    this.#send({ control: message });
  }

  async close(): Promise<void> {
    this.control({ kind: 'close' });
    await once(this.#child, 'exit');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  #send(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }
}

async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on('message', (part: FromEngine) => {
      if (!('control' in part)) return;
      if (part.control.kind === 'ready') resolve();
      if (part.control.kind === 'failed') reject(new Error(JSON.stringify(part.control)));
    });
    child.once('exit', () => reject(new Error('it ended before it was ready')));
  });
}
