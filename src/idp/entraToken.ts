import {
  constants,
  createHash,
  createPrivateKey,
  type KeyObject,
  randomUUID,
  sign,
  X509Certificate,
} from 'node:crypto';
import { z } from 'zod';
import { graphAnswer, TokenDenied } from './entraErrors.js';
import type { Transmit } from './entraWire.js';
import { ProviderDown } from './port.js';
import { readObject } from './wire.js';

/** As a secret, or as a certificate with its private key, both PEM. */
export type EntraCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

/** What a token says of us. It is Graph's to read and may be unreadable one day: then nothing is known. */
export type TokenClaims = {
  /** The application permissions that were granted. */
  readonly roles?: readonly string[];
  /** The id under which this tenant's log names us. */
  readonly servicePrincipal?: string;
};

export type Token = { readonly secret: string; readonly claims: TokenClaims };

export type Tokens = {
  current(): Promise<Token>;
  /** Another than this one, which was refused. */
  instead(refused: Token): Promise<Token>;
};

type Held = Token & { readonly renewAt: number; readonly endsAt: number };

type TokenDesk = {
  readonly url: URL;
  readonly clientId: string;
  /** The part of the form that proves who we are. */
  readonly proof: () => Readonly<Record<string, string>>;
  readonly transmit: Transmit;
  readonly now: () => Date;
};

/** One token for many callers: asked for once, renewed before it ends, and again when Graph refuses it. */
export function createTokens(desk: TokenDesk): Tokens {
  let held: Held | undefined;
  let coming: Promise<Held> | undefined;
  const fetchOnce = (): Promise<Held> => {
    coming ??= fetchToken(desk)
      .then((token) => {
        held = token;
        return token;
      })
      .finally(() => {
        coming = undefined;
      });
    return coming;
  };
  return {
    async current() {
      const now = desk.now().getTime();
      const known = held;
      if (known && now < known.renewAt) return known;
      // A desk that is away just now is no reason to throw away a token that still opens.
      return fetchOnce().catch((error) => {
        if (known && now < known.endsAt) return known;
        throw error;
      });
    },
    async instead(refused) {
      if (held && held.secret !== refused.secret) return held;
      held = undefined;
      return fetchOnce();
    },
  };
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

const fiveMinutes = 300;

async function fetchToken({ url, clientId, proof, transmit, now }: TokenDesk): Promise<Held> {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: 'https://graph.microsoft.com/.default',
    ...proof(),
  };
  const askedAt = now().getTime();
  const { status, headers, text } = await transmit({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
  });
  const body = readObject(text);
  if (status === 429 || status >= 500) throw graphAnswer(status, text, headers);
  const read = answer.safeParse(body);
  if (status >= 400 && typeof body.error === 'string') throw new TokenDenied(reasonIn(body, status));
  if (status !== 200 || !read.success) {
    throw new ProviderDown('entra', `Entra ID gave no access token (HTTP ${status}). Check ENTRA_AUTHORITY_URL.`);
  }
  const { access_token: secret, expires_in: seconds } = read.data;
  const early = Math.min(fiveMinutes, seconds / 2);
  return {
    secret,
    claims: claimsIn(secret),
    renewAt: askedAt + (seconds - early) * 1000,
    endsAt: askedAt + seconds * 1000,
  };
}

/** `AADSTS7000215: Invalid client secret provided.`, without the trace that follows. */
function reasonIn({ error, error_description: description }: Record<string, unknown>, status: number): string {
  const [first = ''] = typeof description === 'string' ? description.split(/\.?\s+Trace ID:|[\r\n]/) : [];
  return `${typeof error === 'string' ? error : `HTTP ${status}`}: ${first.slice(0, 200) || 'no reason given'}`;
}

const claims = z.object({ roles: z.array(z.string()).optional(), oid: z.string().optional() });

function claimsIn(token: string): TokenClaims {
  const part = token.split('.')[1] ?? '';
  const read = claims.safeParse(readObject(Buffer.from(part, 'base64url').toString('utf8')));
  // A token with an id and no roles was granted nothing; one that cannot be read tells nothing.
  if (!read.success || read.data.oid === undefined) return {};
  return { roles: read.data.roles ?? [], servicePrincipal: read.data.oid };
}

/** @throws Error that names the setting to mend. */
export function proofOf(credential: EntraCredential, clientId: string, url: URL, now: () => Date) {
  if (credential.kind === 'secret') {
    const secret = credential.secret.trim();
    if (!/^[\x21-\x7e]+$/.test(secret)) {
      throw new Error('ENTRA_CLIENT_SECRET is not a client secret: it has characters that none has.');
    }
    return () => ({ client_secret: secret });
  }
  const { key, thumbprint } = readCredential(credential);
  return () => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion({ key, thumbprint, clientId, audience: url.href, now: now() }),
  });
}

function readCredential({ certificate, privateKey }: { certificate: string; privateKey: string }) {
  try {
    const key = createPrivateKey(privateKey);
    const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
    if (key.asymmetricKeyType === 'rsa') return { key, thumbprint };
  } catch {
    // What is wrong with a key is said without quoting it.
  }
  throw new Error('ENTRA_CLIENT_CERTIFICATE is not a certificate with its RSA private key, both as PEM.');
}

type Statement = {
  readonly key: KeyObject;
  readonly thumbprint: string;
  readonly clientId: string;
  readonly audience: string;
  readonly now: Date;
};

/** Source: learn.microsoft.com/entra/identity-platform/certificate-credentials */
function assertion({ key, thumbprint, clientId, audience, now }: Statement): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint };
  const said = { aud: audience, iss: clientId, sub: clientId, jti: randomUUID(), nbf: seconds, exp: seconds + 300 };
  const signed = [header, said].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding }).toString('base64url')}`;
}
