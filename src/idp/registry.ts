import type { EntraOptions, EntraSettings } from './entra.js';
import type { GoogleOptions, GoogleSettings } from './google.js';
import type { OktaOptions, OktaSettings } from './okta.js';
import type { IdentityProvider, WritableGroups } from './port.js';

/** What is configured; what is not is absent, and costs nothing. */
export type ProviderSettings = {
  readonly okta?: OktaSettings;
  readonly entra?: EntraSettings;
  readonly google?: GoogleSettings;
};

export type ProviderOptions = OktaOptions & EntraOptions & GoogleOptions;

export type Providers = {
  /** Nothing when that provider has no settings. */
  get(name: IdentityProvider['name']): IdentityProvider | undefined;
};

type Load = (groups: WritableGroups, options: ProviderOptions) => Promise<IdentityProvider>;

/** An SDK takes seconds and a hundred megabytes: only that of a configured provider is loaded. */
const loaders = (settings: ProviderSettings): readonly Load[] => {
  const { okta, entra, google } = settings;
  const configured: Load[] = [];
  if (okta) configured.push(async (...rest) => (await import('./okta.js')).createOkta(okta, ...rest));
  if (entra) configured.push(async (...rest) => (await import('./entra.js')).createEntra(entra, ...rest));
  if (google) configured.push(async (...rest) => (await import('./google.js')).createGoogle(google, ...rest));
  return configured;
};

/** @throws Error that names the setting to mend. */
export async function createProviders(
  settings: ProviderSettings,
  groups: WritableGroups,
  options: ProviderOptions,
): Promise<Providers> {
  const providers = await Promise.all(loaders(settings).map((load) => load(groups, options)));
  return { get: (name) => providers.find((provider) => provider.name === name) };
}
