import type { Answer, Ask } from '../../http.js';
import { baseOf } from '../json.js';
import { refuseDesk } from './errors.js';

function numberIn(ask: Ask, name: string, otherwise: number): number {
  const text = ask.query.get(name) ?? String(otherwise);
  if (!/^\d+$/.test(text)) throw refuseDesk(400, `The parameter ${name} must be a whole number.`);
  return Number(text);
}

/** The service desk counts by `start` and `limit`, and tells no total. */
export function deskPage<Of>(ask: Ask, all: readonly Of[], shown: (one: Of) => unknown): Answer {
  const start = numberIn(ask, 'start', 0);
  const limit = Math.min(numberIn(ask, 'limit', 50), 100);
  const values = all.slice(start, start + limit).map(shown);
  const base = baseOf(ask);
  const at = `${base}${ask.path}`;
  const isLastPage = start + limit >= all.length;
  const next = isLastPage ? {} : { next: `${at}?start=${start + limit}&limit=${limit}` };
  const _links = { self: `${at}?start=${start}&limit=${limit}`, base, context: '', ...next };
  return { status: 200, body: { _expands: [], size: values.length, start, limit, isLastPage, _links, values } };
}
