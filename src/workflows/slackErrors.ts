/** Slack did not take it now; it is tried again. */
export class SlackDown extends Error {
  override readonly name = 'SlackDown';
  /** When Slack named a wait. */
  readonly retryAt: Date | undefined;
  /** Whether the change may have been made although nobody told us. */
  readonly outcome: Outcome;
  constructor(message: string, { outcome, retryAt, cause }: { outcome: Outcome; retryAt?: Date; cause?: unknown }) {
    super(message, { cause });
    this.outcome = outcome;
    this.retryAt = retryAt;
  }
}

type Outcome = 'notApplied' | 'unknown';

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

/** Slack says of these that some aspect of the operation may have succeeded before the error. */
const halfWay = new Set(['internal_error', 'fatal_error']);

/** These happen before a byte of the request has left, so nothing can have been made. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether this failure proves that Slack made nothing. */
export const isSurelyUnmade = (error: unknown): boolean =>
  error instanceof SlackRefused ||
  error instanceof SlackUnreachable ||
  error instanceof SlackGone ||
  (error instanceof SlackDown && error.outcome === 'notApplied');

/** One of the classes above for whatever a WebClient threw; anything else is a fault of ours and stays as it is. */
export function readSlackError(error: unknown, now: Date): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'slack_webapi_rate_limited_error': {
      const seconds = 'retryAfter' in error && typeof error.retryAfter === 'number' ? error.retryAfter : 30;
      const retryAt = new Date(now.getTime() + seconds * 1000);
      return new SlackDown(error.message, { outcome: 'notApplied', retryAt, cause: error });
    }
    case 'slack_webapi_request_error':
      return new SlackDown(error.message, { outcome: wasSent(error) ? 'unknown' : 'notApplied', cause: error });
    case 'slack_webapi_http_error':
      return new SlackDown(error.message, { outcome: 'unknown', cause: error });
    case 'slack_webapi_platform_error':
      return readCode(codeOf(error), error);
  }
  return error;
}

function readCode(code: string, cause: Error): Error {
  if (passing.has(code))
    return new SlackDown(cause.message, { outcome: halfWay.has(code) ? 'unknown' : 'notApplied', cause });
  if (unreachable.has(code)) return new SlackUnreachable(code, { cause });
  if (gone.has(code)) return new SlackGone(cause.message, { cause });
  return new SlackRefused(code, cause.message, { cause });
}

/** Node's code stands somewhere below what the client threw: its fetch wraps it. */
function wasSent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true;
  if ('code' in error && typeof error.code === 'string' && neverSent.has(error.code)) return false;
  return !('cause' in error) || wasSent(error.cause);
}

const codeOf = (error: Error): string =>
  'data' in error &&
  typeof error.data === 'object' &&
  error.data !== null &&
  'error' in error.data &&
  typeof error.data.error === 'string'
    ? error.data.error
    : 'unknown_error';
