import type { ControlMessage, ControlReply } from '../../shared/shell.ts';
import type { FromEngine, ToEngine } from '../../shared/relay.ts';
import type { Port } from '../../shared/rpc.ts';

/** The process that hosts the engine: hands over ports of the window and control messages of main. */
export interface EngineHost {
  /** Nothing is received before both listeners are there, and nothing is lost until then. */
  onPort(listener: (port: Port) => void): void;
  onControl(listener: (message: ControlMessage) => void): void;
  /** Answers main; after `closed` there is nothing left to do, and the process ends. */
  reply(message: ControlReply): void;
}

/** What Electron's utilityProcess gives its child; declared here, for the engine never imports electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: PortMain[] }) => void): void;
  postMessage(message: unknown): void;
}
interface PortMain {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
}

/** The host of this process: a utilityProcess, or one forked under plain Node (TLSRPT_ENGINE_NODE). */
export function engineHost(): EngineHost {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort === undefined ? forkedHost() : utilityHost(parentPort);
}

type Receive = (onPort: (port: Port) => void, onControl: (message: ControlMessage) => void) => void;

/** Calls `receive` when both listeners are known. */
function hostOf(receive: Receive, reply: (message: ControlReply) => void): EngineHost {
  let onPort: ((port: Port) => void) | undefined;
  let onControl: ((message: ControlMessage) => void) | undefined;
  const begin = () => {
    if (onPort !== undefined && onControl !== undefined) receive(onPort, onControl);
  };
  return {
    onPort(listener) {
      onPort = listener;
      begin();
    },
    onControl(listener) {
      onControl = listener;
      begin();
    },
    reply,
  };
}

function utilityHost(parent: ParentPort): EngineHost {
  const receive: Receive = (onPort, onControl) =>
    parent.on('message', ({ data, ports: [port] }) => {
      if (port === undefined) onControl(data as ControlMessage);
      else onPort(portOf(port));
    });
  return hostOf(receive, (message) => {
    parent.postMessage(message);
    if (message.kind === 'closed') process.exit();
  });
}

function portOf(port: PortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', (event) => onMessage(event.data));
      port.on('close', onClose);
      port.start();
    },
  };
}

function forkedHost(): EngineHost {
  const receive: Receive = (onPort, onControl) => {
    const ports = new Map<number, RelayedPort>();
    process.on('message', (message) => {
      const part = message as ToEngine;
      if ('control' in part) onControl(part.control);
      else if ('open' in part) onPort(opened(ports, part.open));
      else if ('port' in part) ports.get(part.port)?.receive(part.message);
      else closed(ports, part.closePort);
    });
    // Main is gone without a word: close the store all the same, as nobody will do it later.
    process.on('disconnect', () => onControl({ kind: 'close' }));
  };
  return hostOf(receive, (message) => {
    const end = () => void (message.kind === 'closed' && process.exit());
    if (process.connected) process.send?.({ control: message } satisfies FromEngine, end);
    else end();
  });
}

function opened(ports: Map<number, RelayedPort>, number: number): RelayedPort {
  const port = new RelayedPort(number);
  ports.set(number, port);
  return port;
}

function closed(ports: Map<number, RelayedPort>, number: number): void {
  ports.get(number)?.close();
  ports.delete(number);
}

/** A port that main relays for: it lives in the messages of the one channel that a forked process has. */
class RelayedPort implements Port {
  #number: number;
  #onMessage: (message: unknown) => void = () => {};
  #onClose: () => void = () => {};

  constructor(number: number) {
    this.#number = number;
  }

  post(message: unknown): void {
    if (process.connected) process.send?.({ port: this.#number, message } satisfies FromEngine);
  }

  listen(onMessage: (message: unknown) => void, onClose: () => void): void {
    this.#onMessage = onMessage;
    this.#onClose = onClose;
  }

  receive(message: unknown): void {
    this.#onMessage(message);
  }

  close(): void {
    this.#onClose();
  }
}
