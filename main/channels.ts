import type { Command, EngineState, Shell } from '../shared/contract.ts';

/** The Shell's functions that the window calls; the others are what main tells it. */
export type Ask = Exclude<keyof Shell, 'onCommand' | 'onEngineState'>;

/** Every channel between preload and main, besides the one that hands the port over. */
export const askChannels = {
  appInfo: 'ask:app-info',
  setTheme: 'ask:set-theme',
  offerPassword: 'ask:offer-password',
  keepPassword: 'ask:keep-password',
  forgetPassword: 'ask:forget-password',
  chooseExportFile: 'ask:choose-export-file',
  revealFile: 'ask:reveal-file',
} as const satisfies Record<Ask, string>;

export interface Told {
  command: Command;
  engineState: EngineState;
}
export const tellChannels = {
  command: 'tell:command',
  engineState: 'tell:engine-state',
} as const satisfies Record<keyof Told, string>;
