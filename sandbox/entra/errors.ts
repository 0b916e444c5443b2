import { randomUUID } from 'node:crypto';
import { type Answer, Refused } from '../http.js';

/** Graph's error envelope. The ids are new each time. */
export function graphError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const id = randomUUID();
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': id, 'client-request-id': id };
  return { status, headers, body: { error: { code, message, innerError } } };
}

/** The same words for an object, for one that it refers to, and for a membership that is not there. */
export const notFound = (id: string): Refused =>
  new Refused(
    graphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  );

export const badRequest = (message: string): Refused => new Refused(graphError(400, 'Request_BadRequest', message));

export const unsupported = (message: string): Refused =>
  new Refused(graphError(400, 'Request_UnsupportedQuery', message));

export const notAllowed = (): Refused =>
  new Refused(graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'));

export const badToken = (message: string): Refused =>
  new Refused(graphError(401, 'InvalidAuthenticationToken', message, { 'www-authenticate': 'Bearer realm=""' }));
