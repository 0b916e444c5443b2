import type { Answer, Ask } from '../http.js';
import type { Directory } from './directory.js';
import { invalid } from './errors.js';
import { parseExpression } from './expression.js';
import type { Guarded } from './guarded.js';
import type { LogEvent } from './log.js';
import { limitOf, link } from './paging.js';

const day = 86_400_000;
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

export function logRoutes(directory: Directory): Guarded[] {
  return [
    {
      operation: 'listLogEvents',
      method: 'GET',
      path: '/api/v1/logs',
      answer: (ask) => (isDescending(ask) ? backwards(directory, ask) : forwards(directory, ask)),
    },
  ];
}

function isDescending(ask: Ask): boolean {
  const order = ask.query.get('sortOrder') ?? 'ASCENDING';
  if (order !== 'ASCENDING' && order !== 'DESCENDING') {
    throw invalid('sortOrder', 'sortOrder: must be ASCENDING or DESCENDING');
  }
  return order === 'DESCENDING';
}

/** Without `until` it is a poll: there is always a next page, be it empty for now. */
function forwards(directory: Directory, ask: Ask): Answer {
  const { events } = directory;
  const matches = matcher(ask);
  const limit = limitOf(ask, 100, 1000);
  const { since, until } = bounds(directory, ask);
  let at = cursorOf(ask) ?? 0;
  const shown: LogEvent[] = [];
  for (; at < events.length && shown.length < limit; at += 1) {
    const event = events[at];
    const time = Date.parse(event?.published ?? '');
    if (event && time >= since && time < until && matches(event)) shown.push(event);
  }
  const hasNext = !ask.query.has('until') || at < events.length;
  return answer(ask, shown, hasNext ? at : undefined);
}

function backwards(directory: Directory, ask: Ask): Answer {
  const { events } = directory;
  const matches = matcher(ask);
  const limit = limitOf(ask, 100, 1000);
  const { since, until } = bounds(directory, ask);
  let at = cursorOf(ask) ?? events.length;
  const shown: LogEvent[] = [];
  for (; at > 0 && shown.length < limit; at -= 1) {
    const event = events[at - 1];
    const time = Date.parse(event?.published ?? '');
    if (event && time >= since && time < until && matches(event)) shown.push(event);
  }
  return answer(ask, shown, at > 0 ? at : undefined);
}

function answer(ask: Ask, shown: readonly LogEvent[], next: number | undefined): Answer {
  const links = [link(ask, 'self', {})];
  if (next !== undefined) {
    const after = Buffer.from(String(next)).toString('base64url');
    links.push(link(ask, 'next', { after, since: undefined }));
  }
  return { status: 200, headers: { link: links.join(', ') }, body: shown };
}

function cursorOf(ask: Ask): number | undefined {
  const after = ask.query.get('after');
  if (after === null) return undefined;
  const at = Number(Buffer.from(after, 'base64url').toString('utf8'));
  if (!Number.isInteger(at)) throw invalid('after', 'after: The cursor is not valid.');
  return at;
}

function bounds(directory: Directory, ask: Ask): { since: number; until: number } {
  if (ask.query.has('since') && ask.query.has('after')) {
    throw invalid('since', "since: 'since' and 'after' cannot be used together.");
  }
  const until = timeOf(ask, 'until') ?? Number.POSITIVE_INFINITY;
  const latest = Math.min(until, directory.now());
  const since = timeOf(ask, 'since') ?? (ask.query.has('after') ? 0 : latest - 7 * day);
  if (ask.query.has('since') && since < directory.now() - 180 * day) {
    throw invalid('since', 'since: The since date must be within 180 days of now.');
  }
  return { since, until };
}

function timeOf(ask: Ask, name: 'since' | 'until'): number | undefined {
  const text = ask.query.get(name);
  if (text === null) return undefined;
  if (!isoTime.test(text)) throw invalid(name, `${name}: must be an ISO 8601 time, not ${text}`);
  return Date.parse(text);
}

function matcher(ask: Ask): (event: LogEvent) => boolean {
  const filter = ask.query.get('filter');
  const fits = filter ? parseExpression(filter, 'filter') : () => true;
  const words = (ask.query.get('q') ?? '')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.length > 10 || words.some((word) => word.length > 40)) {
    throw invalid('q', 'q: at most 10 keywords of at most 40 characters');
  }
  return (event) => {
    const text = words.length > 0 ? JSON.stringify(event).toLowerCase() : '';
    return fits(event) && words.every((word) => text.includes(word));
  };
}
