import { describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../src/catalogFiles.js';
import { readOtherDoor } from '../../src/evidence/otherDoor.js';
import { groupsOf } from '../../src/evidence/otherDoorFiles.js';
import { getIn, patience, sharedHouse, threadSays } from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import { acmeAt, editors, filesFor, others, withCatalog, withoutOkta } from '../support/otherDirectory.js';
import { firstLook } from '../support/watching.js';

/** The same page from Entra ID's and Google's logs. */

const company = acmeAt([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
]);

describe.each(others)('from the log of $title', (other) => {
  const directory = withCatalog(filesFor(other.name, other.name));
  const at = sharedHouse({
    company,
    environment: (standIns) => ({ ...withoutOkta, ...other.settings(standIns), CATALOG_DIR: directory }),
  });
  const there = () => other.console(at());
  const read = async () => {
    const { store, now } = at();
    const catalog = await readCatalog(directory);
    const group = (await groupsOf(store, catalog)).find(({ name }) => name === editors);
    if (!group) throw new Error('no catalog has named it');
    const span = { from: new Date(now().getTime() - hours(48) * 1000), until: new Date(now().getTime() + 60_000) };
    return readOtherDoor(store, catalog, { group, span, now: now() });
  };

  test('what was put in by hand is unexplained, with its event and who did it; what Latchkey did is matched', async () => {
    const { slack } = at();
    await firstLook(at());
    const asked = { app: 'reports', role: 'Editor', duration: '8 hours', reason: 'Draw the logo' };
    await getIn(slack.as('cia'), asked, slack.as('ben'));
    there().put('abe', editors);
    await at().passTime(hours(8) + minutes(1));
    await threadSays(slack.as('cia'), 'Draw the logo', 'has ended');
    await at().passTime(minutes(1));
    await at().until(async () => (await read()).counts.changes === 3, patience.within);
    const door = await read();
    const told = (person: string) =>
      there()
        .told(person, editors)
        .map(({ id }) => id);
    const kinds = new Map(door.changes.map(({ entry, verdict }) => [entry.entry, verdict.kind]));
    expect(told('cia').map((id) => kinds.get(id))).toEqual(['approved', 'approved']);
    expect(told('abe').map((id) => kinds.get(id))).toEqual(['unexplained']);
    expect(door.changes.find(({ entry }) => told('abe').includes(entry.entry))?.entry.actorName).toBe(other.admin);
    expect(door.counts).toMatchObject({ matched: 2, unexplained: 1, untold: 0 });
    expect(door.gaps.map(({ why }) => why)).toEqual(['before', 'notYet']);
  });
});
