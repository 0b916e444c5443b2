import { invalid } from './errors.js';

/**
 * Okta's filter language, as `search` and `filter` take it:
 * `profile.email eq "ana@acme.example.com" and (status eq "ACTIVE" or status eq "STAGED")`.
 */
export type Test = (record: unknown) => boolean;

type Token = { readonly kind: 'word' | 'text' | 'open' | 'close'; readonly value: string };

const operators = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le'] as const;
type Operator = (typeof operators)[number];

/** `properties`, when given, are the only ones that may be asked about. */
export function parseExpression(source: string, parameter: string, properties?: readonly string[]): Test {
  const tokens = tokenize(source, parameter);
  let at = 0;
  const fail = () => invalid(parameter, `Invalid ${parameter} expression: ${source}`);

  const take = (kind: Token['kind']): string => {
    const token = tokens[at++];
    if (token?.kind !== kind) throw fail();
    return token.value;
  };
  const nextIs = (word: string) => tokens[at]?.kind === 'word' && tokens[at]?.value.toLowerCase() === word;

  const either = (): Test => {
    const tests = [both()];
    while (nextIs('or')) {
      at += 1;
      tests.push(both());
    }
    return (record) => tests.some((test) => test(record));
  };
  const both = (): Test => {
    const tests = [one()];
    while (nextIs('and')) {
      at += 1;
      tests.push(one());
    }
    return (record) => tests.every((test) => test(record));
  };
  const one = (): Test => {
    if (tokens[at]?.kind === 'open') {
      at += 1;
      const inner = either();
      take('close');
      return inner;
    }
    const path = take('word');
    if (properties && !properties.includes(path)) throw invalid(parameter, `Invalid filter property: ${path}`);
    const operator = take('word').toLowerCase();
    if (operator === 'pr') return (record) => valuesAt(record, path).some((value) => value != null && value !== '');
    if (!isOperator(operator)) throw fail();
    const token = tokens[at++];
    if (token?.kind !== 'text' && token?.kind !== 'word') throw fail();
    return comparison(path, operator, token.value);
  };

  const test = either();
  if (at !== tokens.length) throw fail();
  return test;
}

function tokenize(source: string, parameter: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))/gy;
  while (pattern.lastIndex < source.trimEnd().length) {
    const match = pattern.exec(source);
    if (!match) throw invalid(parameter, `Invalid ${parameter} expression: ${source}`);
    const [, open, close, text, word] = match;
    if (open) tokens.push({ kind: 'open', value: open });
    else if (close) tokens.push({ kind: 'close', value: close });
    else if (text !== undefined) tokens.push({ kind: 'text', value: text.replace(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', value: word ?? '' });
  }
  return tokens;
}

const isOperator = (word: string): word is Operator => operators.some((operator) => operator === word);

function comparison(path: string, operator: Operator, expected: string): Test {
  const want = expected.toLowerCase();
  return (record) =>
    valuesAt(record, path).some((value) => value != null && compare(String(value).toLowerCase(), operator, want));
}

function compare(value: string, operator: Operator, want: string): boolean {
  switch (operator) {
    case 'eq':
      return value === want;
    case 'ne':
      return value !== want;
    case 'sw':
      return value.startsWith(want);
    case 'ew':
      return value.endsWith(want);
    case 'co':
      return value.includes(want);
    case 'gt':
      return value > want;
    case 'ge':
      return value >= want;
    case 'lt':
      return value < want;
    case 'le':
      return value <= want;
  }
}

/** `target.id` looks into each element of a list. */
export function valuesAt(record: unknown, path: string): unknown[] {
  let values: unknown[] = [record];
  for (const step of path.split('.')) {
    values = values
      .flatMap((value) => (Array.isArray(value) ? value : [value]))
      .map((value) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined));
  }
  return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
}
