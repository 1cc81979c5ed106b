import { describe, expect, test } from 'vitest';
import { commonOptions } from '../../main/cli/command.ts';
import { commands } from '../../main/cli/commands.ts';
import { errorCodes, type ErrorCode } from '../../shared/error.ts';
import { terminalText } from '../../shared/terminal-words.ts';

/** What only goes wrong between the window, main and the engine. */
const ofTheWindow = new Set<ErrorCode>([
  ...(['engine-gone', 'engine-broken', 'engine-start-timeout', 'engine-crashing', 'too-many-calls'] as const),
  ...(['query-too-costly', 'mailbox-busy', 'not-granted', 'keychain-unavailable'] as const),
]);
const codes = errorCodes.filter((code) => !ofTheWindow.has(code));

/** What is only to be seen or done in a window, or only there happens by itself. */
const windowTalk =
  /\b(settings|dialog|form|list and reload|go back|here|engine|data folder|press|click|enter (it|the)|is (tried|asked for) again)\b/i;

describe('what went wrong is said for a command line', () => {
  test.each(codes)('%s', (code) => {
    const text = terminalText(code, '');
    expect(text).not.toMatch(windowTalk);
    const options = new Set(Object.keys(Object.assign({}, commonOptions, ...commands.map(({ options }) => options))));
    for (const [, name = ''] of text.matchAll(/--([a-z-]+)/g)) expect(['help', ...options]).toContain(name);
    const names = commands.map(({ name }) => name);
    for (const [, name = ''] of text.matchAll(/`tlsrpt ([a-z]+)/g)) expect(names).toContain(name);
  });

  test('a detail is quoted on the same line, without what could write to the terminal', () => {
    const text = terminalText('file-not-found', 'a\u001b[2J\u202e\u2028\nb');
    expect(text).toContain('(a [2J   b)');
  });
});
