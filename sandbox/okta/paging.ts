import type { Answer, Ask } from '../http.js';
import { invalid } from './errors.js';

export const baseOf = (ask: Ask): string => `http://${ask.headers.host}`;

export function limitOf(ask: Ask, otherwise: number, most: number): number {
  const given = ask.query.get('limit');
  if (given === null) return otherwise;
  if (!/^\d+$/.test(given)) throw invalid('limit', `limit: The limit must be a number, not ${given}`);
  return Math.min(Number(given), most);
}

/** The same address with other parameters; whatever else the caller asked stays in it. */
export function link(ask: Ask, rel: 'self' | 'next', changes: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(ask.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const search = query.size > 0 ? `?${query}` : '';
  return `<${baseOf(ask)}${ask.path}${search}>; rel="${rel}"`;
}

/** One page of what is ordered by id; `after` is the id where the last page ended. */
export function page<Item extends { readonly id: string }>(
  ask: Ask,
  items: readonly Item[],
  show: (item: Item) => unknown,
  limits: { readonly otherwise: number; readonly most: number },
): Answer {
  const limit = limitOf(ask, limits.otherwise, limits.most);
  const after = ask.query.get('after');
  const start = after === null ? 0 : items.findIndex((item) => item.id === after) + 1;
  if (after !== null && start === 0) throw invalid('after', 'after: The cursor is not valid.');
  const shown = items.slice(start, start + limit);
  const isLast = start + limit >= items.length;
  const links = [link(ask, 'self', { limit: String(limit) })];
  if (!isLast && shown.length > 0) {
    links.push(link(ask, 'next', { after: shown.at(-1)?.id, limit: String(limit) }));
  }
  return { status: 200, headers: { link: links.join(', ') }, body: shown.map(show) };
}
