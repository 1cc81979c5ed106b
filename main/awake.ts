import { networkInterfaces } from 'node:os';

/** How often the addresses are looked at, as Electron tells main nothing of the network; a flapping one is followed no closer. */
const lookMs = 15_000;

/** What is needed of Electron's powerMonitor. */
interface Power {
  on(event: 'resume', listener: () => void): unknown;
}

/** Calls back when the computer woke, or has another network than before: what could not be reached may be now. */
export function onAwake(power: Power, tell: () => void, addresses: () => string = ownAddresses): void {
  let before = addresses();
  power.on('resume', tell);
  setInterval(() => {
    const now = addresses();
    // With no network at all there is nothing to try.
    if (now !== before && now !== '') tell();
    before = now;
  }, lookMs).unref();
}

function ownAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = all.filter(({ internal }) => !internal).map(({ address }) => address);
  return outward.sort().join(' ');
}
