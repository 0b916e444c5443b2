import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { badRequest } from './errors.js';
import type { Guarded } from './guarded.js';
import { filterOf, page } from './query.js';

const day = 86_400_000;

export function reportRoutes(directory: Directory): Guarded[] {
  return [
    {
      operation: 'listDirectoryAudits',
      method: 'GET',
      path: '/v1.0/auditLogs/directoryAudits',
      answer: (ask) => {
        const filter = filterOf(ask);
        const kept = directory
          .told()
          .filter(({ activityDateTime }) => Date.parse(activityDateTime) > directory.now() - 30 * day);
        const found = kept.filter((each) => filter?.matches(each) ?? true);
        return page(ask, isForwards(ask) ? found : found.reverse(), (each) => each, { otherwise: 1000, most: 1000 });
      },
    },
  ];
}

/** Newest first, unless it is said otherwise. */
function isForwards(ask: Ask): boolean {
  const order = ask.query.get('$orderby') ?? 'activityDateTime desc';
  const found = /^activityDateTime(?: (asc|desc))?$/.exec(order);
  if (!found) throw badRequest(`Ordering by '${order}' is not supported.`);
  return found[1] !== 'desc';
}
