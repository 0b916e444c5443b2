import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { badRequest, invalid } from './errors.js';
import { activityJson, type Happening } from './events.js';
import type { Guarded } from './guarded.js';
import { page } from './paging.js';

const day = 86_400_000;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})$/;

/** How late the log is, in milliseconds. */
export type Lag = { ms: number };

export function reportRoutes(directory: Directory, lag: Lag): Guarded[] {
  return [
    {
      operation: 'reports.activities.list',
      method: 'GET',
      path: '/admin/reports/v1/activity/users/{userKey}/applications/{applicationName}',
      answer: (ask) => {
        const listing = {
          kind: 'admin#reports#activities',
          as: 'items',
          otherwise: 1000,
          most: 1000,
          show: activityJson,
        };
        return page(ask, chosen(directory, lag, ask), listing);
      },
    },
  ];
}

/** The newest first. */
function chosen(directory: Directory, lag: Lag, ask: Ask): Happening[] {
  const { userKey, applicationName } = ask.params;
  const now = directory.now();
  const [since, until] = [momentOf(ask, 'startTime') ?? 0, momentOf(ask, 'endTime') ?? now];
  if (since >= until || since > now) throw badRequest();
  const eventName = ask.query.get('eventName');
  const isMeant = ({ at, application, name, actor }: Happening) =>
    application === applicationName &&
    (userKey === 'all' || userKey === actor.email || userKey === actor.profileId) &&
    (eventName === null || eventName === name) &&
    at >= Math.max(since, now - 180 * day) &&
    at <= Math.min(until, now - lag.ms);
  return directory.happenings.filter(isMeant).reverse();
}

function momentOf(ask: Ask, name: 'startTime' | 'endTime'): number | undefined {
  const text = ask.query.get(name);
  if (text === null) return undefined;
  if (!time.test(text)) throw invalid(name);
  return Date.parse(text);
}
