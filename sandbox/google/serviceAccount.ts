import { generateKeyPairSync } from 'node:crypto';

/** The key file as Google makes it, and the half that Google keeps. */
export function makeServiceAccount(clientId = '100000000000000000042'): {
  readonly clientEmail: string;
  readonly clientId: string;
  readonly privateKey: string;
  readonly publicKey: string;
} {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clientEmail: 'latchkey@acme-access.iam.example.com',
    clientId,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
