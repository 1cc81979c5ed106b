import type { AddressInfo } from '../../shared/overview.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';

/** Reporters write prose into address fields too; only what can be an address is worth a question. */
const addressPattern = /^(?=.*[.:])[\da-f.:]{2,45}$/i;

export function isAddress(text: string): boolean {
  return addressPattern.test(text);
}

/** What DNS knows of one IP address, asked only when a person wants to know; `off` where that is switched off. */
export class Addresses {
  readonly answer = new Latest<AddressInfo | 'off'>();
  #engine: Caller;

  constructor(engine: Caller) {
    this.#engine = engine;
  }

  /** The preference is asked for each time: it may have been changed in the settings, or by the command line. */
  lookUp(address: string): void {
    this.answer.clear();
    void this.answer.ask(async (signal) => {
      const { lookUpAddresses } = await this.#engine.call('preferences.get', null, { signal });
      return lookUpAddresses ? this.#engine.call('address.info', address, { signal }) : 'off';
    });
  }
}
