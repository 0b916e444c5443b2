import type { Drift } from '../../src/domain/drift.js';
import { patience } from './acts.js';
import type { House } from './house.js';

/** What the tests of findings share: when Latchkey has looked, and what it has found. */

export const production = 'aws-production-admin';

/** Until it has taken its first look: whoever comes in after that was added outside. */
export const firstLook = (house: House): Promise<void> =>
  house.until(async () => (await house.store.positions.find('reconcile')) !== undefined, patience.within);

export const idIn = ({ okta }: House, group: string): string => `okta:${okta.groupId(group)}`;

/** Every finding about this person in this group, the newest first. */
export const found = (house: House, person: string, group: string): Promise<readonly Drift[]> =>
  house.store.drifts.about(idIn(house, group), house.okta.userId(person));

/** The entries of Okta's own log about this membership, oldest first: id, what, and whether with a token. */
export const toldByOkta = ({ okta }: House, person: string, group: string) =>
  okta
    .log()
    .filter(
      ({ target, eventType }) =>
        eventType.startsWith('group.user_membership.') &&
        target.some(({ id }) => id === okta.userId(person)) &&
        target.some(({ id }) => id === okta.groupId(group)),
    )
    .map(({ uuid, eventType, actor }) => ({ id: uuid, eventType, actor: actor.id }));

/** What stands on record about one grant or finding. */
export const record = async ({ store }: House, stream: string) =>
  (await store.trail.streams([stream])).map(({ event }) => event);
