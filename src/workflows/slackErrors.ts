/** Slack did not take it now; it is tried again. */
export class SlackDown extends Error {
  override readonly name = 'SlackDown';
  /** @param retryAt when Slack named a wait. */
  constructor(
    message: string,
    readonly retryAt?: Date,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Slack said no, and will say no again: a person has to act. */
export class SlackRefused extends Error {
  override readonly name = 'SlackRefused';
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** This person cannot be reached in Slack; everybody else can. */
export class SlackUnreachable extends Error {
  override readonly name = 'SlackUnreachable';
  constructor(
    readonly code: string,
    options?: { cause?: unknown },
  ) {
    super(`this person cannot be reached in Slack: ${code}`, options);
  }
}

/** What was posted is no longer there: somebody deleted it. */
export class SlackGone extends Error {
  override readonly name = 'SlackGone';
}

const unreachable = new Set([
  'channel_not_found',
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'user_disabled',
  'account_inactive',
  'cannot_dm_bot',
  'is_archived',
  'not_in_channel',
  'not_enabled',
  'messages_tab_disabled',
]);

const gone = new Set(['message_not_found', 'thread_not_found']);

/** Slack's own trouble, and what an admin can mend while the record waits: nothing may be lost over either. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'team_added_to_org',
  'not_authed',
  'invalid_auth',
  'token_expired',
  'token_revoked',
  'missing_scope',
  'org_login_required',
]);

/** One of the classes above for whatever a WebClient threw; anything else is a fault of ours and stays as it is. */
export function readSlackError(error: unknown, now: Date): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'slack_webapi_rate_limited_error': {
      const seconds = 'retryAfter' in error && typeof error.retryAfter === 'number' ? error.retryAfter : 30;
      return new SlackDown(error.message, new Date(now.getTime() + seconds * 1000), { cause: error });
    }
    case 'slack_webapi_request_error':
    case 'slack_webapi_http_error':
      return new SlackDown(error.message, undefined, { cause: error });
    case 'slack_webapi_platform_error':
      return readCode(codeOf(error), error);
  }
  return error;
}

function readCode(code: string, cause: Error): Error {
  if (passing.has(code)) return new SlackDown(cause.message, undefined, { cause });
  if (unreachable.has(code)) return new SlackUnreachable(code, { cause });
  if (gone.has(code)) return new SlackGone(cause.message, { cause });
  return new SlackRefused(code, cause.message, { cause });
}

const codeOf = (error: Error): string =>
  'data' in error &&
  typeof error.data === 'object' &&
  error.data !== null &&
  'error' in error.data &&
  typeof error.data.error === 'string'
    ? error.data.error
    : 'unknown_error';
