import { GroupGone, PersonGone, ProviderDown, ProviderRefused } from './port.js';
import { type AnswerHeaders, fieldsOf, NoAnswer, readObject } from './wire.js';

/** An answer of Google's that is not a yes. It holds nothing of the request, so no credential can travel with it. */
export class GoogleAnswer extends Error {
  override readonly name = 'GoogleAnswer';
  constructor(
    readonly status: number,
    /** Google's own word for it, such as `notFound`; empty when it said none. */
    readonly reason: string,
    /** Google's own sentence. */
    readonly summary: string,
    readonly headers: AnswerHeaders,
  ) {
    super(`HTTP ${status} ${reason}`);
  }
}

/** The token desk said no. `reason` is OAuth's word: `unauthorized_client` where a scope is not authorised. */
export class TokenDenied extends ProviderDown {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super('google', message);
  }
}

/** No by Google itself, and not by our own gate: what it means for a group is for the caller to say. */
export class GoogleRefused extends ProviderRefused {
  constructor(says: string) {
    super('google', says);
  }
}

/** A 404 about a member: perhaps the person, perhaps only the membership. The caller reads back. */
export class SomethingMissing extends ProviderDown {}

/** Not for us, or not of this company: Google says both in the same words where it does not know a domain. */
export class NotOurs extends GoogleRefused {}

/** 409 duplicate: a member already, or invited and not yet in. */
export class SaidToBeIn extends GoogleRefused {}

/** conditionNotMet: nothing was changed, and often because there was nothing to change. */
export class NothingChanged extends GoogleRefused {}

/** 400 about a member's key: somebody whom Google cannot look through other groups for. */
export class CannotLookThrough extends GoogleRefused {}

/** 409 conflict: another change of the same membership is on its way, and this one may come late. */
export class MayComeLate extends ProviderDown {}

/**
 * Google's error envelope {error: {code, message, errors: [{reason, message}]}}; newer parts say the reason in details.
 * Source: developers.google.com/workspace/admin/directory/v1/limits and /guides/troubleshoot-error-codes
 */
export function googleAnswer(status: number, text: string, headers: AnswerHeaders): GoogleAnswer {
  const error = fieldsOf(readObject(text).error);
  const parts = [error.errors, error.details].flatMap((list) => (Array.isArray(list) ? list.map(fieldsOf) : []));
  const reason = parts.map((part) => part.reason).find((one) => typeof one === 'string');
  const summary = typeof error.message === 'string' ? error.message : '';
  return new GoogleAnswer(status, String(reason ?? ''), summary.slice(0, 400), headers);
}

/** The settings that hold the credential, as the operator knows them; never the credential itself. */
export const credential = 'GOOGLE_SERVICE_ACCOUNT, GOOGLE_ADMIN_SUBJECT and its domain-wide delegation';

/** Whatever went wrong, in the port's words. Google's library wraps what our own wire threw. */
export function faultFrom(error: unknown, now: () => Date): Error {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof GoogleAnswer) return faultOfAnswer(inner, now());
    if (inner instanceof NoAnswer) return new ProviderDown('google', `Google gave no answer: ${inner.reason}.`);
    if ([ProviderDown, ProviderRefused, GroupGone, PersonGone].some((kind) => inner instanceof kind)) return inner;
  }
  // The library's own errors carry the whole request, and with it the credential: only their kind is told.
  const kind = error instanceof Error ? error.name : typeof error;
  return new ProviderDown('google', `Google's answer could not be read (${kind}).`);
}

/** Google tells a spent quota with the code of a refusal: only the reason says which it is. */
const quotas = [
  'userRateLimitExceeded',
  'rateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
];

export const isOverLimit = ({ status, reason }: GoogleAnswer): boolean =>
  status === 429 || (status === 403 && quotas.includes(reason));

/** Cloud Identity says in the same words that a group is not there and that we may not see it. */
export function isNoWord(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof TokenDenied) return inner.reason === 'unauthorized_client';
    if (inner instanceof GoogleAnswer) return inner.status === 404 || (inner.status === 403 && !isOverLimit(inner));
  }
  return false;
}

function faultOfAnswer(answer: GoogleAnswer, now: Date): Error {
  const { status, reason } = answer;
  const says = sentence(answer);
  if (isOverLimit(answer)) return new ProviderDown('google', `Google asks us to wait: ${says}`, retryAt(answer, now));
  if (status === 401) {
    return new ProviderDown('google', `Google does not accept our credential: ${says}. Check ${credential}.`);
  }
  if (status === 404) return missing(answer, says);
  if (status === 409 && reason === 'conflict') return new MayComeLate('google', `Google is still at it: ${says}`);
  if (status >= 400 && status < 500 && status !== 408) return refusal(answer, says);
  return new ProviderDown('google', `Google did not say what happened: ${says}`);
}

function sentence({ status, reason, summary }: GoogleAnswer): string {
  if (summary === '') return `HTTP ${status}${reason && ` ${reason}`}`;
  return `${summary} (${reason || `HTTP ${status}`})`;
}

function missing({ reason, summary }: GoogleAnswer, says: string): Error {
  // A 404 without Google's reason comes from something that is no Google: it says nothing about who is there.
  if (reason !== 'notFound') {
    return new ProviderDown('google', `Google does not know this address: ${says}. Check GOOGLE_API_URL.`);
  }
  if (/groupKey/i.test(summary)) return new GroupGone(says);
  if (/userKey/i.test(summary)) return new PersonGone(says);
  return /domain/i.test(summary) ? new NotOurs(says) : new SomethingMissing('google', says);
}

function refusal({ status, reason, summary }: GoogleAnswer, says: string): Error {
  if (status === 409 && reason === 'duplicate') return new SaidToBeIn(says);
  if (reason === 'conditionNotMet') return new NothingChanged(says);
  if (status === 400 && /memberKey/i.test(summary)) return new CannotLookThrough(says);
  if (/insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT/.test(reason)) {
    return new GoogleRefused(`${says}. The scope for this is not authorised: see docs/security.md`);
  }
  if (status === 403) {
    return new NotOurs(`${says}. The admin role of GOOGLE_ADMIN_SUBJECT may lack the privilege: see docs/security.md`);
  }
  return new GoogleRefused(says);
}

const minute = 60_000;

/**
 * When to ask again. Google names no moment and asks for longer and longer waits; a gateway between may name one.
 * `quotaExceeded` is too many at once and soon over, the others are counted by the minute. Not the same for all.
 */
export function retryAt(answer: GoogleAnswer, now: Date): Date {
  const named = namedMoment(answer, now);
  if (named) return named;
  const { reason } = answer;
  const [least, spread] = reason === 'quotaExceeded' ? [1000, 2000] : [4000, 8000];
  return new Date(now.getTime() + least + Math.random() * spread);
}

/** The moment that is named, where one is, and can be believed. */
export function namedMoment({ headers }: GoogleAnswer, now: Date): Date | undefined {
  const named = momentIn(headers.get('retry-after') ?? '', now);
  return named && named > now && named.getTime() < now.getTime() + 5 * minute ? named : undefined;
}

/** Retry-After is a number of seconds or a date. */
function momentIn(text: string, now: Date): Date | undefined {
  const moment = /^\d+$/.test(text) ? now.getTime() + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(moment) ? undefined : new Date(moment);
}
