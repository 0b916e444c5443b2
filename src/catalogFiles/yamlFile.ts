import { readFile } from 'node:fs/promises';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Path } from './problems.js';

/** A YAML file as a value, and the line of each of its fields. */
export type YamlFile = {
  readonly value: unknown;
  /** Problems of the YAML itself, with the line they are on; with any, `value` is not to be read. */
  readonly broken: ReadonlyArray<{ readonly line: number; readonly says: string }>;
  lineOf(path: Path): number;
};

const sizeLimit = 256 * 1024;
// Far more than a person repeats by hand, far fewer than a file made to fill the memory.
const aliasLimit = 100;
const tooManyAliases = 'repeats itself through aliases (*) beyond measure. Write the values out.';

export async function readYamlFile(path: string): Promise<YamlFile> {
  const bytes = await readFile(path);
  if (bytes.length > sizeLimit)
    return broken(1, `is larger than ${sizeLimit / 1024} KiB. Split it into smaller files.`);
  const text = decoded(bytes);
  return text === undefined ? broken(1, 'is not UTF-8 text. Save it as UTF-8.') : parse(text);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const broken = (line: number, says: string): YamlFile => ({
  value: undefined,
  broken: [{ line, says }],
  lineOf: () => line,
});

function parse(text: string): YamlFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (!document?.contents) return broken(1, 'is empty. Describe one app in it, or the policy, or remove the file.');
  const lineAt = (offset: number) => lines.linePos(offset).line || 1;
  if (second) return broken(lineAt(second.range[0]), 'starts a second document (---). Write one file an app.');
  const faults = [...document.errors, ...document.warnings].map(({ pos, code, message }) => ({
    line: lineAt(pos[0]),
    says: faultSays(code, message),
  }));
  if (faults.length === 0) faults.push(...strangeKeys(document, lineAt), ...strangeAliases(document, lineAt));
  if (faults.length > 0) return { value: undefined, broken: faults, lineOf: () => 1 };
  restoreChannels(document);
  return { ...plainValue(document), lineOf: (path) => lineAt(offsetOf(document, path)) };
}

function plainValue(document: Document.Parsed): Pick<YamlFile, 'value' | 'broken'> {
  try {
    return { value: document.toJS({ maxAliasCount: aliasLimit }), broken: [] };
  } catch {
    return broken(1, tooManyAliases);
  }
}

function faultSays(code: string, message: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'says the same key twice. Keep one of them.';
    case 'TAB_AS_INDENT':
      return 'is indented with a tab. Indent with spaces.';
    case 'TAG_RESOLVE_FAILED':
      return 'uses a tag (!). Write plain values.';
    default:
      // A nest so deep that the parser gave up.
      if (message.includes('call stack')) return 'is nested too deep. Write it flatter.';
      return `is not valid YAML: ${message.split('\n')[0]?.replace(/[.:]?$/, '.')} Mend it here or on the line before.`;
  }
}

/** Keys that are not plain words, and those that mean something to JavaScript itself. */
function strangeKeys(document: Document.Parsed, lineAt: (offset: number) => number) {
  const faults: { line: number; says: string }[] = [];
  visit(document, {
    Pair(_, { key }) {
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name === 'string' && !['__proto__', 'constructor', 'prototype'].includes(name)) return;
      const line = isNode(key) && key.range ? lineAt(key.range[0]) : 1;
      faults.push({ line, says: `has a key that cannot be one${name ? ` (${String(name)})` : ''}. Remove it.` });
    },
  });
  return faults;
}

/** Aliases of nothing; where there are more than a person writes, they are not even looked up. */
function strangeAliases(document: Document.Parsed, lineAt: (offset: number) => number) {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const lineOf = (alias: Alias | undefined) => lineAt(alias?.range?.[0] ?? 0);
  if (aliases.length > aliasLimit) return [{ line: lineOf(aliases[aliasLimit]), says: tooManyAliases }];
  return aliases
    .filter((alias) => !alias.resolve(document))
    .map((alias) => ({ line: lineOf(alias), says: 'uses an alias (*) of nothing. Write the value out.' }));
}

/**
 * YAML reads `Ask in #it-help` as "Ask in" and a comment. People write channels just so, and a sentence without its
 * channel helps nobody; a comment has a space after its #.
 */
function restoreChannels(document: Document.Parsed): void {
  const fallback: unknown = isMap(document.contents) ? document.contents.get('fallback', true) : undefined;
  if (!isScalar(fallback) || fallback.type !== 'PLAIN' || !/^[a-z0-9_-]/.test(fallback.comment ?? '')) return;
  const channel = `#${fallback.comment?.split(/\n|\s#\s/, 1)[0]?.trim()}`;
  fallback.value = fallback.value === null ? channel : `${fallback.value} ${channel}`;
}

/** Where the field stands; of one that is missing, where the thing stands that should have it. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const part of path) {
    const here = isAlias(node) ? node.resolve(document) : node;
    if (isMap(here)) {
      const pair = here.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return offset;
      if (isNode(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(here)) {
      node = here.items[Number(part)];
      if (isNode(node) && node.range) offset = node.range[0];
    } else return offset;
  }
  return offset;
}
