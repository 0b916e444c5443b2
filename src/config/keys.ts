import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A private key as PEM (PKCS #8), whatever it was given as, with the key's id when it came with one. */
export type PrivateKey = { readonly pem: string; readonly keyId?: string };

export type Certificate = { readonly certificate: string; readonly privateKey: string };

export type ServiceAccount = {
  readonly clientEmail: string;
  /** PEM. */
  readonly privateKey: string;
  readonly privateKeyId?: string;
  /** The number that domain-wide delegation is given to. */
  readonly clientId?: string;
};

/** In an environment file a PEM often stands on one line, its line ends written as \n. */
const unfolded = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\r\n', '\n');

/** @throws in words for the operator; never with the key in them. */
export function readPrivateKey(text: string): PrivateKey {
  if (!text.startsWith('{')) return { pem: asPem(parsePem(unfolded(text))) };
  const jwk = parseJson(text) as JsonWebKey & { kid?: unknown };
  const pem = asPem(parseJwk(jwk));
  return typeof jwk.kid === 'string' ? { pem, keyId: jwk.kid } : { pem };
}

/** Ed25519, which checkpoints and exports are signed with. @throws in words for the operator; never with the key in them. */
export function readSigningKey(text: string): string {
  const key = parsePem(unfolded(text));
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`is of the kind ${key.asymmetricKeyType}. Make an Ed25519 key with npm run audit -- keygen.`);
  }
  return asPem(key);
}

/** Public keys as one PEM after the other. @throws in words for the operator. */
export function readPublicKeys(text: string): string {
  const pem = unfolded(text);
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g) ?? [];
  const isOurs = (block: string): boolean => {
    try {
      return createPublicKey(block).asymmetricKeyType === 'ed25519';
    } catch {
      return false;
    }
  };
  if (blocks.length > 0 && blocks.every(isOurs)) return pem;
  throw new Error('does not hold Ed25519 public keys. Give the -----BEGIN PUBLIC KEY----- parts, one after the other.');
}

/** @throws in words for the operator. */
export function readCertificate(text: string): Certificate {
  const pem = unfolded(text);
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  if (!certificate || !key) {
    throw new Error(
      'does not hold both a certificate and its private key. Give the two as one PEM, one after the other.',
    );
  }
  const privateKey = parsePem(key);
  if (!parseCertificate(certificate).checkPrivateKey(privateKey)) {
    throw new Error(
      'holds a private key that does not belong to its certificate. Give the pair that was made together.',
    );
  }
  return { certificate, privateKey: asPem(privateKey) };
}

/** @throws in words for the operator. */
export function readServiceAccount(text: string): ServiceAccount {
  const json = parseJson(text.startsWith('{') ? text : readFile(text)) as Record<string, unknown>;
  const { client_email: clientEmail, private_key: key, private_key_id: keyId, client_id: clientId } = json;
  if (typeof clientEmail !== 'string' || typeof key !== 'string') {
    throw new Error('has no client_email or private_key. Give the JSON key file that Google made for the account.');
  }
  const privateKey = asPem(parsePem(unfolded(key)));
  return {
    clientEmail,
    privateKey,
    ...(typeof keyId === 'string' && { privateKeyId: keyId }),
    ...(typeof clientId === 'string' && { clientId }),
  };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new Error('is neither JSON nor the path of a file that can be read. Give one of the two.');
  }
}

function parseJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The parser's own words quote the text, which is a secret.
  }
  throw new Error('is not valid JSON. Give it whole and unchanged, in single quotes where a shell reads it.');
}

function parsePem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error(
      'is not a private key in PEM without a passphrase. Give it from -----BEGIN to the end of the last line.',
    );
  }
}

function parseJwk(key: JsonWebKey): KeyObject {
  try {
    return createPrivateKey({ key, format: 'jwk' });
  } catch {
    throw new Error('is not a private key in JWK. Give the whole JWK, also its private part ("d").');
  }
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error('holds a certificate that cannot be read. Give it as PEM, unchanged.');
  }
}

const asPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
