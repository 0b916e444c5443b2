import { constants, createHash, type KeyObject, randomBytes, verify, X509Certificate } from 'node:crypto';
import { type Answer, type Ask, Refused } from '../http.js';
import { baseOf } from './query.js';
import { guid } from './records.js';

export type RegisteredApp = {
  readonly tenantId: string;
  readonly clientId: string;
  readonly servicePrincipalId: string;
  readonly secret: string;
  /** PEM; the app may be registered without one. */
  readonly certificate?: string;
};

type Token = { readonly roles: readonly string[]; readonly endsAt: number };

const bearerAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const denied = (status: number, error: string, code: number, says: string): Refused =>
  new Refused({
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${says} Trace ID: ${guid(randomBytes(8).toString('hex'))} Timestamp: ${new Date().toISOString()}`,
      error_codes: [code],
    },
  });

/** Where the tenant's tokens come from: for about an hour, never with a refresh token. */
export class TokenDesk {
  readonly #tokens = new Map<string, Token>();
  readonly #used = new Set<string>();
  /** In seconds. */
  lifetime = 3599;

  constructor(
    readonly app: RegisteredApp,
    /** What the app was granted; a token keeps what was granted when it was given. */
    public permissions: readonly string[],
    private readonly now: () => number,
  ) {}

  find(token: string): Token | 'unknown' | 'ended' {
    const found = this.#tokens.get(token);
    if (!found) return 'unknown';
    return found.endsAt > this.now() ? found : 'ended';
  }

  forgetTokens(): void {
    this.#tokens.clear();
  }

  give(ask: Ask): Answer {
    const form = new Map(Object.entries((ask.body as Record<string, string> | undefined) ?? {}));
    const { tenantId, clientId } = this.app;
    if (ask.params.tenant !== tenantId) {
      throw denied(400, 'invalid_request', 90002, `Tenant '${ask.params.tenant}' not found.`);
    }
    if (form.get('grant_type') !== 'client_credentials') {
      throw denied(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
    }
    if (form.get('scope') !== 'https://graph.microsoft.com/.default') {
      throw denied(400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.');
    }
    if (form.get('client_id') !== clientId) {
      throw denied(400, 'unauthorized_client', 700016, 'The application was not found in the directory.');
    }
    const appidacr = this.#prove(form, `${baseOf(ask)}${ask.path}`);
    const access_token = this.#write(appidacr);
    this.#tokens.set(access_token, { roles: this.permissions, endsAt: this.now() + this.lifetime * 1000 });
    const expires = { expires_in: this.lifetime, ext_expires_in: this.lifetime };
    return { status: 200, body: { token_type: 'Bearer', ...expires, access_token } };
  }

  #prove(form: ReadonlyMap<string, string>, audience: string): '1' | '2' {
    if (form.has('client_secret')) {
      if (form.get('client_secret') === this.app.secret) return '1';
      throw denied(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    }
    if (form.get('client_assertion_type') !== bearerAssertion) {
      throw denied(401, 'invalid_client', 7000218, 'The request body must contain client_assertion or client_secret.');
    }
    const why = this.#objection(form.get('client_assertion') ?? '', audience);
    if (why) throw denied(401, 'invalid_client', 700027, why);
    return '2';
  }

  /** What is wrong with the app's own statement about itself. */
  #objection(text: string, audience: string): string | undefined {
    const [head = '', body = '', signature = ''] = text.split('.');
    const [header, claims] = [parsePart(head), parsePart(body)];
    const certificate = this.app.certificate && new X509Certificate(this.app.certificate);
    if (!certificate || header['x5t#S256'] !== thumbprint(certificate)) return 'The certificate is not registered.';
    if (header.alg !== 'PS256') return 'The algorithm is not supported.';
    if (!isSigned(`${head}.${body}`, signature, certificate.publicKey)) return 'The signature is not valid.';
    if (claims.aud !== audience) return 'The audience is not the token endpoint.';
    if (claims.iss !== this.app.clientId || claims.sub !== claims.iss)
      return 'Issuer and subject must be the client id.';
    const seconds = this.now() / 1000;
    if (typeof claims.exp !== 'number' || claims.exp <= seconds) return 'The assertion is expired.';
    if (typeof claims.nbf === 'number' && claims.nbf > seconds + 300) return 'The assertion is not valid yet.';
    const id = String(claims.jti ?? '');
    if (id === '' || this.#used.has(id)) return 'The assertion was used before.';
    this.#used.add(id);
    return undefined;
  }

  #write(appidacr: '1' | '2'): string {
    const { tenantId, clientId, servicePrincipalId } = this.app;
    const seconds = Math.floor(this.now() / 1000);
    const claims = {
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${tenantId}/`,
      iat: seconds,
      nbf: seconds,
      exp: seconds + this.lifetime,
      app_displayname: 'Latchkey',
      appid: clientId,
      appidacr,
      idtyp: 'app',
      oid: servicePrincipalId,
      tid: tenantId,
      ...(this.permissions.length > 0 && { roles: this.permissions }),
    };
    const parts = [{ typ: 'JWT', alg: 'RS256' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return [...parts, randomBytes(32).toString('base64url')].join('.');
  }
}

const thumbprint = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('base64url');

const isSigned = (signed: string, signature: string, key: KeyObject): boolean =>
  verify(
    'sha256',
    Buffer.from(signed),
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    Buffer.from(signature, 'base64url'),
  );

function parsePart(part: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
