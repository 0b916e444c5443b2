import { connect, type GoogleOptions, type GoogleSettings } from './googleClient.js';
import { examine } from './googleExamine.js';
import { gateOf, isPersonId } from './googleGate.js';
import { groupsOf } from './googleGroups.js';
import { kindsOf } from './googleKinds.js';
import { logOf } from './googleLog.js';
import { peopleOf } from './googlePeople.js';
import { type IdentityProvider, ProviderRefused, type WritableGroups } from './port.js';

export type { GoogleOptions, GoogleSettings } from './googleClient.js';

/**
 * Google Workspace through Google's own library, with one bounded attempt a call: when to try again is the caller's to
 * say. Nothing is asked of Google yet, so a Google that is down does not keep Latchkey from starting.
 * @throws Error that names the setting to mend.
 */
export async function createGoogle(
  settings: GoogleSettings,
  groups: WritableGroups,
  options: GoogleOptions,
): Promise<IdentityProvider> {
  const gate = gateOf(groups);
  const google = await connect(settings, gate, options);
  const people = peopleOf(google);
  const kinds = kindsOf(google);
  return {
    name: 'google',
    ...people,
    ...groupsOf({ google, gate, people, kinds }),
    log: logOf({ google, settings, now: options.now }),
    examine: (needed) => examine({ google, settings, kinds }, needed),
    async endSessions(person) {
      if (!isPersonId(person)) throw new ProviderRefused('google', `"${person}" is not an id of a person at Google.`);
      await google.ask(() => google.security.users.signOut({ userKey: person }));
    },
  };
}
