import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseSvelte } from 'svelte/compiler';
import ts from 'typescript';

/** A regular expression as it is written: `/…/flags`. */
export interface Pattern {
  path: string;
  literal: string;
}

export interface Patterns {
  literals: Pattern[];
  /** Files that make patterns while they run, which nothing here can see. */
  makers: string[];
}

const root = join(import.meta.dirname, '../..');

/** Every regular expression of the product's own source. */
export function sourcePatterns(): Patterns {
  const found: Patterns = { literals: [], makers: [] };
  for (const folder of ['main', 'renderer', 'shared']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (name.endsWith('.ts')) readTypeScript(path, found);
      if (name.endsWith('.svelte')) readComponent(path, found);
    }
  }
  return found;
}

function readTypeScript(path: string, found: Patterns): void {
  const text = readFileSync(join(root, path), 'utf8');
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) found.literals.push({ path, literal: node.text });
    if (ts.isIdentifier(node) && node.text === 'RegExp' && !ts.isTypeReferenceNode(node.parent))
      found.makers.push(path);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}

/** What Svelte's parser answers, script and markup alike, as far as this asks for it. */
interface EsNode {
  type?: string;
  name?: string;
  regex?: { pattern: string; flags: string };
}

function readComponent(path: string, found: Patterns): void {
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const { type, name, regex } = value as EsNode;
    if (type === 'Literal' && regex) found.literals.push({ path, literal: `/${regex.pattern}/${regex.flags}` });
    if (type === 'Identifier' && name === 'RegExp') found.makers.push(path);
    Object.values(value).forEach(visit);
  };
  visit(parseSvelte(readFileSync(join(root, path), 'utf8'), { modern: true }));
}
