#!/usr/bin/env node
import { runCommandLine } from './cli/run.ts';

// The command line under plain Node; commandline.ts runs it within the packaged app. Bundled as CommonJS, which knows
// no await out here.
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
