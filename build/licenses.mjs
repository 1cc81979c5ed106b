import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file that a bundle gets beside it; electron-builder.yml puts it where people find it. */
const fileName = 'third-party-licenses.txt';

/**
 * A plugin of the bundler: code of a package is handed on only with its licence, which the bundle leaves behind.
 * @returns {import('vite').Plugin}
 */
export function licenses() {
  return {
    name: 'licenses',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const folders = chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageFolder));
      const notices = [...new Set(folders)].sort().map(notice);
      if (notices.length > 0) this.emitFile({ type: 'asset', fileName, source: notices.join(`\n${'-'.repeat(80)}\n`) });
    },
  };
}

/**
 * The folder of the package that a module is of; none for our own and the bundler's.
 * @param {string} moduleId
 */
function packageFolder(moduleId) {
  const [path = ''] = moduleId.replace('\0', '').split('?');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll('\\', '/')) ?? [];
}

/** @param {string} folder */
function notice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}: package.json names no licence`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : `By ${author?.name ?? author ?? 'its authors'}.\n`;
  return `${name} ${version}: ${license}\n\n${text}`;
}
