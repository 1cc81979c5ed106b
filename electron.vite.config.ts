import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { licenses } from './build/licenses.mjs';

// main and preload also run on the Electron 25 stand-in of build/runtime.mjs; the engine needs Node 24. Bundled is all
// but what package.json has as `dependencies`: that is packaged as it is, with all its files.
export default defineConfig({
  main: {
    build: {
      target: 'node18',
      externalizeDeps: true,
      rollupOptions: {
        input: {
          index: 'main/index.ts',
          engine: 'main/engine/index.ts',
          queryworker: 'main/engine/queryworker.ts',
          readworker: 'main/engine/readworker.ts',
          cli: 'main/cli.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
    plugins: [licenses()],
  },
  preload: {
    build: {
      target: 'node18',
      rollupOptions: {
        input: { preload: 'main/preload.ts' },
        // A sandboxed preload can be neither an ES module nor split.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      target: 'chrome114',
      minify: true,
      rollupOptions: { input: 'renderer/index.html' },
    },
    plugins: [svelte({ configFile: '../svelte.config.js' }), licenses()],
  },
});
