import { generateKeyPairSync } from 'node:crypto';
import { createProviders, type ProviderSettings } from '../src/idp/registry.js';

/** Run in a process of its own: loads the adapters of the providers it is told, and prints what that cost. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const nobody = 'http://127.0.0.1:9';
const all: Required<ProviderSettings> = {
  okta: { orgUrl: nobody, clientId: 'bench', privateKey },
  entra: {
    tenantId: '11111111-1111-4111-8111-111111111111',
    clientId: '22222222-2222-4222-8222-222222222222',
    credential: { kind: 'secret', secret: 'bench' },
    authorityUrl: nobody,
    graphUrl: nobody,
  },
  google: {
    serviceAccount: { clientEmail: 'bench@bench.iam.gserviceaccount.com', privateKey },
    adminSubject: 'bench@acme.example.com',
    apiUrl: nobody,
    tokenUrl: `${nobody}/token`,
    identityUrl: nobody,
  },
};

const wanted = process.argv.slice(2);
const settings = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
const nothing = { mayAdd: () => false, mayRemove: () => false };
const before = process.memoryUsage().rss;
const begun = performance.now();
await createProviders(settings, nothing, { now: () => new Date() });
const [milliseconds, megabytes] = [performance.now() - begun, (process.memoryUsage().rss - before) / 1024 / 1024];
process.stdout.write(JSON.stringify({ milliseconds, megabytes }));
