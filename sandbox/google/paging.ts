import type { Answer, Ask } from '../http.js';
import { invalid } from './errors.js';
import { marked } from './records.js';

type Listing<Item> = {
  readonly kind: string;
  /** What the list is called in the answer: left out where there is nothing in it. */
  readonly as: string;
  readonly otherwise: number;
  readonly most: number;
  readonly show: (item: Item) => unknown;
};

/** One page; the token is opaque, and worth something for the same question only. */
export function page<Item>(ask: Ask, items: readonly Item[], listing: Listing<Item>): Answer {
  const { kind, as, show } = listing;
  const size = sizeOf(ask, listing);
  const start = placeOf(ask);
  const shown = items.slice(start, start + size).map(show);
  const isLast = start + size >= items.length;
  const nextPageToken = Buffer.from(JSON.stringify([start + size, questionOf(ask)])).toString('base64url');
  const body = { kind, ...(shown.length > 0 && { [as]: shown }), ...(!isLast && { nextPageToken }) };
  return { status: 200, body: marked(body) };
}

function sizeOf(ask: Ask, { otherwise, most }: { readonly otherwise: number; readonly most: number }): number {
  const given = ask.query.get('maxResults');
  if (given === null) return otherwise;
  if (!/^[1-9]\d*$/.test(given)) throw invalid('maxResults');
  return Math.min(Number(given), most);
}

/** All that was asked but the place. */
function questionOf(ask: Ask): string {
  const query = new URLSearchParams(ask.query);
  query.delete('pageToken');
  query.sort();
  return `${ask.path}?${query}`;
}

function placeOf(ask: Ask): number {
  const token = ask.query.get('pageToken');
  if (token === null) return 0;
  try {
    const [start, question] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Number.isInteger(start) && question === questionOf(ask)) return start;
  } catch {
    // What is no token of ours is refused as one of another question is.
  }
  throw invalid('pageToken');
}
