const names = Object.keys(process.env).filter((name) => name === 'LD_PRELOAD' || /^FAKETIME|^NO_FAKE_STAT/.test(name));

/** What a process of a clean environment needs to have the clock of the tests, which may be ahead (build/clock.mjs). */
export const clockEnvironment = Object.fromEntries(names.map((name) => [name, process.env[name]]));
