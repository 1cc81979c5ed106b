import { expect, test } from 'vitest';
import { refusedSwitch } from '../../main/switches.ts';

test.each([
  ['--remote-debugging-port=9222', '--remote-debugging-port'],
  ['--remote-debugging-pipe', '--remote-debugging-pipe'],
  ['-remote-debugging-port=0', '--remote-debugging-port'],
  ['/Remote-Debugging-Port=0', '--remote-debugging-port'],
  ['--inspect', '--inspect'],
  ['--inspect-brk=0.0.0.0:9229', '--inspect-brk'],
  ['--js-flags=--expose-gc', '--js-flags'],
  ['--load-extension=/tmp/x', '--load-extension'],
  ['--proxy-server=127.0.0.1:1', '--proxy-server'],
  ['--renderer-cmd-prefix=gdb', '--renderer-cmd-prefix'],
])('%s lets others drive the app, or listen to it', (argument, name) => {
  expect(refusedSwitch(['/opt/tlsrpt-desk', '--disable-gpu', argument])).toBe(name);
});

test('what a desktop starts the app with, and what a person types for the command line, is fine', () => {
  expect(refusedSwitch(['/opt/inspect/tlsrpt-desk'])).toBeNull();
  expect(refusedSwitch(['tlsrpt-desk', '--no-sandbox', '--disable-gpu', '--log-level=3', '--hidden'])).toBeNull();
  expect(refusedSwitch(['tlsrpt-desk', '--cli', '--', 'export', '--inspect', '--proxy-server'])).toBeNull();
});
