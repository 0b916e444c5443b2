import { randomBytes } from 'node:crypto';
import { type Answer, Refused } from '../http.js';

/** Okta's error envelope: only the code is stable, the id is new each time. */
export function oktaError(
  status: number,
  code: string,
  summary: string,
  more: { causes?: readonly string[]; headers?: Record<string, string> } = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...more.headers },
    body: {
      errorCode: code,
      errorSummary: summary,
      errorLink: code,
      errorId: `oae${randomBytes(16).toString('base64url')}`,
      errorCauses: (more.causes ?? []).map((errorSummary) => ({ errorSummary })),
    },
  };
}

export type Kind = 'User' | 'UserGroup';

export const notFound = (id: string, kind: Kind): Refused =>
  new Refused(oktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${kind})`));

export const invalid = (what: string, cause: string): Refused =>
  new Refused(oktaError(400, 'E0000001', `Api validation failed: ${what}`, { causes: [cause] }));

export const notAllowed = (headers: Record<string, string> = {}): Refused =>
  new Refused(oktaError(403, 'E0000006', 'You do not have permission to perform the requested action', { headers }));

export const badStatus = (): Refused =>
  new Refused(oktaError(403, 'E0000038', "This operation is not allowed in the user's current status."));

export const badToken = (headers: Record<string, string> = {}): Refused =>
  new Refused(oktaError(401, 'E0000011', 'Invalid token provided', { headers }));

export const noToken = (): Refused => new Refused(oktaError(401, 'E0000005', 'Invalid session'));
