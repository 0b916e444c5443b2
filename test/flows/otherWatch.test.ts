import { describe, expect, test } from '@jest/globals';
import { approve, ask, cardSays, getIn, messageOnce, patience, sharedHouse, threadSays } from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import {
  acmeAt,
  admins,
  editors,
  filesFor,
  type Other,
  others,
  withCatalog,
  withoutOkta,
} from '../support/otherDirectory.js';
import { firstLook, record } from '../support/watching.js';

/** What is done at the console of Entra ID or Google, and what their own logs tell of it, however late. */

const company = acmeAt([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
  ['dov', 'Dov Katz', 'ben'],
  ['eva', 'Eva Lindt', 'ben'],
  ['fin', 'Fin Moore', 'ben'],
]);
const editor = { app: 'reports', role: 'Editor', duration: '8 hours' };
const administrator = { app: 'reports', role: 'Administrator', duration: '4 hours' };

type Place = Other & { readonly directory: string };
const places: readonly Place[] = others.flatMap((other) => [
  { ...other, directory: other.name },
  { ...other, directory: 'okta' },
]);

describe.each(places)('$title beside the record, with $directory as the directory', (other) => {
  const { name, title, admin, directory } = other;
  const catalog = withCatalog(filesFor(name, directory));
  const at = sharedHouse({
    company,
    stepsRun: directory === 'okta' ? 2 : 1,
    environment: (standIns) => ({
      ...(directory === 'okta' ? {} : withoutOkta),
      ...other.settings(standIns),
      CATALOG_DIR: catalog,
    }),
  });
  const there = () => other.console(at());
  const groupOf = (group: string) => `${name}:${there().groupId(group)}`;
  const found = (person: string, group: string) => at().store.drifts.about(groupOf(group), there().userId(person));
  const newestGrant = async (group: string) => {
    const [grant] = await at().store.grants.liveIn(groupOf(group));
    return grant?.id ?? '';
  };
  const witnesses = async (grant: string) =>
    (await record(at(), `grant:${grant}`)).flatMap((event) =>
      event.type === 'grant.witnessed' ? [{ id: event.entry.id, kind: event.change }] : [],
    );

  test('who was put in at the console is asked about with who did it, and is out when the owner says so', async () => {
    const dana = at().slack.as('dana');
    await firstLook(at());
    there().put('abe', admins);
    await at().passTime(minutes(1));
    const card = await messageOnce(dana, 'Abe Stone (Engineer, Engineering) was added');
    expect(card.text).toContain(`reports-admins in ${title}, not through Latchkey`);
    expect(card.text).toContain(`by ${admin}`);
    expect(there().has('abe', admins)).toBe(true);
    await card.press('Remove');
    await cardSays(dana, 'Abe Stone', `Dana Levi had it removed: ${title} confirms it`);
    expect(there().has('abe', admins)).toBe(false);
    await at().passTime(minutes(1));
    const [drift, ...more] = await found('abe', admins);
    expect(more).toEqual([]);
    expect(drift?.entries).toEqual(
      there()
        .told('abe', admins)
        .map(({ id }) => id),
    );
    expect((await at().store.log.about(drift?.id ?? '')).map(({ kind, isOurs }) => [kind, isOurs])).toEqual([
      ['added', false],
      ['removed', true],
    ]);
  });

  test('what is taken away at the console has ended for that cause, and who had it is told who did it', async () => {
    const { slack, store } = at();
    const [cia, ben, dana] = [slack.as('cia'), slack.as('ben'), slack.as('dana')];
    await getIn(cia, { ...editor, reason: 'Draw the logo' }, ben);
    const request = await at().newestRequest();
    there().takeOut('cia', editors);
    await at().passTime(minutes(1));
    const line = await threadSays(cia, 'Draw the logo', 'has ended');
    expect(line.text).toContain(`Removed in ${title} by ${admin}, not through Latchkey`);
    await messageOnce(dana, 'Cia Romano (Engineer, Engineering) was taken out');
    expect((await store.assignments.find(request))?.cause).toBe('goneOutside');
    expect((await found('cia', editors)).map(({ kind }) => kind)).toEqual(['removed']);
  });

  test('each change that Latchkey made has the entry of that log on its record, and is no finding', async () => {
    const { slack } = at();
    const [dov, ben] = [slack.as('dov'), slack.as('ben')];
    await ask(dov, { ...editor, reason: 'Draw the map' });
    await approve(ben, 'Draw the map');
    await cardSays(dov, 'Draw the map', "You're in");
    const grant = await newestGrant(editors);
    await at().passTime(hours(8) + minutes(1));
    await threadSays(dov, 'Draw the map', 'has ended');
    await at().passTime(minutes(1));
    await at().until(async () => (await witnesses(grant)).length === 2, patience.within);
    expect(await witnesses(grant)).toEqual(there().told('dov', editors));
    expect(await found('dov', editors)).toEqual([]);
  });

  test('a log that trails by hours completes what was found meanwhile, witnesses what was ours, and finds nothing twice', async () => {
    const { slack, store } = at();
    const [eva, dana] = [slack.as('eva'), slack.as('dana')];
    there().logLag(hours(5) * 1000);
    await getIn(eva, { ...administrator, reason: 'Mend the reports' }, dana);
    const grant = await newestGrant(admins);
    there().put('fin', admins);
    await at().passTime(hours(1) + minutes(1));
    const card = await messageOnce(dana, 'Fin Moore (Engineer, Engineering) was added');
    expect(card.text).toContain(`${title}'s log has not said yet`);
    await at().passTime(hours(3));
    await threadSays(eva, 'Mend the reports', 'has ended');
    expect(await witnesses(grant)).toEqual([]);
    for (const passed of [2, 5]) await at().passTime(hours(passed));
    await at().until(async () => (await witnesses(grant)).length === 2, patience.within);
    expect(await witnesses(grant)).toEqual(there().told('eva', admins));
    expect(await found('eva', admins)).toEqual([]);
    await messageOnce(dana, 'Fin Moore', ({ text }) => text.includes(`by ${admin}`));
    const [drift, ...more] = await found('fin', admins);
    expect(more).toEqual([]);
    expect(drift).toMatchObject({
      source: 'reconcile',
      entries: there()
        .told('fin', admins)
        .map(({ id }) => id),
    });
    expect((await store.log.gaps(name)).length).toBe(0);
    there().logLag(0);
  });
});
