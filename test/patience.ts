/** How long a test waits for what must happen, however busy the machine is: only a guard against waiting for ever. */
export const hangMs = 50_000;
