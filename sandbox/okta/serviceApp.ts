import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';

export type PublicKey = string | JsonWebKey;

/** A key pair for a service app: one half for the bot, the other for the org that knows it. */
export function makeServiceApp(clientId = '0oaLatchkeySandbox00'): {
  readonly clientId: string;
  readonly privateKey: string;
  readonly publicKey: JsonWebKey;
} {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clientId,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ format: 'jwk' }),
  };
}

export function readPublicKey(key: PublicKey): KeyObject {
  if (typeof key !== 'string') return createPublicKey({ key, format: 'jwk' });
  return key.trimStart().startsWith('{')
    ? createPublicKey({ key: JSON.parse(key), format: 'jwk' })
    : createPublicKey(key);
}
