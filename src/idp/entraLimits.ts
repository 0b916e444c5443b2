import type { BudgetedCall } from './budget.js';

/**
 * Graph counts resource units of an app in a tenant, by the size of the tenant: this is what the smallest one has.
 * Changes and reports have limits of their own. Source: learn.microsoft.com/graph/throttling-limits
 */
const allowances = {
  'entra:read': { units: 3500, seconds: 10 },
  'entra:write': { units: 3000, seconds: 150 },
  'entra:reports': { units: 5, seconds: 10 },
} as const;

type BucketName = keyof typeof allowances;

const withCost = (bucket: BucketName, cost: number): BudgetedCall => ({ bucket, cost, allowance: allowances[bucket] });

/** Every list of this kind costs that much; one object costs one. */
const lists: readonly (readonly [path: RegExp, units: number])[] = [
  [/\/(users|groups)$/, 2],
  [/\/(members|memberOf)$/, 3],
  [/\/checkMemberGroups$/, 4],
];

/** What one call costs. The token desk counts on its own, and documents no number. */
export function budgetedCall(method: string, url: URL): BudgetedCall {
  const { pathname, searchParams } = url;
  if (pathname.includes('/auditLogs/')) return withCost('entra:reports', 1);
  const isQuestion = method === 'GET' || pathname.endsWith('/checkMemberGroups') || pathname.endsWith('/token');
  if (!isQuestion) return withCost('entra:write', 1);
  const base = lists.find(([path]) => path.test(pathname))?.[1] ?? 1;
  const top = Number(searchParams.get('$top') ?? Number.NaN);
  const less = (searchParams.has('$select') ? 1 : 0) + (top < 20 ? 1 : 0);
  return withCost('entra:read', Math.max(1, base - less));
}
