import { createPrivateKey } from 'node:crypto';
import type { Config } from './config.js';
import type { ProviderSettings } from './idp/registry.js';

/** What the settings say of each provider, as its adapter wants it. A provider without settings is absent. */
export const providersOf = ({ okta, entra, google }: Config): ProviderSettings => ({
  ...(okta && { okta: oktaSettings(okta) }),
  ...(entra && { entra }),
  ...(google && { google }),
});

function oktaSettings({ orgUrl, credential }: NonNullable<Config['okta']>) {
  if (credential.kind === 'apiToken') return { orgUrl, apiToken: credential.apiToken };
  return { orgUrl, clientId: credential.clientId, privateKey: withKeyId(credential.privateKey) };
}

/** Okta finds the public key by the id that the token's header names. */
const withKeyId = ({ pem, keyId }: { pem: string; keyId?: string }): string =>
  keyId ? JSON.stringify({ ...createPrivateKey(pem).export({ format: 'jwk' }), kid: keyId }) : pem;
