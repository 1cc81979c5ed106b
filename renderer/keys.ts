import type { Command } from '../shared/shell.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const commandKeys: Record<string, Command> = {
  f: 'find',
  e: 'export-csv',
  o: 'import-files',
  r: 'check-now',
  ',': 'show-settings',
  '1': 'show-reports',
  '2': 'show-failures',
  '3': 'show-mailboxes',
  '4': 'show-refused',
};

const shiftedKeys: Record<string, Command> = { e: 'combine', o: 'import-folder' };

/** The command that a key press stands for; null for none. The same keys as in the menu (main/menu.ts). */
export function pressed({ key, ctrlKey, metaKey, altKey, shiftKey }: Press, isMac: boolean): Command | null {
  const isCommand = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (shiftKey) return isCommand && !altKey ? (shiftedKeys[key.toLowerCase()] ?? null) : null;
  if (isCommand && !altKey) return commandKeys[key.toLowerCase()] ?? (isMac ? bracket(key) : null);
  const isHistory = !isMac && altKey && !ctrlKey && !metaKey;
  if (isHistory && key === 'ArrowLeft') return 'go-back';
  if (isHistory && key === 'ArrowRight') return 'go-forward';
  return null;
}

function bracket(key: string): Command | null {
  if (key === '[') return 'go-back';
  return key === ']' ? 'go-forward' : null;
}
