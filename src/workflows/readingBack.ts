import { setTimeout as wait } from 'node:timers/promises';
import { type IdentityProvider, ProviderDown } from '../idp/port.js';

const patience = [0, 200, 400, 800, 1600];

/** Providers answer before they agree with themselves. Not agreeing in time is unknown, and unknown is an error. */
export async function readBack(
  provider: IdentityProvider,
  person: string,
  group: string,
  expected: 'in' | 'out',
): Promise<void> {
  for (const milliseconds of patience) {
    if (milliseconds) await wait(milliseconds);
    if ((await provider.isMember(person, group)) === (expected === 'in')) return;
  }
  throw new ProviderDown(provider.name, `${provider.name} took the change but does not show it yet`);
}
