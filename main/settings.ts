import * as v from 'valibot';
import type { DesktopSettings, Theme } from '../shared/shell.ts';
import { readJsonFile, writeJsonFile } from './jsonfile.ts';
import { type Placement, placementSchema } from './placement.ts';

export const themes = ['system', 'light', 'dark'] as const satisfies Theme[];

/** What is off until the person wants it; whether the app starts at login is the system's to remember. */
export type Manners = Pick<DesktopSettings, 'notifications' | 'tray'>;
const defaultManners: Manners = { notifications: false, tray: false };

// Each setting falls back on its own: a damaged file costs no more than what is damaged in it.
const mannersSchema = v.object({
  notifications: v.fallback(v.boolean(), false),
  tray: v.fallback(v.boolean(), false),
});
const settingsSchema = v.fallback(
  v.object({
    theme: v.fallback(v.picklist(themes), 'system'),
    window: v.fallback(v.nullable(placementSchema), null),
    manners: v.fallback(mannersSchema, defaultManners),
  }),
  { theme: 'system', window: null, manners: defaultManners },
);

/** What the desktop remembers between runs, in settings.json of the profile; nothing secret. */
export class Settings {
  #path: string;
  #values: v.InferOutput<typeof settingsSchema>;

  constructor(path: string) {
    this.#path = path;
    this.#values = v.parse(settingsSchema, readJsonFile(path));
  }

  get theme(): Theme {
    return this.#values.theme;
  }

  set theme(theme: Theme) {
    this.#save({ ...this.#values, theme });
  }

  get window(): Placement | null {
    return this.#values.window;
  }

  set window(window: Placement) {
    this.#save({ ...this.#values, window });
  }

  get manners(): Manners {
    return this.#values.manners;
  }

  set manners(manners: Manners) {
    this.#save({ ...this.#values, manners });
  }

  #save(values: v.InferOutput<typeof settingsSchema>): void {
    this.#values = values;
    try {
      writeJsonFile(this.#path, values);
    } catch (error) {
      console.error(`settings: ${String(error)}`); // No reason to stop anybody who closes a window.
    }
  }
}
