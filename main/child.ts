import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { app, type ForkOptions, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { ControlMessage, ControlReply } from '../shared/shell.ts';
import type { FromEngine, ToEngine } from '../shared/relay.ts';
import { engineEnvironment, type EngineLaunch } from './launch.ts';
import { Output } from './output.ts';

/** One engine process, however it is hosted. */
export interface EngineChild {
  send(message: ControlMessage): void;
  /** Opens a new pair of ports and answers the window's end. */
  open(): MessagePortMain;
  kill(): void;
}

/** `onExit` comes once, with the reason for the log, and is the last event. */
export interface ChildEvents {
  onReply(reply: ControlReply): void;
  onExit(reason: string): void;
}
export type SpawnEngine = (events: ChildEvents) => EngineChild;

const serviceName = 'TLSRPT Desk engine';

/** Runs the engine in Electron's own Node, or in the one that `launch` names. */
export function engineSpawner(launch: EngineLaunch): SpawnEngine {
  app.on('child-process-gone', (_event, gone) => {
    if (gone.name === serviceName) console.error(`engine: ${gone.reason}`);
  });
  return (events) => (launch.nodePath === '' ? forkUtility(launch, events) : spawnNode(launch, events));
}

function forkUtility(launch: EngineLaunch, events: ChildEvents): EngineChild {
  const env = engineEnvironment(process.env);
  const stdio: ForkOptions['stdio'] = ['ignore', 'inherit', 'pipe'];
  const child = utilityProcess.fork(launch.modulePath, ['--data', launch.dataPath], { serviceName, env, stdio });
  const output = outputOf(child.stderr);
  child.on('message', (reply: ControlReply) => events.onReply(reply));
  child.once('exit', (code) => output.whenRead(() => events.onExit(reasonOf(`exited with code ${code}`, output))));
  return {
    send: (message) => child.postMessage(message),
    open() {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage(null, [port1]);
      return port2;
    },
    kill: () => killByPid(child.pid),
  };
}

function outputOf(stderr: NodeJS.ReadableStream | null): Output {
  return new Output(stderr as Readable | null, (text) => console.error(`engine: ${text}`));
}

function reasonOf(end: string, { lastWords }: Output): string {
  return lastWords === '' ? end : `${end}: ${lastWords}`;
}

/** Ports do not pass to a Node that is not Electron's: main relays for them (shared/relay.ts). */
function spawnNode(launch: EngineLaunch, events: ChildEvents): EngineChild {
  // Not fork: Electron's own fork puts ELECTRON_RUN_AS_NODE into the environment.
  const child = spawn(launch.nodePath, [...launch.nodeArguments, launch.modulePath, '--data', launch.dataPath], {
    env: engineEnvironment(process.env),
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const output = outputOf(child.stderr);
  const send = (message: ToEngine) => void (child.connected && child.send(message));
  const relay = new Relay(send);
  let gone = false;
  const leave = (reason: string) => {
    if (gone) return;
    gone = true;
    relay.close();
    output.whenRead(() => events.onExit(reasonOf(reason, output)));
  };
  child.on('message', (message) => {
    const part = message as FromEngine;
    if (gone) return;
    if ('control' in part) events.onReply(part.control);
    else relay.receive(part);
  });
  child.once('exit', (code, signal) => leave(signal === null ? `exited with code ${code}` : `ended by ${signal}`));
  child.on('error', (error) => leave(error.message));
  return {
    send: (control) => send({ control }),
    open: () => relay.open(),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Our ends of the ports that a forked engine has open, by number. */
class Relay {
  #send: (message: ToEngine) => void;
  #ports = new Map<number, MessagePortMain>();
  #lastNumber = 0;

  constructor(send: (message: ToEngine) => void) {
    this.#send = send;
  }

  open(): MessagePortMain {
    const number = ++this.#lastNumber;
    const { port1, port2 } = new MessageChannelMain();
    this.#ports.set(number, port1);
    this.#send({ open: number });
    port1.on('message', (event) => this.#pass(number, event.data));
    port1.on('close', () => {
      if (this.#ports.delete(number)) this.#send({ closePort: number });
    });
    port1.start();
    return port2;
  }

  receive(part: Exclude<FromEngine, { control: unknown }>): void {
    if ('port' in part) this.#ports.get(part.port)?.postMessage(part.message);
    else this.#closePort(part.closePort);
  }

  close(): void {
    for (const number of this.#ports.keys()) this.#closePort(number);
  }

  /** What cannot be sent between processes is no call of ours either: whatever the page posts, main goes on. */
  #pass(port: number, message: unknown): void {
    try {
      this.#send({ port, message });
    } catch (error) {
      console.error(`engine: a message of the page was not passed on: ${String(error)}`);
    }
  }

  #closePort(number: number): void {
    const port = this.#ports.get(number);
    this.#ports.delete(number);
    port?.close();
  }
}

/** A utilityProcess has no kill that cannot be put off, its pid has. */
function killByPid(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}
