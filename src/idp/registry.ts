import type { OktaOptions, OktaSettings } from './okta.js';
import type { FullProvider, WritableGroups } from './port.js';

/** What is configured; what is not is absent, and costs nothing. */
export type ProviderSettings = {
  readonly okta?: OktaSettings;
};

export type ProviderOptions = OktaOptions;

export type Providers = {
  /** Nothing when that provider has no settings. */
  get(name: FullProvider['name']): FullProvider | undefined;
};

type Load = (groups: WritableGroups, options: ProviderOptions) => Promise<FullProvider>;

/** An SDK takes seconds and a hundred megabytes: only that of a configured provider is loaded. */
const loaders = (settings: ProviderSettings): readonly Load[] => {
  const { okta } = settings;
  const configured: Load[] = [];
  if (okta) configured.push(async (...rest) => (await import('./okta.js')).createOkta(okta, ...rest));
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
