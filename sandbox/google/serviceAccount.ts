import { generateKeyPairSync } from 'node:crypto';

/** Both halves of the key, as PEM: one for the bot, the other for Google. */
export type ServiceAccount = {
  readonly clientEmail: string;
  readonly clientId: string;
  readonly privateKey: string;
  readonly publicKey: string;
};

export function makeServiceAccount(clientId = '100000000000000000042'): ServiceAccount {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clientEmail: 'latchkey@acme-access.iam.example.com',
    clientId,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
