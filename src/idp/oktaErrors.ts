import { retryAt } from './oktaLimits.js';
import { GroupGone, PersonGone, ProviderDown, ProviderRefused } from './port.js';
import { type AnswerHeaders, NoAnswer, readField, readObject } from './wire.js';

/** An answer of Okta's that is not a yes. It holds nothing of the request, so no credential can travel with it. */
export class OktaAnswer extends Error {
  constructor(
    /** Named as the SDK looks for it: on 401 it asks for a new token once. */
    readonly status: number,
    readonly code: string,
    /** Okta's own words, with its causes. */
    readonly summary: string,
    readonly headers: AnswerHeaders,
  ) {
    super(`HTTP ${status} ${code}`);
    this.name = 'OktaAnswer';
  }
}

/** The token desk said no, or nothing sensible. */
export class TokenDenied extends Error {
  override readonly name = 'TokenDenied';
  /** @param code OAuth's own, such as invalid_scope. */
  constructor(
    readonly code: string,
    reason: string,
  ) {
    super(`${code}: ${reason}`);
  }
}

/** Tried again later all the same: it may be mended meanwhile. */
export class CredentialRefused extends ProviderDown {}

/** E0000007 about neither a person nor a group: perhaps a membership. What it means is for the caller to read back. */
export class SomethingMissing extends ProviderDown {}

/** The org has nothing at this address: another org, or a part of Okta that it does not have. */
export class AddressUnknown extends ProviderDown {}

export type Asking = {
  readonly now: () => Date;
  /** The settings that hold the credential, as the operator knows them; never the credential itself. */
  readonly credential: string;
};

/**
 * Okta's error envelope {errorCode, errorSummary, errorCauses}; only the code is stable.
 * Source: developer.okta.com/docs/reference/error-codes
 */
export function oktaAnswer(status: number, text: string, headers: AnswerHeaders): OktaAnswer {
  const body = readObject(text);
  const causes = Array.isArray(body.errorCauses) ? body.errorCauses : [];
  const sentences = [body.errorSummary, ...causes.map((cause: unknown) => readField(cause, 'errorSummary'))];
  const summary = sentences.filter((one) => typeof one === 'string' && one !== '').join(' ');
  return new OktaAnswer(
    status,
    typeof body.errorCode === 'string' ? body.errorCode : '',
    summary.slice(0, 400),
    headers,
  );
}

/** Whatever went wrong, in the port's words. */
export function faultFrom(error: unknown, asking: Asking): Error {
  if (error instanceof OktaAnswer) return faultOfAnswer(error, asking);
  if (error instanceof NoAnswer) return new ProviderDown('okta', `Okta gave no answer: ${error.reason}.`);
  if (error instanceof TokenDenied) {
    return new CredentialRefused('okta', `Okta gave no access token: ${error.message}. Check ${asking.credential}.`);
  }
  const isOurs = [ProviderDown, ProviderRefused, GroupGone, PersonGone].some((kind) => error instanceof kind);
  if (isOurs) return error as Error;
  // The SDK's own errors may quote headers, and with them the credential: only their kind is told.
  const kind = error instanceof Error ? error.name : typeof error;
  return new ProviderDown('okta', `Okta's answer could not be read (${kind}).`);
}

function faultOfAnswer(answer: OktaAnswer, asking: Asking): Error {
  const { status, code } = answer;
  const says = sentence(answer);
  if (status === 429)
    return new ProviderDown('okta', `Okta asks us to wait: ${says}`, retryAt(answer.headers, asking.now()));
  if (status === 404) return missing(answer, says);
  // E0000015 is a feature that the org has not bought: no other credential changes that.
  if (status === 401 && code !== 'E0000015') {
    return new CredentialRefused('okta', `Okta does not accept our credential: ${says}. Check ${asking.credential}.`);
  }
  const isPassing = status === 408 || code === 'E0000249';
  if (status >= 400 && status < 500 && !isPassing) return new ProviderRefused('okta', `${says}${lackedScope(answer)}`);
  return new ProviderDown('okta', `Okta did not say what happened: ${says}`);
}

function sentence({ status, code, summary }: OktaAnswer): string {
  if (summary === '') return `HTTP ${status}${code && ` ${code}`}`;
  return `${summary} (${code || `HTTP ${status}`})`;
}

const lackedScope = ({ headers }: OktaAnswer): string =>
  headers.get('www-authenticate')?.includes('insufficient_scope')
    ? '. The service app lacks the scope for this: grant it under "Okta API Scopes"'
    : '';

function missing({ code, summary }: OktaAnswer, says: string): Error {
  if (code !== 'E0000007') {
    return new AddressUnknown('okta', `Okta does not know this address: ${says}. Check OKTA_ORG_URL.`);
  }
  if (summary.includes('(UserGroup)')) return new GroupGone(says);
  return summary.includes('(User)') ? new PersonGone(says) : new SomethingMissing('okta', says);
}
