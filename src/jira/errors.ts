/** No answer, or one that says nothing for good: tried again, later. */
export class JiraDown extends Error {
  /** When Jira names a moment. */
  readonly retryAt: Date | undefined;
  /** Whether the change may have been made although nobody told us. */
  readonly outcome: 'notApplied' | 'unknown';
  /** The credential is good, but not for this: until somebody gives it more, Jira says the same. */
  readonly lacks: 'scope' | undefined;

  constructor(
    message: string,
    facts: {
      readonly retryAt?: Date;
      readonly outcome: 'notApplied' | 'unknown';
      readonly lacks?: 'scope';
    },
  ) {
    super(message);
    this.name = 'JiraDown';
    this.lacks = facts.lacks;
    this.retryAt = facts.retryAt;
    this.outcome = facts.outcome;
  }
}

/** Jira says no, and would say it again: nothing was changed. */
export class JiraRefused extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** Jira's words, by field. */
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'JiraRefused';
  }
}

/** What is known of a call that failed. Headers are in lower case. */
export type Failure = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Node's or the HTTP client's, when no answer came. */
  readonly code?: string;
};

export type Attempt = {
  /** As `create the issue`. */
  readonly what: string;
  readonly project: string;
  readonly email: string;
  readonly timeout: number;
  readonly now: Date;
};

/**
 * The error to throw. The client's own error is not kept as its cause: it holds the whole request, the credential in it.
 */
export function classed(failure: Failure, attempt: Attempt): JiraDown | JiraRefused {
  const { status } = failure;
  if (status === undefined) return unheard(failure, attempt);
  const said = wordsOf(failure.body);
  if (status === 401 && /\bscope\b/i.test(said.text))
    return new JiraDown(scopeLacking(attempt), { outcome: 'notApplied', lacks: 'scope' });
  if (status === 401) return new JiraDown(`${credentialRefused(attempt)}`, { outcome: 'notApplied' });
  if (status === 429) return tooMany(failure, attempt);
  if (isFromElsewhere(failure.body) || status >= 500 || status < 400 || status === 408 || status === 409) {
    const answered = said.text ? `${status}: ${said.text}` : String(status);
    return new JiraDown(`Jira could not ${attempt.what} (${answered}).`, {
      outcome: 'unknown',
      retryAt: waitOf(failure.headers ?? {}, attempt.now),
    });
  }
  const why = said.text || `it answered ${status} without a word`;
  return new JiraRefused(
    `Jira refused to ${attempt.what}: ${why}${remedy(said, status, attempt)}`,
    status,
    said.fields,
  );
}

/** These happen before a byte of the request has left, so nothing can have been made. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function unheard({ code = 'unknown' }: Failure, { what, timeout }: Attempt): JiraDown {
  const isLate = code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT';
  const why = isLate ? `no answer within ${timeout / 1000} s` : code;
  return new JiraDown(`Jira cannot be reached to ${what} (${why}).`, {
    outcome: neverSent.has(code) ? 'notApplied' : 'unknown',
  });
}

// An expired token is mended in a minute, and until then no comment may be lost: so this is "down", not "refused".
const credentialRefused = ({ what, email }: Attempt): string =>
  `Jira does not accept the credential of ${email}, so Latchkey could not ${what}. Check JIRA_EMAIL and JIRA_API_TOKEN ` +
  '(a token lasts a year at most; a scoped one works only with JIRA_BASE_URL=https://api.atlassian.com/ex/jira/<cloud id>).';

const scopeLacking = ({ what, email }: Attempt): string =>
  `Jira says that the token of ${email} lacks a scope, so Latchkey could not ${what}. docs/jira.md lists those it needs ` +
  '(and a scoped token works only with JIRA_BASE_URL=https://api.atlassian.com/ex/jira/<cloud id>).';

/** Jira knows who we are, and does not let us: asked again it says the same, until somebody changes that. */
export const isNotAllowed = (error: unknown): boolean =>
  (error instanceof JiraRefused && error.status === 403) || (error instanceof JiraDown && error.lacks === 'scope');

function tooMany({ headers = {} }: Failure, { what, now }: Attempt): JiraDown {
  const reason = String(headers['ratelimit-reason'] ?? 'too many requests');
  const isQuota = reason.startsWith('jira-quota');
  const retryAt = waitOf(headers, now) ?? (isQuota ? nextHour(now) : undefined);
  return new JiraDown(`Jira asks to wait before it will ${what} (429, ${reason}).`, { retryAt, outcome: 'notApplied' });
}

/** The points of an hour are spent: until it turns, everything is refused, whoever asks. */
export const isQuotaSpent = ({ status, headers = {} }: Failure): boolean =>
  status === 429 && String(headers['ratelimit-reason'] ?? '').startsWith('jira-quota');

function waitOf(headers: Readonly<Record<string, unknown>>, now: Date): Date | undefined {
  const after = String(headers['retry-after'] ?? '').trim();
  if (/^\d+$/.test(after)) return new Date(now.getTime() + Number(after) * 1000);
  return [after, String(headers['x-ratelimit-reset'] ?? '')].map(momentOf).find((moment) => moment && moment > now);
}

function momentOf(words: string): Date | undefined {
  const moment = new Date(words);
  return words === '' || Number.isNaN(moment.getTime()) ? undefined : moment;
}

const hour = 3_600_000;
const nextHour = (now: Date): Date => new Date((Math.floor(now.getTime() / hour) + 1) * hour);

/** A page of HTML is not from Jira's API: a proxy, a firewall or a suspended site stands in front of it. */
export const isFromElsewhere = (body: unknown): boolean => typeof body === 'string' && body.trimStart().startsWith('<');

type Said = { readonly text: string; readonly fields: Readonly<Record<string, string>> };
const longestWords = 500;

/** Jira's own words: those about the whole, then those about a field. */
function wordsOf(body: unknown): Said {
  if (typeof body !== 'object' || body === null) return { text: '', fields: {} };
  const { errorMessages, errors, errorMessage, message } = body as Readonly<Record<string, unknown>>;
  const about = typeof errors === 'object' && errors !== null ? Object.entries(errors) : [];
  const fields = Object.fromEntries(about.map(([field, words]) => [field, String(words)]));
  const whole = [...(Array.isArray(errorMessages) ? errorMessages : []), errorMessage, message];
  const texts = [
    ...whole.filter((words) => typeof words === 'string' && words !== ''),
    ...Object.entries(fields).map(([field, words]) => `${field}: ${words}`),
  ];
  return { text: texts.join('; ').slice(0, longestWords), fields };
}

function remedy({ fields }: Said, status: number, { project, email, what }: Attempt): string {
  const remedies = Object.keys(fields).map((field) => {
    if (field === 'project') return `Check JIRA_PROJECT (${project}) and that ${email} may create issues in it.`;
    if (field === 'issuetype') return `Name an issue type that the project ${project} has.`;
    return `Put the field ${field} on the create screen of project ${project}, or make it optional there.`;
  });
  if (what === 'raise the request') {
    return `. Check JIRA_SERVICE_DESK and JIRA_REQUEST_TYPE, that ${email} is an agent there, and jira.yaml for what the request type insists on.`;
  }
  if (what !== 'create the issue') return '.';
  if (remedies.length > 0) return `. ${remedies.join(' ')}`;
  return status === 403 || status === 404 ? `. Let ${email} browse and create issues in project ${project}.` : '.';
}
