import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** Ed25519, by Node alone: whoever checks a signature needs nothing of ours but the public key. */
export type Signer = {
  /** The first 16 hex digits of SHA-256 over the public key's SPKI DER. */
  readonly keyId: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  /** @returns base64. */
  sign(bytes: Uint8Array): string;
};

/** Whom to believe: public keys, by their ids. */
export type KnownKeys = ReadonlyMap<string, KeyObject>;

/** What stands beside a signed file, as `<file>.sig`. */
export type FileSignature = {
  readonly file: string;
  /** Hex, of the whole file. */
  readonly sha256: string;
  readonly keyId: string;
  readonly algorithm: 'Ed25519';
  /** Base64, over {@link signedBytes}. */
  readonly signature: string;
  readonly at: string;
};

/** @param pem PKCS #8. */
export function createSigner(pem: string): Signer {
  const key = createPrivateKey(pem);
  const publicKey = createPublicKey(key);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign(null, bytes, key).toString('base64'),
  };
}

export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/** @param pem public keys, one after the other. @throws when one is no Ed25519 key. */
export function knownKeys(...pem: readonly string[]): KnownKeys {
  const blocks = pem.join('\n').match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g) ?? [];
  const keys = blocks.map((block) => createPublicKey(block));
  const other = keys.find((key) => key.asymmetricKeyType !== 'ed25519');
  if (other) throw new Error(`holds a public key of the kind ${other.asymmetricKeyType}: only Ed25519 signs here.`);
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/** Whether a key that is believed made this signature; `unknown` where no such key is. */
export function checkSignature(
  keys: KnownKeys,
  { keyId, signature }: { readonly keyId: string; readonly signature: string },
  bytes: Uint8Array,
): 'good' | 'bad' | 'unknown' {
  const key = keys.get(keyId);
  if (!key) return 'unknown';
  return verify(null, bytes, key, Buffer.from(signature, 'base64')) ? 'good' : 'bad';
}

/** What a file's signature covers: one line a field, so that nobody has to agree on a form of JSON. */
export const signedBytes = ({ file, sha256, keyId, at }: Omit<FileSignature, 'signature' | 'algorithm'>): Buffer =>
  Buffer.from(`latchkey file\n${file}\n${sha256}\n${keyId}\n${at}\n`);

export function signFile(signer: Signer, file: string, sha256: string, at: Date): FileSignature {
  const said = { file, sha256, keyId: signer.keyId, at: at.toISOString() };
  return { ...said, algorithm: 'Ed25519', signature: signer.sign(signedBytes(said)) };
}

export function newKeyPair(): { privateKey: string; publicKey: string; keyId: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyId: keyIdOf(publicKey),
  };
}
