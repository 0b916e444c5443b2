import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { GoogleSettings } from './googleClient.js';
import { credential, googleAnswer, TokenDenied } from './googleErrors.js';
import { readObject } from './wire.js';

/** Access tokens for one set of scopes. */
export type Tokens = {
  get(): Promise<string>;
  /** This one was not accepted. */
  forget(token: string): void;
};

export type TokenAnswer = {
  readonly status: number;
  readonly text: string;
  readonly headers: { get(name: string): string | null };
};

/** One bounded POST of a form to the token desk. */
export type PostForm = (form: URLSearchParams) => Promise<TokenAnswer>;

type Desk = {
  readonly settings: GoogleSettings;
  readonly now: () => Date;
  readonly post: PostForm;
};

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const hour = 3600;
/** So that a token does not end on its way. */
const early = 5 * 60_000;

/** Kept until shortly before its end, and asked for once at a time however many wait for it. */
export function tokensOf(desk: Desk, scopes: readonly string[]): Tokens {
  const key = readKey(desk.settings);
  let kept: { readonly token: string; readonly endsAt: number } | undefined;
  let asking: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    try {
      const { token, seconds } = await askForToken(desk, key, scopes);
      kept = { token, endsAt: desk.now().getTime() + seconds * 1000 };
      return token;
    } finally {
      asking = undefined;
    }
  };
  return {
    async get() {
      if (kept && desk.now().getTime() < kept.endsAt - early) return kept.token;
      asking ??= renew();
      return asking;
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

/**
 * A signed claim in the name of the admin whom the service account stands for. Google's library would send it to a
 * fixed address, whatever it is told. Source: developers.google.com/identity/protocols/oauth2/service-account
 */
async function askForToken(desk: Desk, key: KeyObject, scopes: readonly string[]) {
  const { serviceAccount, adminSubject, tokenUrl } = desk.settings;
  const { clientEmail, privateKeyId } = serviceAccount;
  const seconds = Math.floor(desk.now().getTime() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(privateKeyId && { kid: privateKeyId }) };
  // A claim from the future is refused, and clocks differ by seconds.
  const iat = seconds - 10;
  const claims = { iss: clientEmail, sub: adminSubject, scope: scopes.join(' '), aud: tokenUrl, iat, exp: iat + hour };
  const body = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(body), key).toString('base64url');
  const form = new URLSearchParams({ grant_type: grantType, assertion: `${body}.${signature}` });
  return tokenIn(await desk.post(form));
}

function tokenIn({ status, text, headers }: TokenAnswer): { token: string; seconds: number } {
  const { access_token: token, expires_in: seconds, error, error_description: why } = readObject(text);
  if (status === 429 || status >= 500) throw googleAnswer(status, text, headers);
  if (status === 200 && typeof token === 'string' && token !== '') {
    return { token, seconds: typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, hour) : hour };
  }
  const reason = typeof error === 'string' ? error : `HTTP ${status}`;
  const says = `Google gave no access token: ${reason}: ${String(why ?? 'no reason given').slice(0, 300)}`;
  throw new TokenDenied(reason, `${says}. Check ${credential}.`);
}

function readKey({ serviceAccount }: GoogleSettings): KeyObject {
  try {
    const key = createPrivateKey(serviceAccount.privateKey);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What is wrong with a key is said without quoting it.
  }
  throw new Error('GOOGLE_SERVICE_ACCOUNT holds no RSA private key. Give the JSON key file that Google made.');
}
