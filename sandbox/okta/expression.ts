import { invalid } from './errors.js';

/**
 * Okta's filter language, as `search` and `filter` take it:
 * `profile.email eq "ana@acme.example.com" and (status eq "ACTIVE" or status eq "STAGED")`.
 */
export type Test = (record: unknown) => boolean;

type Token = { readonly text: string; readonly isQuoted: boolean };

const operators = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le'] as const;
type Operator = (typeof operators)[number];

/** `properties`, when given, are the only ones that may be asked about. */
export function parseExpression(source: string, parameter: string, properties?: readonly string[]): Test {
  const reader = new Reader(tokenize(source, parameter), source, parameter, properties);
  const test = reader.either();
  if (!reader.isAtEnd) throw reader.fail();
  return test;
}

class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: string,
    private readonly parameter: string,
    private readonly properties: readonly string[] | undefined,
  ) {}

  get isAtEnd(): boolean {
    return this.#at >= this.tokens.length;
  }

  fail() {
    return invalid(this.parameter, `Invalid ${this.parameter} expression: ${this.source}`);
  }

  either(): Test {
    const tests = [this.#both()];
    while (this.#skip('or')) tests.push(this.#both());
    return (record) => tests.some((test) => test(record));
  }

  #both(): Test {
    const tests = [this.#one()];
    while (this.#skip('and')) tests.push(this.#one());
    return (record) => tests.every((test) => test(record));
  }

  #one(): Test {
    if (this.#skip('(')) {
      const inner = this.either();
      if (!this.#skip(')')) throw this.fail();
      return inner;
    }
    const path = this.#take();
    if (this.properties && !this.properties.includes(path)) {
      throw invalid(this.parameter, `Invalid filter property: ${path}`);
    }
    const operator = this.#take().toLowerCase();
    if (operator === 'pr') return (record) => valuesAt(record, path).some((value) => value != null && value !== '');
    if (!isOperator(operator)) throw this.fail();
    return comparison(path, operator, this.#take());
  }

  #skip(word: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.isQuoted !== false || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #take(): string {
    const token = this.tokens[this.#at++];
    if (!token || (!token.isQuoted && /[()]/.test(token.text))) throw this.fail();
    return token.text;
  }
}

function tokenize(source: string, parameter: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/gy;
  while (pattern.lastIndex < source.trimEnd().length) {
    const match = pattern.exec(source);
    if (!match) throw invalid(parameter, `Invalid ${parameter} expression: ${source}`);
    const [, quoted, bracket, word] = match;
    if (quoted !== undefined) tokens.push({ text: quoted.replace(/\\(.)/g, '$1'), isQuoted: true });
    else tokens.push({ text: bracket ?? word ?? '', isQuoted: false });
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
