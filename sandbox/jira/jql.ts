import { isAdf, plainText } from './adf.js';
import type { FieldOption } from './customFields.js';
import { refuse } from './errors.js';
import { showValue } from './fieldValues.js';
import type { Issue, Tracker } from './tracker.js';

/** The part of JQL that a bot needs: `project = ACC AND labels = "x" AND created >= "2026-11-21" ORDER BY created DESC`. */
export type Query = { readonly test: (issue: Issue) => boolean; readonly order: readonly Order[] };
type Order = { readonly field: 'created' | 'updated' | 'key'; readonly direction: 1 | -1 };

type Token = { readonly text: string; readonly isQuoted: boolean };
type Test = (issue: Issue) => boolean;

const operators = ['=', '!=', '>=', '<=', '>', '<', '~', '!~', 'in', 'not in', 'is', 'is not'] as const;
type Operator = (typeof operators)[number];

const wrong = (why: string) => refuse(400, `Error in the JQL Query: ${why}`);

export function parseJql(jql: string, tracker: Tracker): Query {
  const reader = new Reader(tokenize(jql), tracker);
  if (reader.isAtEnd || reader.isNext('order')) {
    throw refuse(400, 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  }
  const query = { test: reader.either(), order: reader.orders() };
  if (!reader.isAtEnd) throw wrong(`Expecting 'OR' or 'AND' but got '${reader.take('more').text}'.`);
  return query;
}

class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly tracker: Tracker,
  ) {}

  get isAtEnd(): boolean {
    return this.#at >= this.tokens.length;
  }

  isNext(word: string): boolean {
    const token = this.tokens[this.#at];
    return token?.isQuoted === false && token.text.toLowerCase() === word;
  }

  skip(word: string): boolean {
    if (!this.isNext(word)) return false;
    this.#at += 1;
    return true;
  }

  need(word: string): void {
    if (!this.skip(word)) throw wrong(`Expecting '${word}'.`);
  }

  take(what: string): Token {
    const token = this.tokens[this.#at++];
    if (!token) throw wrong(`Expecting ${what} before the end of the query.`);
    return token;
  }

  either(): Test {
    const tests = [this.#both()];
    while (this.skip('or')) tests.push(this.#both());
    return (issue) => tests.some((test) => test(issue));
  }

  #both(): Test {
    const tests = [this.#one()];
    while (this.skip('and')) tests.push(this.#one());
    return (issue) => tests.every((test) => test(issue));
  }

  #one(): Test {
    if (this.skip('not')) {
      const test = this.#one();
      return (issue) => !test(issue);
    }
    if (this.skip('(')) {
      const test = this.either();
      this.need(')');
      return test;
    }
    const field = this.take('a field').text;
    const operator = this.#operator();
    return clause(this.tracker, field, operator, this.#values(operator));
  }

  #operator(): Operator {
    const first = this.take('an operator').text.toLowerCase();
    const isTwoWords = (first === 'not' && this.isNext('in')) || (first === 'is' && this.isNext('not'));
    const text = isTwoWords ? `${first} ${this.take('an operator').text.toLowerCase()}` : first;
    const operator = operators.find((each) => each === text);
    if (!operator) throw wrong(`Expecting operator but got '${text}'.`);
    return operator;
  }

  #values(operator: Operator): string[] {
    if (operator !== 'in' && operator !== 'not in') return [this.take('a value').text];
    this.need('(');
    const list = [this.take('a value').text];
    while (this.skip(',')) list.push(this.take('a value').text);
    this.need(')');
    return list;
  }

  orders(): Order[] {
    if (!this.skip('order')) return [];
    this.need('by');
    const list = [this.#order()];
    while (this.skip(',')) list.push(this.#order());
    return list;
  }

  #order(): Order {
    const name = this.take('a field').text;
    const field = ordered.get(name.toLowerCase());
    if (!field) throw noField(name);
    if (this.skip('desc')) return { field, direction: -1 };
    this.skip('asc');
    return { field, direction: 1 };
  }
}

const ordered = new Map<string, Order['field']>([
  ['created', 'created'],
  ['updated', 'updated'],
  ['key', 'key'],
  ['issuekey', 'key'],
]);

const noField = (name: string) =>
  refuse(400, `Field '${name}' does not exist or you do not have permission to view it.`);

function tokenize(jql: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|>=|<=|!~|[=<>~(),])|([^\s"'=<>~!(),]+))/gy;
  while (pattern.lastIndex < jql.trimEnd().length) {
    const match = pattern.exec(jql);
    if (!match) throw wrong(`The character at ${pattern.lastIndex} is not expected.`);
    const [, double, single, sign, word] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ text: quoted.replace(/\\(.)/g, '$1'), isQuoted: true });
    else tokens.push({ text: sign ?? word ?? '', isQuoted: false });
  }
  return tokens;
}

function clause(tracker: Tracker, field: string, operator: Operator, values: readonly string[]): Test {
  const name = field.toLowerCase();
  if (name === 'created' || name === 'updated') return time(tracker, name, operator, values[0] ?? '');
  return among(read(tracker, name, field, values), operator, values);
}

/** What the field of an issue holds; refuses values that cannot exist. */
function read(tracker: Tracker, name: string, field: string, values: readonly string[]): (issue: Issue) => string[] {
  switch (name) {
    case 'project': {
      const known = [tracker.projectKey, tracker.projectId].map((each) => each.toLowerCase());
      const unknown = values.find((value) => !known.includes(value.toLowerCase()));
      if (unknown !== undefined) throw refuse(400, `The value '${unknown}' does not exist for the field 'project'.`);
      return () => [tracker.projectKey, tracker.projectId];
    }
    case 'key':
    case 'issuekey':
    case 'issue':
    case 'id': {
      const gone = values.find((value) => !tracker.find(value));
      if (gone !== undefined) throw refuse(400, `An issue with key '${gone}' does not exist for field '${field}'.`);
      return (issue) => [issue.key, issue.id];
    }
    case 'labels':
      return (issue) => issue.labels;
    case 'summary':
      return (issue) => [issue.summary];
    case 'status':
      return (issue) => [issue.status];
    case 'statuscategory':
      return (issue) => {
        const { category } = tracker.statusOf(issue);
        return [category, { new: 'To Do', indeterminate: 'In Progress', done: 'Done' }[category]];
      };
    case 'reporter':
      return (issue) => [issue.reporter];
    case 'creator':
      return (issue) => [issue.creator];
    // Not a union: a field's name is whatever the caller wrote.
    default:
      return readCustom(tracker, field);
  }
}

/** By `cf[10051]`, `customfield_10051` or the field's name, and by the words of a choice. */
function readCustom(tracker: Tracker, name: string): (issue: Issue) => string[] {
  const field = tracker.fields.find(name);
  if (!field) throw noField(name);
  const shown = { option: ({ value }: FieldOption) => value, person: (accountId: string) => accountId };
  return (issue) => {
    const value = showValue(field, issue.others[field.id], shown);
    if (value === null) return [];
    return (Array.isArray(value) ? value : [value]).map((each) => (isAdf(each) ? plainText(each) : String(each)));
  };
}

function among(valuesOf: (issue: Issue) => string[], operator: Operator, values: readonly string[]): Test {
  const wanted = values.map((value) => value.toLowerCase());
  const has = (issue: Issue) => valuesOf(issue).some((value) => wanted.includes(value.toLowerCase()));
  const mentions = (issue: Issue) =>
    valuesOf(issue).some((value) => wanted.every((word) => value.toLowerCase().includes(word)));
  switch (operator) {
    case '=':
    case 'in':
      return has;
    case '!=':
    case 'not in':
      return (issue) => !has(issue);
    case '~':
      return mentions;
    case '!~':
      return (issue) => !mentions(issue);
    case 'is':
      return (issue) => valuesOf(issue).length === 0;
    case 'is not':
      return (issue) => valuesOf(issue).length > 0;
    case '>':
    case '<':
    case '>=':
    case '<=':
      throw wrong(`The operator '${operator}' is not supported by this field.`);
  }
}

const periods: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Dates are read in the caller's zone, which is UTC here, and have no seconds. */
function time(tracker: Tracker, field: 'created' | 'updated', operator: Operator, value: string): Test {
  const period = /^([+-]?\d+)([wdhm])$/.exec(value);
  const date = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(value);
  if (!period && !date) {
    throw refuse(
      400,
      `Date value '${value}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  }
  const [, year, month, day, hour = '0', minute = '0'] = date ?? [];
  const moment = period
    ? tracker.now() + Number(period[1]) * (periods[period[2] ?? ''] ?? 0)
    : Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  if (operator === '>=') return (issue) => issue[field] >= moment;
  if (operator === '<=') return (issue) => issue[field] <= moment;
  if (operator === '>') return (issue) => issue[field] > moment;
  if (operator === '<') return (issue) => issue[field] < moment;
  if (operator === '=') return (issue) => issue[field] === moment;
  throw wrong(`The operator '${operator}' is not supported by the '${field}' field.`);
}
