import { type EngineState, portMessage } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import { type Port, RpcClient } from '../../shared/rpc.ts';
import type { SmallApi, SmallEvents } from './small-engine.ts';

type Client = RpcClient<SmallApi, SmallEvents>;

declare global {
  interface Window {
    probe: Probe;
  }
}

/** A client of the small engine that a test puts into the page before anything else runs there. */
class Probe {
  portsReceived = 0;
  states: EngineState[] = [];
  commands: string[] = [];
  /** Clicks on notices. */
  notices = 0;
  told: string[] = [];
  violations: string[] = [];
  /** How watched calls ended: 'answered', or an error's code. */
  ends: string[] = [];
  #client: Client | null = null;

  constructor() {
    window.addEventListener('message', (event) => this.#receivePort(event));
    document.addEventListener('securitypolicyviolation', (event) => this.violations.push(event.effectiveDirective));
    window.addEventListener('DOMContentLoaded', () => {
      window.shell.onCommand((command) => this.commands.push(command));
      window.shell.onNotice(() => (this.notices += 1));
      window.shell.onEngineState((state) => this.#receiveState(state));
    });
  }

  get call(): Client['call'] {
    if (this.#client === null) throw new Error('no port yet');
    return this.#client.call.bind(this.#client);
  }

  /** Notes how a call ends, for a test that goes on meanwhile. */
  watch(call: Promise<unknown>): void {
    call.then(
      () => this.ends.push('answered'),
      (error: unknown) => this.ends.push(asDeskError(error).code),
    );
  }

  #receivePort(event: MessageEvent): void {
    const [port] = event.ports;
    if (event.data !== portMessage || port === undefined) return;
    event.stopImmediatePropagation(); // The page's own client would take answers that are meant for this one.
    this.portsReceived += 1;
    this.#client = new RpcClient(portOf(port), (_name, value) => this.told.push(value));
  }

  #receiveState(state: EngineState): void {
    this.states.push(state);
    if (state.phase === 'restarting') this.#client?.close();
  }
}

function portOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(onMessage) {
      port.addEventListener('message', (event) => onMessage(event.data));
      port.start();
    },
  };
}

window.probe = new Probe();
