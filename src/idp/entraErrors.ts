import { GroupGone, PersonGone, ProviderDown, ProviderRefused } from './port.js';
import { type AnswerHeaders, NoAnswer, readField, readObject } from './wire.js';

/** An answer of Graph's that is not a yes. It holds nothing of the request, so no credential can travel with it. */
export class GraphAnswer extends Error {
  override readonly name = 'GraphAnswer';
  constructor(
    readonly status: number,
    readonly code: string,
    /** Graph's own words. */
    readonly summary: string,
    readonly headers: AnswerHeaders,
  ) {
    super(`HTTP ${status} ${code}`);
  }
}

/** The token desk said no. */
export class TokenDenied extends Error {
  override readonly name = 'TokenDenied';
}

/** The credential itself: no waiting mends it, but a person may at any moment. */
export class CredentialRefused extends ProviderDown {}

/** 404: the object, one that it refers to, or the reference itself. What it means is for the caller to read back. */
export class SomethingMissing extends ProviderDown {}

/** The reference that was to be added is there. */
export class AlreadyThere extends ProviderRefused {}

export type Asking = {
  readonly now: () => Date;
  /** The settings that hold the credential, as the operator knows them; never the credential itself. */
  readonly credential: string;
};

/**
 * Graph's error envelope {error: {code, message, innerError}}; the code is coarse, the message tells more.
 * Source: learn.microsoft.com/graph/errors
 */
export function graphAnswer(status: number, text: string, headers: AnswerHeaders): GraphAnswer {
  const error = readObject(text).error;
  const code = readField(error, 'code');
  const message = readField(error, 'message');
  return new GraphAnswer(status, textOf(code), textOf(message).slice(0, 400), headers);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whatever went wrong, in the port's words. */
export function faultFrom(error: unknown, asking: Asking): Error {
  if (error instanceof GraphAnswer) return faultOfAnswer(error, asking);
  if (error instanceof NoAnswer) return new ProviderDown('entra', `Entra ID gave no answer: ${error.reason}.`);
  if (error instanceof TokenDenied) {
    return new CredentialRefused(
      'entra',
      `Entra ID gave no access token: ${error.message}. Check ${asking.credential}.`,
    );
  }
  const isOurs = [ProviderDown, ProviderRefused, GroupGone, PersonGone].some((kind) => error instanceof kind);
  if (isOurs) return error as Error;
  // What the HTTP library throws may quote the address, and with it somebody's e-mail: only its kind is told.
  const kind = error instanceof Error ? error.name : typeof error;
  return new ProviderDown('entra', `Entra ID's answer could not be read (${kind}).`);
}

function faultOfAnswer(answer: GraphAnswer, asking: Asking): Error {
  const { status } = answer;
  const says = sentence(answer);
  const again = retryAt(answer, asking.now());
  if (status === 429) return new ProviderDown('entra', `Entra ID asks us to wait: ${says}`, again);
  if (status === 404) return missing(answer, says);
  if (status === 401) {
    return new CredentialRefused(
      'entra',
      `Entra ID does not accept our credential: ${says}. Check ${asking.credential}.`,
    );
  }
  if (status === 403) return new ProviderRefused('entra', `${says} ${lackedPermission}`);
  if (status === 400 && isAlreadyThere(answer)) return new AlreadyThere('entra', says);
  const isPassing = status === 408 || status === 409 || status === 412;
  if (status >= 400 && status < 500 && !isPassing) return new ProviderRefused('entra', says);
  const named = answer.headers.get('retry-after') === null ? undefined : again;
  return new ProviderDown('entra', `Entra ID did not say what happened: ${says}`, named);
}

const lackedPermission =
  'If this goes for every group, the app lacks a permission: docs/security.md lists which it needs.';

const sentence = ({ status, code, summary }: GraphAnswer): string =>
  summary === '' ? `HTTP ${status}${code && ` ${code}`}` : `${summary} (${code || `HTTP ${status}`})`;

/** The code is that of any bad request: only the sentence tells this one. */
const isAlreadyThere = ({ summary }: GraphAnswer): boolean => /references already exist/i.test(summary);

function missing({ code }: GraphAnswer, says: string): Error {
  if (code === 'Request_ResourceNotFound' || code === 'ResourceNotFound') return new SomethingMissing('entra', says);
  return new ProviderDown('entra', `Entra ID does not know this address: ${says}. Check GRAPH_BASE_URL.`);
}

/** What is further off is a wrong header, and must not put a removal off for hours. */
const longestWait = 10 * 60;

/**
 * When to ask again. Most limits say so in seconds; some kinds of 429 carry nothing, and then it is a short wait, not
 * the same for all. Source: learn.microsoft.com/graph/throttling
 */
export const retryAt = (answer: Pick<GraphAnswer, 'headers'>, now: Date): Date =>
  namedMoment(answer, now) ?? new Date(now.getTime() + 1000 + Math.random() * 2000);

/** The moment that Graph itself names, where it does. */
export function namedMoment({ headers }: Pick<GraphAnswer, 'headers'>, now: Date): Date | undefined {
  const header = headers.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(header) ? Number(header) : Number.NaN;
  return seconds > 0 && seconds <= longestWait ? new Date(now.getTime() + seconds * 1000) : undefined;
}
