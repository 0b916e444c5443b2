import { badRequest } from './errors.js';

/** The part of OData's `$filter` that Graph's directory answers: comparisons, `startsWith`, `in`, `any`, and, or, not. */
export type Filter = {
  matches(record: object): boolean;
  /** Only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly isAdvanced: boolean;
};

type Test = (record: unknown) => boolean;
type Reader = { readonly tokens: readonly string[]; at: number; isAdvanced: boolean };

const words = /\s*('(?:[^']|'')*'|[\w.$:/+-]+|[(),])/y;

export function parseFilter(text: string): Filter {
  const reader: Reader = { tokens: tokensOf(text), at: 0, isAdvanced: false };
  const test = either(reader);
  if (reader.at < reader.tokens.length) throw invalid();
  return { matches: (record) => test(record), isAdvanced: reader.isAdvanced };
}

const invalid = () => badRequest('Invalid filter clause');

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  words.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = words.lastIndex) {
    words.lastIndex = at;
    const found = words.exec(text)?.[1];
    if (found === undefined) throw invalid();
    tokens.push(found);
  }
  return tokens;
}

const peek = (reader: Reader): string => reader.tokens[reader.at] ?? '';

function next(reader: Reader): string {
  const token = peek(reader);
  if (token === '') throw invalid();
  reader.at += 1;
  return token;
}

function expect(reader: Reader, token: string): void {
  if (next(reader).toLowerCase() !== token) throw invalid();
}

function either(reader: Reader): Test {
  const tests = [both(reader)];
  while (peek(reader).toLowerCase() === 'or') {
    reader.at += 1;
    tests.push(both(reader));
  }
  return (record) => tests.some((test) => test(record));
}

function both(reader: Reader): Test {
  const tests = [one(reader)];
  while (peek(reader).toLowerCase() === 'and') {
    reader.at += 1;
    tests.push(one(reader));
  }
  return (record) => tests.every((test) => test(record));
}

function one(reader: Reader): Test {
  const word = next(reader);
  const lower = word.toLowerCase();
  if (word === '(') return closed(reader, either(reader));
  if (lower === 'not') {
    reader.isAdvanced = true;
    const test = one(reader);
    return (record) => !test(record);
  }
  if (['startswith', 'endswith'].includes(lower) && peek(reader) === '(') return starting(reader, lower);
  if (word.endsWith('/any') && peek(reader) === '(') return any(reader, word.slice(0, -'/any'.length));
  return comparison(reader, word);
}

function closed(reader: Reader, test: Test): Test {
  expect(reader, ')');
  return test;
}

function starting(reader: Reader, how: string): Test {
  if (how === 'endswith') reader.isAdvanced = true;
  expect(reader, '(');
  const path = next(reader);
  expect(reader, ',');
  const wanted = String(literal(next(reader))).toLowerCase();
  expect(reader, ')');
  return (record) => {
    const text = String(valueAt(record, path) ?? '').toLowerCase();
    return how === 'startswith' ? text.startsWith(wanted) : text.endsWith(wanted);
  };
}

/** `targetResources/any(t:t/id eq '…')`, with one comparison inside. */
function any(reader: Reader, path: string): Test {
  expect(reader, '(');
  const [variable = '', beside = ''] = next(reader).split(':');
  const inside = beside === '' ? next(reader) : beside;
  if (!inside.startsWith(`${variable}/`)) throw invalid();
  const test = closed(reader, comparison(reader, inside.slice(variable.length + 1)));
  return (record) => {
    const list = valueAt(record, path);
    return Array.isArray(list) && list.some((item) => test(item));
  };
}

function comparison(reader: Reader, path: string): Test {
  const operator = next(reader).toLowerCase();
  if (operator === 'in') return listed(reader, path);
  const wanted = literal(next(reader));
  const compare = compares[operator];
  if (!compare) throw invalid();
  if (operator === 'ne') reader.isAdvanced = true;
  return (record) => compare(order(valueAt(record, path), wanted));
}

function listed(reader: Reader, path: string): Test {
  expect(reader, '(');
  const wanted = [literal(next(reader))];
  while (peek(reader) === ',') {
    reader.at += 1;
    wanted.push(literal(next(reader)));
  }
  expect(reader, ')');
  return (record) => wanted.some((each) => order(valueAt(record, path), each) === 0);
}

const compares: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (found) => found === 0,
  ne: (found) => found !== 0,
  ge: (found) => found >= 0,
  le: (found) => found <= 0,
  gt: (found) => found > 0,
  lt: (found) => found < 0,
};

const isMoment = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);

/** Texts are compared without their case, as the directory does. */
function order(found: unknown, wanted: unknown): number {
  if (isMoment(found) && isMoment(wanted)) return Date.parse(found) - Date.parse(wanted);
  const [one, other] = [String(found ?? null).toLowerCase(), String(wanted).toLowerCase()];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function literal(token: string): unknown {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  if (isMoment(token) || /^-?\d+$/.test(token)) return token;
  throw invalid();
}

const valueAt = (record: unknown, path: string): unknown =>
  path
    .split('/')
    .reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined), record);
