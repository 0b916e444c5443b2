import type { Answer, Ask } from '../http.js';
import { badRequest, unsupported } from './errors.js';
import { type Filter, parseFilter } from './filter.js';
import type { Known } from './records.js';

export const baseOf = (ask: Ask): string => `http://${ask.headers.host}`;

const parameters = ['$select', '$filter', '$top', '$count', '$orderby', '$search', '$skiptoken', '$expand'];

/** Graph ignores what has no $; what has one it must know. */
export function checkParameters(ask: Ask): void {
  for (const name of ask.query.keys()) {
    if (name === '$skip') throw badRequest("'$skip' is not supported by the service.");
    if (name.startsWith('$') && !parameters.includes(name)) {
      throw badRequest(`The query parameter '${name}' is not supported.`);
    }
  }
}

export const filterOf = (ask: Ask): Filter | undefined => {
  const text = ask.query.get('$filter');
  return text === null ? undefined : parseFilter(text);
};

/**
 * What is answered from an index that trails behind, and only to who says that this is well: header and `$count=true`,
 * on each page anew.
 */
export function isAdvanced(ask: Ask, filter: Filter | undefined): boolean {
  const { query } = ask;
  const isCast = /\/microsoft\.graph\.\w+$/.test(ask.path) && query.size > 0;
  const isSorted = filter !== undefined && query.has('$orderby');
  const isAsked = query.has('$search') || query.get('$count') === 'true' || isSorted || isCast || filter?.isAdvanced;
  if (!isAsked) return false;
  const isAccepted = ask.headers.consistencylevel === 'eventual' && query.get('$count') === 'true';
  if (!isAccepted) {
    throw unsupported(
      'Unsupported or invalid query filter clause specified. ConsistencyLevel: eventual and $count=true are needed.',
    );
  }
  return true;
}

/** @throws Refused when it would have to be answered from the index, and nobody said that this is well. */
export const checkConsistency = (ask: Ask, filter: Filter | undefined): void => void isAdvanced(ask, filter);

/** A record as it is told: the default properties, or those that were asked for. */
export function shown<Item extends object>(ask: Ask, item: Item, known: Known<Item>): Record<string, unknown> {
  const names = selected(ask, item, known.type) ?? (known.defaults as readonly string[]);
  const told = names.map((name) => [name, Reflect.get(item, name)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

function selected(ask: Ask, item: object, type: string): string[] | undefined {
  const names = ask.query.get('$select')?.split(',');
  const stranger = names?.find((name) => !(name in item));
  if (stranger) throw badRequest(`Could not find a property named '${stranger}' on type '${type}'.`);
  return names && [...new Set(['id', ...names])];
}

export type Sizes = { readonly otherwise: number; readonly most: number };

export function page<Item>(ask: Ask, items: readonly Item[], show: (item: Item) => unknown, sizes: Sizes): Answer {
  const size = sizeOf(ask, sizes);
  const start = startOf(ask);
  const value = items.slice(start, start + size).map(show);
  const context = `${baseOf(ask)}/v1.0/$metadata#${ask.path.split('/').slice(2).join('/')}`;
  const count = ask.query.get('$count') === 'true' && start === 0 ? { '@odata.count': items.length } : {};
  const next = start + size < items.length ? { '@odata.nextLink': nextLink(ask, start + size) } : {};
  return { status: 200, body: { '@odata.context': context, ...count, ...next, value } };
}

function sizeOf(ask: Ask, { otherwise, most }: Sizes): number {
  const given = ask.query.get('$top');
  if (given === null) return otherwise;
  const size = Number(given);
  if (!/^\d+$/.test(given) || size < 1 || size > most) {
    throw badRequest(`Invalid page size specified: '${given}'. Must be between 1 and ${most} inclusive.`);
  }
  return size;
}

function startOf(ask: Ask): number {
  const token = ask.query.get('$skiptoken');
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(start)) throw badRequest('Skip token is not valid.');
  return start;
}

/** Repeats every parameter; a header it cannot repeat. */
function nextLink(ask: Ask, start: number): string {
  const query = new URLSearchParams(ask.query);
  query.set('$skiptoken', Buffer.from(String(start)).toString('base64url'));
  return `${baseOf(ask)}${ask.path}?${query.toString().replaceAll('%24', '$')}`;
}
