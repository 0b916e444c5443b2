import { type Answer, Refused } from '../http.js';

/** Google's error envelope: the reason is what clients go by. */
export function googleError(status: number, reason: string, message: string): Answer {
  return { status, body: { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } } };
}

export type Key = 'userKey' | 'groupKey' | 'memberKey';

const refused = (...error: Parameters<typeof googleError>): Refused => new Refused(googleError(...error));

export const notFound = (key: Key): Refused => refused(404, 'notFound', `Resource Not Found: ${key}`);
export const invalid = (what: string): Refused => refused(400, 'invalid', `Invalid Input: ${what}`);
export const missingField = (field: string): Refused => refused(400, 'required', `Missing required field: ${field}`);
export const badRequest = (): Refused => refused(400, 'badRequest', 'Bad Request');
export const forbidden = (): Refused => refused(403, 'forbidden', 'Not Authorized to access this resource/api');
export const noScope = (): Refused =>
  refused(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
export const noToken = (): Refused => refused(401, 'required', 'Login Required.');
export const badToken = (): Refused => refused(401, 'authError', 'Invalid Credentials');
export const duplicate = (): Refused => refused(409, 'duplicate', 'Member already exists.');
export const conflict = (): Refused => refused(409, 'conflict', 'Conflict');
export const conditionNotMet = (why: string): Refused => refused(412, 'conditionNotMet', why);
export const overLimit = (reason: 'userRateLimitExceeded' | 'quotaExceeded'): Refused =>
  refused(
    403,
    reason,
    reason === 'quotaExceeded' ? 'Quota exceeded for the current request' : 'User Rate Limit Exceeded',
  );
