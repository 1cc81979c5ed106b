import { expect, test } from 'vitest';
import { pressed } from '../../renderer/keys.ts';

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
  [{ key: 'c', ctrlKey: true }, false, null],
  [{ key: 'f' }, false, null],
] as const)('%o on a Mac: %s is %s', (press, isMac, command) => {
  expect(pressed({ ...none, ...press }, isMac)).toBe(command);
});
