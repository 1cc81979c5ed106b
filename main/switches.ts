/**
 * Switches of Chromium and Node by which another program of this computer could drive the page or the app, put code of
 * its own into them, or take the page's protection away. Whoever may use them on a window is given its passwords.
 */
const names = new Set([
  'debug',
  'debug-brk',
  'debug-port',
  'remote-allow-origins',
  'js-flags',
  'load-extension',
  'disable-extensions-except',
  'browser-subprocess-path',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'zygote-cmd-prefix',
  'gpu-launcher',
  'disable-web-security',
  'allow-file-access-from-files',
  'proxy-server',
  'proxy-pac-url',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
]);
const beginnings = ['remote-debugging-', 'inspect'];

/** The first such switch among the arguments of the app, as `--name`; null where there is none. */
export function refusedSwitch(argv: string[]): string | null {
  // What follows `--` Chromium takes for words of the app's.
  const end = argv.indexOf('--');
  const given = argv.slice(1, end === -1 ? undefined : end).map(switchName);
  const found = given.find((name) => names.has(name) || beginnings.some((beginning) => name.startsWith(beginning)));
  return found === undefined ? null : `--${found}`;
}

/** Chromium knows them by one dash, too, and by a slash on Windows. */
function switchName(argument: string): string {
  const [, name = ''] = /^(?:--?|\/)([^=]+)/.exec(argument) ?? [];
  return name.toLowerCase();
}
