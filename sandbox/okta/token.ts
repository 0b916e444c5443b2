import { createHash, createPublicKey, type JsonWebKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { type Answer, type Ask, Refused } from '../http.js';

type Part = Readonly<Record<string, unknown>>;
export type Jwt = { readonly header: Part; readonly claims: Part; isSignedBy(key: KeyObject): boolean };

export function readJwt(text: string): Jwt | undefined {
  const [head = '', body = '', signature = '', ...more] = text.split('.');
  const header = parsePart(head);
  const claims = parsePart(body);
  if (!header || !claims || signature === '' || more.length > 0) return undefined;
  const hash = /^(?:RS|ES)(256|384|512)$/.exec(String(header.alg))?.[1];
  return {
    header,
    claims,
    isSignedBy: (key) => {
      // The SDK writes RS256 on every DPoP proof; the key decides.
      const dsaEncoding = 'ieee-p1363';
      if (!hash) return false;
      return verify(
        `sha${hash}`,
        Buffer.from(`${head}.${body}`),
        { key, dsaEncoding },
        Buffer.from(signature, 'base64url'),
      );
    },
  };
}

function parsePart(part: string): Part | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

export type ServiceApp = {
  readonly clientId: string;
  readonly publicKey: KeyObject;
  readonly scopes: readonly string[];
  readonly requireDpop: boolean;
};

export type Token = { readonly scopes: readonly string[]; readonly endsAt: number; readonly boundTo?: string };

const oauthError = (status: number, error: string, error_description: string, headers?: Record<string, string>) =>
  new Refused({ status, body: { error, error_description }, headers });

const bearerAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The org's authorization server: hands out tokens for an hour, never a refresh token. */
export class TokenDesk {
  readonly #tokens = new Map<string, Token>();
  readonly #used = new Set<string>();
  #nonce = randomBytes(12).toString('base64url');

  constructor(
    private readonly app: ServiceApp | undefined,
    private readonly now: () => number,
  ) {}

  find(token: string): Token | undefined {
    const found = this.#tokens.get(token);
    return found && found.endsAt > this.now() ? found : undefined;
  }

  /** As when an admin revokes them: every token given so far is worth nothing. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  give(ask: Ask, url: string): Answer {
    const form = new Map(Object.entries((ask.body as Record<string, string> | undefined) ?? {}));
    const grant = form.get('grant_type');
    if (!grant) throw oauthError(400, 'invalid_request', "The token request must specify a 'grant_type'.");
    if (grant !== 'client_credentials') {
      throw oauthError(400, 'unsupported_grant_type', 'The authorization grant type is not supported.');
    }
    const app = this.#client(form, `${url}/oauth2/v1/token`);
    const boundTo = app.requireDpop ? this.#proof(ask, `${url}/oauth2/v1/token`) : undefined;
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0 || scopes.some((scope) => !app.scopes.includes(scope))) {
      const why = 'One or more scopes are not configured for the authorization server resource.';
      throw oauthError(400, 'invalid_scope', why);
    }
    const access_token = `eyJ${randomBytes(24).toString('base64url')}`;
    this.#tokens.set(access_token, { scopes, endsAt: this.now() + 3_600_000, boundTo });
    const token_type = boundTo ? 'DPoP' : 'Bearer';
    return { status: 200, body: { token_type, expires_in: 3600, access_token, scope: scopes.join(' ') } };
  }

  #client(form: ReadonlyMap<string, string>, audience: string): ServiceApp {
    const fail = (why: string) => oauthError(401, 'invalid_client', why);
    if (form.get('client_assertion_type') !== bearerAssertion) {
      throw fail('Client authentication failed. Either the client or the client credentials are invalid.');
    }
    const jwt = readJwt(form.get('client_assertion') ?? '');
    if (!jwt) throw fail('The client_assertion token is not a valid JWT.');
    const { aud, iss, sub, exp } = jwt.claims;
    if (!this.app || iss !== this.app.clientId) throw fail("Invalid value for 'client_id' parameter.");
    if (sub !== iss) throw fail("The 'iss' and 'sub' claims of the client_assertion must be the client id.");
    if (aud !== audience)
      throw fail(`The audience claim for client_assertion must be the endpoint invoked for the request.`);
    const seconds = this.now() / 1000;
    if (typeof exp !== 'number' || exp <= seconds) throw fail('The client_assertion token is expired.');
    if (exp > seconds + 3600) throw fail('The client_assertion token has an expiration too far into the future.');
    if (!jwt.isSignedBy(this.app.publicKey)) throw fail('The client_assertion signature is invalid.');
    if (typeof jwt.claims.jti === 'string' && this.#used.has(jwt.claims.jti)) {
      throw fail('The client_assertion token has already been used.');
    }
    this.#used.add(String(jwt.claims.jti));
    return this.app;
  }

  /** The thumbprint of the key that the token is bound to. */
  #proof(ask: Ask, url: string): string {
    const proof = readProof(ask, 'POST', url);
    if (!proof) throw oauthError(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing or invalid.');
    if (proof.claims.nonce === this.#nonce) return proof.thumbprint;
    const why = 'Authorization server requires nonce in DPoP proof.';
    throw oauthError(400, 'use_dpop_nonce', why, { 'dpop-nonce': this.#nonce });
  }
}

/** A DPoP proof for exactly this call, signed by the key it names. */
export function readProof(ask: Ask, method: string, url: string) {
  const header = ask.headers.dpop;
  const jwt = typeof header === 'string' ? readJwt(header) : undefined;
  if (jwt?.header.typ !== 'dpop+jwt' || typeof jwt.header.jwk !== 'object' || !jwt.header.jwk) return undefined;
  const jwk = jwt.header.jwk as JsonWebKey;
  const isForThisCall = String(jwt.claims.htm).toUpperCase() === method && jwt.claims.htu === url;
  if (!isForThisCall || !jwt.isSignedBy(createPublicKey({ key: jwk, format: 'jwk' }))) return undefined;
  return { claims: jwt.claims, thumbprint: thumbprint(jwk) };
}

function thumbprint(jwk: JsonWebKey): string {
  const { crv, e, kty, n, x, y } = jwk;
  const canonical = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url');
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
