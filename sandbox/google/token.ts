import { createPublicKey, randomBytes } from 'node:crypto';
import { type Answer, type Ask, Refused } from '../http.js';
import { readJwt } from '../okta/token.js';
import type { ServiceAccount } from './serviceAccount.js';

export type Delegation = {
  readonly account: () => ServiceAccount;
  /** What an admin authorised the account's client id for, in whole URLs. */
  scopes: readonly string[];
};

export type Token = { readonly scopes: readonly string[]; readonly endsAt: number; readonly subject: string };

const oauthError = (status: number, error: string, error_description: string) =>
  new Refused({ status, body: { error, error_description } });

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const timeframe =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
const noDelegation =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';

/** Hands a service account a token in an admin's name, for an hour, where an admin authorised each scope. */
export class TokenDesk {
  readonly #tokens = new Map<string, Token>();

  constructor(
    readonly delegation: Delegation,
    private readonly knows: (email: string) => boolean,
    private readonly now: () => number,
  ) {}

  find(token: string): Token | undefined {
    const found = this.#tokens.get(token);
    return found && found.endsAt > this.now() ? found : undefined;
  }

  /** Every token given so far is worth nothing. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  give(ask: Ask, url: string): Answer {
    const form = new Map(Object.entries((ask.body as Record<string, string> | undefined) ?? {}));
    if (form.get('grant_type') !== grantType) {
      throw oauthError(400, 'unsupported_grant_type', 'Invalid grant_type: only the JWT bearer is known here.');
    }
    const { scopes, subject } = this.#claims(form.get('assertion') ?? '', url);
    if (scopes.length === 0) throw oauthError(400, 'invalid_scope', 'Empty or missing scope not allowed.');
    if (scopes.some((scope) => !this.delegation.scopes.includes(scope))) {
      throw oauthError(401, 'unauthorized_client', noDelegation);
    }
    const access_token = `ya29.${randomBytes(32).toString('base64url')}`;
    this.#tokens.set(access_token, { scopes, subject, endsAt: this.now() + 3_599_000 });
    return { status: 200, body: { access_token, expires_in: 3599, token_type: 'Bearer' } };
  }

  #claims(assertion: string, url: string): { scopes: string[]; subject: string } {
    const fail = (why: string) => oauthError(400, 'invalid_grant', why);
    const jwt = readJwt(assertion);
    if (!jwt) throw oauthError(400, 'invalid_request', 'Invalid JWT: it could not be read.');
    const { iss, sub, aud, iat, exp, scope } = jwt.claims;
    const { clientEmail, publicKey } = this.delegation.account();
    if (iss !== clientEmail) throw fail('Invalid grant: account not found');
    if (jwt.header.alg !== 'RS256' || !jwt.isSignedBy(createPublicKey(publicKey))) throw fail('Invalid JWT Signature.');
    if (aud !== url) throw fail('Invalid JWT: Failed audience check. The right audience is the token endpoint.');
    const seconds = this.now() / 1000;
    if (typeof iat !== 'number' || typeof exp !== 'number') throw fail(timeframe);
    if (iat > seconds + 300 || exp <= seconds || exp - iat > 3600) throw fail(timeframe);
    if (typeof sub !== 'string' || !this.knows(sub)) throw fail('Invalid email or User ID');
    return {
      scopes: String(scope ?? '')
        .split(' ')
        .filter((each) => each !== ''),
      subject: sub,
    };
  }
}
