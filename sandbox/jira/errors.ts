import { type Answer, Refused } from '../http.js';

/** Jira says what is wrong with the whole in a list, and with a field under its name. */
export const jiraError = (
  status: number,
  messages: readonly string[],
  errors: Readonly<Record<string, string>> = {},
  headers?: Readonly<Record<string, string>>,
): Answer => ({ status, headers, body: { errorMessages: [...messages], errors: { ...errors } } });

export const refuse = (status: number, message: string): Refused => new Refused(jiraError(status, [message]));

export const refuseFields = (errors: Readonly<Record<string, string>>): Refused =>
  new Refused(jiraError(400, [], errors));

export const missingIssue = (): Refused => refuse(404, 'Issue does not exist or you do not have permission to see it.');

export const badPayload = (): Refused =>
  refuse(400, 'Invalid request payload. Refer to the REST API documentation and try again.');

export type LimitReason =
  | 'jira-per-issue-on-write'
  | 'jira-burst-based'
  | 'jira-quota-global-based'
  | 'jira-quota-tenant-based';

/** A 429 as Jira words it: seconds to wait, and the moment itself in ISO 8601. */
export function tooManyRequests(reason: LimitReason, seconds: number, limit = 100, now: number = Date.now()): Answer {
  const reset = new Date(now + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  return jiraError(
    429,
    ['Rate limit exceeded.'],
    {},
    {
      'retry-after': String(seconds),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
      'x-ratelimit-nearlimit': 'true',
      'ratelimit-reason': reason,
    },
  );
}
