/** Which engine to run, and how. */
export interface EngineLaunch {
  modulePath: string;
  /** The folder of the store. */
  dataPath: string;
  /** A Node to run the engine in, instead of Electron's own; '' for none. */
  nodePath: string;
  nodeArguments: string[];
}

/**
 * Three switches for development and tests: TLSRPT_ENGINE_NODE runs the engine in this Node, with
 * TLSRPT_ENGINE_NODE_ARGS (say `--inspect`) as its arguments, and TLSRPT_ENGINE_PATH runs another engine.
 */
export function engineLaunch(dataPath: string, modulePath: string, switches: NodeJS.ProcessEnv): EngineLaunch {
  return {
    modulePath: switches['TLSRPT_ENGINE_PATH'] ?? modulePath,
    dataPath,
    nodePath: switches['TLSRPT_ENGINE_NODE'] ?? '',
    nodeArguments: (switches['TLSRPT_ENGINE_NODE_ARGS'] ?? '').split(' ').filter((argument) => argument !== ''),
  };
}

/** What an engine needs to find: the system, the person's language, certificates. */
const passedOn = new Set([
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'LC_ALL',
  'LC_TIME',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
]);

/** What `tlsrpt sync` takes a password from. The engine is told its passwords by main, each with what it is for. */
const passwordVariable = 'TLSRPT_PASSWORD';

/** The environment without passwords, and without what could change the code that runs (NODE_OPTIONS, LD_PRELOAD) or means Electron. */
export function engineEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => {
    const name = entry[0].toUpperCase();
    return entry[1] !== undefined && (passedOn.has(name) || (name.startsWith('TLSRPT_') && name !== passwordVariable));
  });
  return Object.fromEntries(entries);
}
