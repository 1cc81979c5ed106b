import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { appName } from '../shared/desktop-words.ts';
import type { Autostart } from './autostart.ts';

/** Starts this command at login while there is a desktop entry at this path. */
export function entryAutostart(path: string, command: string[]): Autostart {
  return {
    isOn: () => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    set(on) {
      if (!on) return rmSync(path, { force: true });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, desktopEntry(appName, command));
    },
  };
}

/** A file by which a Linux desktop starts a program, after the Desktop Entry Specification 1.5. */
export function desktopEntry(name: string, command: string[]): string {
  const lines = ['[Desktop Entry]', 'Type=Application', `Name=${name}`, `Exec=${command.map(quoted).join(' ')}`];
  return `${[...lines, 'Terminal=false'].join('\n')}\n`;
}

/**
 * Quoted for Exec: first as its arguments are (double quotes, within them a backslash before " ` $ and \), then as
 * every string value is (a backslash is written twice). A percent sign would begin a field code.
 */
function quoted(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped}"`.replaceAll('\\', '\\\\');
}
