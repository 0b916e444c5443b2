import type { Catalog } from '../../src/domain/catalog.js';
import { type Change, type OtherDoor, readOtherDoor } from '../../src/evidence/otherDoor.js';
import { groupsOf } from '../../src/evidence/otherDoorFiles.js';
import { otherDoorPage, worstFirst } from '../../src/evidence/otherDoorPage.js';
import { type House, hours, minutes } from './house.js';

const began = Date.now();

/** The page of one group, as it is in the house: from an hour before it all began to a minute after now. */
export function doorsOf(at: () => House, catalog: Catalog) {
  return {
    async read(group: string): Promise<OtherDoor> {
      const { store, now } = at();
      const asked = (await groupsOf(store, catalog)).find(({ name }) => name === group);
      if (!asked) throw new Error(`no catalog has named ${group}`);
      const span = { from: new Date(began - hours(1) * 1000), until: new Date(now().getTime() + minutes(1) * 1000) };
      return readOtherDoor(store, catalog, { group: asked, span, now: now() });
    },
    about: (door: OtherDoor, person: string): readonly Change[] =>
      door.changes.filter(({ entry }) => entry.account === at().okta.userId(person)),
  };
}

export const kinds = (changes: readonly Change[]) =>
  changes.map(({ entry, verdict }) => `${entry.kind} ${verdict.kind}`);

export const page = (door: OtherDoor) =>
  otherDoorPage(door, {
    by: { id: 'p1', name: 'Iris Tan' },
    at: new Date().toISOString(),
    order: worstFirst(door.changes),
  });
