import { expect, test } from 'vitest';
import { commands } from '../../shared/shell.ts';
import { acceleratorOf, pressed } from '../../renderer/keys.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  [{ key: 'f', ctrlKey: true }, false, 'find'],
  [{ key: 'F', ctrlKey: true }, false, 'find'],
  [{ key: 'e', metaKey: true }, true, 'export-csv'],
  [{ key: 'e', ctrlKey: true }, true, null],
  [{ key: 'ArrowLeft', altKey: true }, false, 'go-back'],
  [{ key: 'ArrowLeft', altKey: true }, true, null],
  [{ key: ']', metaKey: true }, true, 'go-forward'],
  [{ key: 'r', ctrlKey: true, shiftKey: true }, false, null],
  [{ key: 'O', ctrlKey: true, shiftKey: true }, false, 'import-folder'],
  [{ key: 'e', metaKey: true, shiftKey: true }, true, 'combine'],
  [{ key: ',', ctrlKey: true }, false, 'show-settings'],
  [{ key: 'k', ctrlKey: true }, false, 'open-palette'],
  [{ key: '1', ctrlKey: true }, false, 'show-overview'],
  [{ key: '5', metaKey: true }, true, 'show-refused'],
  [{ key: 'p', ctrlKey: true }, false, 'print'],
  [{ key: 'P', ctrlKey: true, shiftKey: true }, false, 'save-pdf'],
  [{ key: 'c', ctrlKey: true }, false, null],
  [{ key: 'f' }, false, null],
] as const)('%o on a Mac: %s is %s', (press, isMac, command) => {
  expect(pressed({ ...none, ...press }, isMac)).toBe(command);
});

/** The keys as a person would press them who reads how they are written. */
function pressOf(written: string): Partial<typeof none> & { key: string } {
  const key = written.replace(/^(Ctrl\+|Shift\+|Alt\+|⇧|⌘)+/, '');
  return {
    key: { '←': 'ArrowLeft', '→': 'ArrowRight' }[key] ?? key,
    ctrlKey: written.includes('Ctrl+'),
    metaKey: written.includes('⌘'),
    altKey: written.includes('Alt+'),
    shiftKey: /Shift|⇧/.test(written),
  };
}

test.each([true, false])('the keys that are shown for a command are the ones that work (on a Mac: %s)', (isMac) => {
  const written = commands.map((command) => [command, acceleratorOf(command, isMac)] as const);
  expect(written.filter(([, keys]) => keys === '').map(([command]) => command)).toEqual(['show-about']);
  for (const [command, keys] of written.filter(([, each]) => each !== ''))
    expect(pressed({ ...none, ...pressOf(keys) }, isMac), keys).toBe(command);
});
