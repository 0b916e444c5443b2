import type { BudgetedCall, LimitsHeard } from './budget.js';
import { tokenPath } from './oktaGate.js';
import type { AnswerHeaders } from './wire.js';

type Bucket = { readonly name: string; readonly perMinute: number; holds(method: string, path: string): boolean };

const at =
  (pattern: RegExp, method?: string): Bucket['holds'] =>
  (asked, path) =>
    pattern.test(path) && (method === undefined || method === asked);

/**
 * As Okta counts: the first that fits is the longest path. Whole orgs, requests a minute; of the plans that companies
 * have, the smaller. What an org really has, each of its answers says.
 * Source: developer.okta.com/docs/reference/rl-global-mgmt
 */
const buckets: readonly Bucket[] = [
  { name: '/oauth2/v1', perMinute: 1200, holds: (_method, path) => path === tokenPath },
  { name: 'GET /api/v1/users/{id}', perMinute: 1000, holds: at(/^\/api\/v1\/users\/[^/]+$/, 'GET') },
  { name: '/api/v1/users', perMinute: 600, holds: at(/^\/api\/v1\/users$/) },
  { name: '/api/v1/groups/{id}', perMinute: 600, holds: at(/^\/api\/v1\/groups\/(?!rules$)[^/]+$/) },
  // Members, memberships and rules too: all but a group by its id.
  { name: '/api/v1/groups', perMinute: 500, holds: at(/^\/api\/v1\/groups(\/|$)/) },
  { name: '/api/v1/logs', perMinute: 50, holds: at(/^\/api\/v1\/logs$/) },
];
const otherwise = { name: '/api/v1', perMinute: 600 };

/**
 * A token or an app may use half of each bucket, unless an admin said otherwise: that is not told in any answer.
 * Source: developer.okta.com/docs/reference/rl2-token-oauth
 */
const shareOf = (perMinute: number) => ({ units: Math.floor(perMinute / 2), seconds: 60 });

export function budgetedCall(method: string, path: string): BudgetedCall {
  const { name, perMinute } = buckets.find(({ holds }) => holds(method, path)) ?? otherwise;
  return { bucket: `okta:${name}`, cost: 1, allowance: shareOf(perMinute) };
}

/** The least that Okta gives to anybody is twenty a minute, the most some ten thousands: what is beyond is a mistake. */
const believable = { least: 10, most: 100_000 };

type Answered = {
  readonly bucket: string;
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly now: Date;
};

/** What an answer says of its bucket. */
export function limitsIn({ bucket, status, headers, now }: Answered): LimitsHeard {
  const limit = limitIn(headers);
  const closedUntil = closedIn(status, headers, now);
  return {
    bucket,
    ...(limit && { allowance: shareOf(limit) }),
    ...(closedUntil && { closedUntil }),
    ...(status === 429 && { says: 'slow down' }),
  };
}

/** Requests a minute of the whole org, where that can be believed. */
export function limitIn(headers: AnswerHeaders): number | undefined {
  const limit = numberIn(headers, 'x-rate-limit-limit');
  return limit !== undefined && limit >= believable.least && limit <= believable.most ? limit : undefined;
}

function closedIn(status: number, headers: AnswerHeaders, now: Date): Date | undefined {
  if (status === 429) return retryAt(headers, now);
  const isUsedUp = numberIn(headers, 'x-rate-limit-remaining') === 0 && !isCrowded(headers);
  const reset = resetIn(headers);
  return isUsedUp && reset && isSoon(reset, now) ? reset : undefined;
}

const minute = 60_000;

/**
 * When to ask again. Okta has no Retry-After: X-Rate-Limit-Reset is a moment in epoch seconds. Too many calls at once
 * is the same 429 with limit and remaining 0, and its reset is only a suggestion: a short wait, not the same for all.
 * Source: developer.okta.com/docs/reference/rl2-concurrency
 */
export function retryAt(headers: AnswerHeaders, now: Date): Date | undefined {
  const reset = resetIn(headers);
  if (!reset) return undefined;
  if (!isCrowded(headers) && isSoon(reset, now)) return reset;
  return new Date(now.getTime() + 1000 + Math.random() * 2000);
}

const isCrowded = (headers: AnswerHeaders): boolean =>
  numberIn(headers, 'x-rate-limit-limit') === 0 && numberIn(headers, 'x-rate-limit-remaining') === 0;

/** Windows last a minute: what is further off is a wrong clock or header, and must not put a removal off for hours. */
const isSoon = (reset: Date, now: Date): boolean =>
  reset.getTime() > now.getTime() && reset.getTime() < now.getTime() + 5 * minute;

function resetIn(headers: AnswerHeaders): Date | undefined {
  const text = headers.get('x-rate-limit-reset');
  return text === null || Number.isNaN(Number(text)) ? undefined : new Date(Number(text) * 1000);
}

function numberIn(headers: AnswerHeaders, name: string): number | undefined {
  const text = headers.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
