import { setTimeout as wait } from 'node:timers/promises';
import { GroupGone, type IdentityProvider, PersonGone, ProviderDown } from '../idp/port.js';

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

/** Who has no account there, or whose group is gone, is in nothing: what follows from that, the change itself meets. */
export function holdsNothing(error: unknown): false {
  if (error instanceof PersonGone || error instanceof GroupGone) return false;
  throw error;
}

/** Nobody of ours has an account there. */
export function nobodyThere(error: unknown): undefined {
  if (error instanceof PersonGone) return undefined;
  throw error;
}
