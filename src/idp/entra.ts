import { connect, type EntraOptions, type EntraSettings } from './entraClient.js';
import { SomethingMissing } from './entraErrors.js';
import { examine } from './entraExamine.js';
import { assertId, gateOf } from './entraGate.js';
import { groupsOf } from './entraGroups.js';
import { logOf } from './entraLog.js';
import { peopleOf } from './entraPeople.js';
import { type IdentityProvider, PersonGone, type WritableGroups } from './port.js';

export type { EntraOptions, EntraSettings } from './entraClient.js';

/**
 * Microsoft Entra ID through Graph, with one bounded attempt a call: when to try again is the caller's to say.
 * Nothing is asked of it yet, so an Entra ID that is down does not keep Latchkey from starting.
 * @throws Error that names the setting to mend.
 */
export async function createEntra(
  settings: EntraSettings,
  groups: WritableGroups,
  options: EntraOptions,
): Promise<IdentityProvider> {
  const gate = gateOf(groups);
  const entra = await connect(settings, gate, options);
  const people = peopleOf(entra);
  return {
    name: 'entra',
    ...people,
    ...groupsOf({ entra, gate, people }),
    log: logOf(entra, settings.clientId.trim()),
    examine: (needed) => examine(entra, needed, options.now),
    /** Refresh tokens end at once; an access token that somebody holds opens on until it ends, up to about an hour. */
    async endSessions(person) {
      assertId(person);
      try {
        await entra.change((request) => request.post(undefined), `/users/${person}/revokeSignInSessions`, [200, 204]);
      } catch (error) {
        if (error instanceof SomethingMissing) throw new PersonGone(`Entra ID has no person ${person}.`);
        throw error;
      }
    },
  };
}
