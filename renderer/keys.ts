import type { Command } from '../shared/shell.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const commandKeys: Record<string, Command> = {
  f: 'find',
  e: 'export-csv',
  o: 'import-files',
  r: 'check-now',
  k: 'open-palette',
  p: 'print',
  d: 'remove',
  ',': 'show-settings',
  '1': 'show-overview',
  '2': 'show-reports',
  '3': 'show-failures',
  '4': 'show-mailboxes',
  '5': 'show-refused',
};

const shiftedKeys: Record<string, Command> = { e: 'combine', o: 'import-folder', p: 'save-pdf', d: 'ignore-reporter' };

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

/** How the keys of a command are written, `Ctrl+Shift+E` or `⇧⌘E`; '' where it has none. */
export function acceleratorOf(command: Command, isMac: boolean): string {
  if (command === 'go-back') return isMac ? '⌘[' : 'Alt+←';
  if (command === 'go-forward') return isMac ? '⌘]' : 'Alt+→';
  const keyIn = (keys: Record<string, Command>) => Object.keys(keys).find((key) => keys[key] === command);
  const [plain, shifted] = [keyIn(commandKeys), keyIn(shiftedKeys)].map((key) => key?.toUpperCase());
  if (plain !== undefined) return isMac ? `⌘${plain}` : `Ctrl+${plain}`;
  if (shifted !== undefined) return isMac ? `⇧⌘${shifted}` : `Ctrl+Shift+${shifted}`;
  return '';
}
