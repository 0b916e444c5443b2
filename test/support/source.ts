import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';

/** What a source file reaches for: the modules it names, and whether it reads the environment or the clock. */
export interface Source {
  path: string;
  imports: string[];
  readsEnvironment: boolean;
  readsClock: boolean;
}

interface Node {
  type: string;
  [key: string]: unknown;
}

export function readSources(directory: string): Source[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => posix.join(directory, name))
    .map((path) => parseSource(path, readFileSync(join(path), 'utf8')));
}

export function parseSource(path: string, text: string): Source {
  const source: Source = { path, imports: [], readsEnvironment: false, readsClock: false };
  let hasStopwatch = false;
  let hasOrigin = false;
  walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node, (node) => {
    const named = moduleOf(node);
    if (named !== undefined) source.imports.push(resolve(path, named));
    source.readsEnvironment ||= isMember(node, 'process', 'env');
    source.readsClock ||= isMember(node, 'Date', 'now') || isNow(node);
    hasStopwatch ||= isMember(node, 'performance', 'now');
    hasOrigin ||= isMember(node, 'performance', 'timeOrigin');
  });
  // A stopwatch is no clock, but with the moment it was started it is one.
  source.readsClock ||= hasStopwatch && hasOrigin;
  return source;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if ('type' in value && typeof value.type === 'string') visit(value as Node);
  for (const child of Object.values(value)) walk(child, visit);
}

/** The module that an import, a re-export, a dynamic import or an import type names. */
function moduleOf(node: Node): string | undefined {
  const { type, source, callee, argument } = node as Node &
    Record<string, { type?: string; value?: string } | undefined>;
  if (['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(type as unknown as string)) {
    return source?.value;
  }
  if ((type as unknown as string) === 'TsImportType') return argument?.value;
  if ((type as unknown as string) !== 'CallExpression' || callee?.type !== 'Import') return undefined;
  const [first] = node.arguments as { expression: { value?: string } }[];
  return first?.expression.value;
}

function isMember(node: Node, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  const left = node.object as Node;
  const right = node.property as Node;
  return left.value === object && right.value === property;
}

/** `new Date()`; with an argument it reads no clock. */
const isNow = (node: Node): boolean =>
  node.type === 'NewExpression' && (node.callee as Node).value === 'Date' && !(node.arguments as unknown[])?.length;

const resolve = (from: string, module: string): string =>
  module.startsWith('.') ? posix.join(posix.dirname(from), module).replace(/\.js$/, '.ts') : module;
