import { expect, test } from 'vitest';
import { engineEnvironment, engineLaunch } from '../../main/launch.ts';

test('an engine inherits what it needs of the system, and nothing that changes which code runs', () => {
  const environment = engineEnvironment({
    PATH: '/bin',
    SystemRoot: 'C:\\Windows',
    LANG: 'de_DE.UTF-8',
    TLSRPT_LOG: '1',
    TLSRPT_PASSWORD: 'hunter2',
    Tlsrpt_Password: 'hunter2',
    NODE_OPTIONS: '--require /tmp/x.js',
    ELECTRON_RUN_AS_NODE: '1',
    LD_PRELOAD: '/tmp/x.so',
    AWS_SECRET_ACCESS_KEY: 'x',
    TZ: undefined,
  });
  expect(environment).toEqual({ PATH: '/bin', SystemRoot: 'C:\\Windows', LANG: 'de_DE.UTF-8', TLSRPT_LOG: '1' });
});

test('without switches the built engine runs in Electron', () => {
  expect(engineLaunch('/data', '/app/engine.cjs', {})).toEqual({
    modulePath: '/app/engine.cjs',
    dataPath: '/data',
    nodePath: '',
    nodeArguments: [],
  });
});

test('switches name another engine, another Node and its arguments', () => {
  const switches = {
    TLSRPT_ENGINE_PATH: '/test/engine.cjs',
    TLSRPT_ENGINE_NODE: '/usr/bin/node',
    TLSRPT_ENGINE_NODE_ARGS: '--inspect  --trace-gc',
  };
  expect(engineLaunch('/data', '/app/engine.cjs', switches)).toEqual({
    modulePath: '/test/engine.cjs',
    dataPath: '/data',
    nodePath: '/usr/bin/node',
    nodeArguments: ['--inspect', '--trace-gc'],
  });
});
