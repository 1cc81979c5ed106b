import type { ControlMessage, ControlReply } from './shell.ts';

/**
 * What main and a forked engine send each other where the engine runs under plain Node (TLSRPT_ENGINE_NODE): ports do
 * not pass through that channel, so they are numbered and main relays for them. `port` and `closePort` go both ways.
 */
export type RelayPart = { port: number; message: unknown } | { closePort: number };
export type ToEngine = { control: ControlMessage } | { open: number } | RelayPart;
export type FromEngine = { control: ControlReply } | RelayPart;
