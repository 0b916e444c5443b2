import { connect, type OktaOptions, type OktaSettings } from './oktaClient.js';
import { examinationOf } from './oktaExamine.js';
import { assertId, gateOf } from './oktaGate.js';
import { groupsOf } from './oktaGroups.js';
import { listsOf } from './oktaLists.js';
import { logOf } from './oktaLog.js';
import { peopleOf } from './oktaPeople.js';
import type { IdentityProvider, WritableGroups } from './port.js';

export type { OktaOptions, OktaSettings } from './oktaClient.js';

/**
 * Okta through its own SDK, with one bounded attempt a call: when to try again is the caller's to say.
 * Nothing is asked of Okta yet, so an Okta that is down does not keep Latchkey from starting.
 * @throws Error that names the setting to mend.
 */
export async function createOkta(
  settings: OktaSettings,
  groups: WritableGroups,
  options: OktaOptions,
): Promise<IdentityProvider> {
  const gate = gateOf(groups);
  const okta = await connect(settings, gate, options);
  const people = peopleOf(okta);
  const all = groupsOf({ okta, gate, people, now: options.now });
  return {
    name: 'okta',
    ...people,
    ...all,
    ...listsOf(okta),
    log: logOf(okta),
    examine: examinationOf({ okta, findGroup: all.findGroup }),
    /** Okta knows no groups in groups. */
    isNested: async () => false,
    async endSessions(person) {
      assertId(person);
      // Tokens outlive sessions and open the same doors; remembered devices are about signing in, not about access.
      const ending = { userId: person, oauthTokens: true, forgetDevices: false };
      await okta.ask(() => okta.sessions().revokeUserSessions(ending));
    },
  };
}
