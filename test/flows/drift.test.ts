import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  forgePress,
  getIn,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
} from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import { firstLook, found, production, toldByOkta } from '../support/watching.js';

/** Somebody is put into a group, and not by Latchkey: found, asked about, and nothing done before there is an answer. */

const company = acmeWith([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
  ['dov', 'Dov Katz', 'ben'],
  ['eva', 'Eva Lindt', 'ben'],
  ['fin', 'Fin Moore', 'ben'],
]);

describe.each([1, 2])('who was added outside (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });
  const priya = () => at().slack.as('priya');
  const addOutside = async (person: string, name: string, group = production) => {
    await firstLook(at());
    at().okta.addMember(group, person);
    await at().passTime(minutes(1));
    return messageOnce(priya(), `${name} (Engineer, Engineering) was added`);
  };

  test("is adopted with an end by the app's owner, and is out when that has come", async () => {
    const { slack, okta } = at();
    const abe = slack.as('abe');
    const card = await addOutside('abe', 'Abe Stone');
    expect(card.text).toContain('aws-production-admin in Okta, not through Latchkey');
    expect(card.text).toContain('by Okta Admin');
    expect(okta.has('abe', production)).toBe(true);
    await card.press('Adopt with an end');
    const form = await priya().modal('Adopt with an end', patience);
    await priya().until(() => form.text().includes('Abe Stone keeps Production admin in AWS'), patience);
    await form.choose('Duration', '4 hours');
    await form.fill('Reason', 'He is on call this week');
    await form.submit();
    await cardSays(priya(), 'Abe Stone', 'Priya Nair adopted it');
    expect(message(priya(), 'Abe Stone')?.buttons).toEqual([]);
    const his = await cardSays(abe, 'Production admin in AWS', "You're in");
    expect(his.text).toContain('Adopted by Priya Nair');
    expect(his.text).toContain('He is on call this week');
    expect(okta.has('abe', 'vpn-users')).toBe(false);
    await at().passTime(hours(3));
    expect(okta.has('abe', production)).toBe(true);
    await at().passTime(hours(1) + minutes(1));
    await threadSays(abe, 'Production admin in AWS', 'has ended');
    expect(okta.has('abe', production)).toBe(false);
    expect((await found(at(), 'abe', production)).map(({ answer }) => answer)).toEqual(['adopted']);
  });

  test("is removed when the owner says so, and Okta's log has both changes beside one finding", async () => {
    const { okta, store } = at();
    const card = await addOutside('cia', 'Cia Romano');
    await card.press('Remove');
    await cardSays(priya(), 'Cia Romano', 'Priya Nair had it removed: Okta confirms it');
    expect(okta.has('cia', production)).toBe(false);
    await at().passTime(minutes(1));
    const [drift, ...more] = await found(at(), 'cia', production);
    expect(more).toEqual([]);
    expect(drift?.entries).toEqual(toldByOkta(at(), 'cia', production).map(({ id }) => id));
    expect((await store.log.about(drift?.id ?? '')).map(({ kind, isOurs }) => [kind, isOurs])).toEqual([
      ['added', false],
      ['removed', true],
    ]);
  });

  test('is not removed while Okta refuses: the card says why, and the owner may press again', async () => {
    const { okta } = at();
    const answer = { errorCode: 'E0000006', errorSummary: 'You do not have permission' };
    const rule = okta.faults.error('DELETE /api/v1/groups/{id}/users/{id}', { status: 403, body: answer });
    await (await addOutside('fin', 'Fin Moore')).press('Remove');
    const card = await cardSays(priya(), 'Fin Moore', 'It could not be removed. Okta said:');
    expect(okta.has('fin', production)).toBe(true);
    rule.remove();
    await card.press('Remove');
    await cardSays(priya(), 'Fin Moore', 'Okta confirms it');
    expect(okta.has('fin', production)).toBe(false);
  });

  test('stays when it is explained, is not asked about again, and is known again as soon as it changes', async () => {
    const { okta } = at();
    const card = await addOutside('dov', 'Dov Katz');
    await card.press('Explain');
    const form = await priya().modal('Explain this change', patience);
    await form.fill('Reason', 'The break-glass account of the data centre');
    await form.submit();
    await cardSays(priya(), 'Dov Katz', 'The break-glass account of the data centre');
    await at().passTime(hours(1) + minutes(1));
    expect(okta.has('dov', production)).toBe(true);
    expect(await found(at(), 'dov', production)).toHaveLength(1);
    okta.removeMember(production, 'dov');
    await at().passTime(minutes(1));
    await at().until(async () => (await found(at(), 'dov', production)).length === 2, patience.within);
    expect((await found(at(), 'dov', production))[0]).toMatchObject({ kind: 'removed', status: 'open' });
  });

  test('cannot be answered by a stranger, nor by the person it is about', async () => {
    await addOutside('eva', 'Eva Lindt');
    const [drift] = await found(at(), 'eva', production);
    for (const [who, says] of [
      ['eva', "Only an admin or the app's owner can answer this."],
      ['dana', "Only an admin or the app's owner can answer this."],
    ] as const) {
      const person = at().slack.as(who);
      await forgePress(at(), person, 'drift.remove', drift?.id ?? '');
      await messageOnce(person, says);
    }
    await firstLook(at());
    at().okta.addMember(production, 'priya');
    await at().passTime(minutes(1));
    const iris = at().slack.as('it');
    await messageOnce(iris, 'Priya Nair (Head of platform, Engineering) was added');
    expect(message(priya(), 'Priya Nair (Head of platform')).toBeUndefined();
    const [hers] = await found(at(), 'priya', production);
    await forgePress(at(), priya(), 'drift.remove', hers?.id ?? '');
    await messageOnce(priya(), 'You cannot answer about your own access');
    expect(at().okta.has('priya', production)).toBe(true);
    expect(at().okta.has('eva', production)).toBe(true);
  });

  test('lesson 3: a sync that puts somebody back after the end revives no grant; it is found, and asked about', async () => {
    const { slack, okta, store } = at();
    const [omar, sam] = [slack.as('omar'), slack.as('sam')];
    await getIn(
      omar,
      { app: 'aws', role: 'Production admin', duration: '1 hour', reason: 'Rotate the keys' },
      sam,
      priya(),
    );
    const request = await at().newestRequest();
    await at().passTime(hours(1) + minutes(1));
    await threadSays(omar, 'Rotate the keys', 'has ended');
    await at().passTime(minutes(20));
    const before = await store.assignments.find(request);
    okta.addMember(production, 'omar');
    await at().passTime(minutes(1));
    await messageOnce(priya(), 'Omar Haddad (Site reliability engineer, Engineering) was added');
    expect(await store.assignments.find(request)).toEqual(before);
    expect(before?.status).toBe('ended');
    expect(await store.grants.liveOf(before?.recipient ?? '')).toEqual([]);
    expect(okta.has('omar', production)).toBe(true);
  });

  test('to a group of lower risk is one message a day, to be explained; what was asked for and given is no finding', async () => {
    const { slack, okta } = at();
    const [ana, dana] = [slack.as('ana'), slack.as('dana')];
    await firstLook(at());
    okta.addMember('figma-editors', 'omar');
    okta.addMember('figma-editors', 'abe');
    await ask(ana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the icons' });
    await approve(slack.as('ben'), 'Draw the icons');
    await cardSays(ana, 'Draw the icons', "You're in");
    await at().passTime(minutes(1));
    const card = await cardSays(dana, 'groups of Figma in Okta', 'Abe Stone: added to figma-editors by Okta Admin');
    expect(await found(at(), 'ana', 'figma-editors')).toEqual([]);
    await messageOnce(dana, '2 changes in groups of Figma in Okta were not made by Latchkey');
    await card.press('Explain them');
    const form = await dana.modal('Explain these changes', patience);
    await form.fill('Reason', 'They help out until the new tool is there');
    await form.submit();
    await messageOnce(dana, 'All changes in the groups of Figma outside Latchkey are explained');
    for (const who of ['omar', 'abe'])
      expect(await found(at(), who, 'figma-editors')).toMatchObject([{ status: 'closed', answer: 'explained' }]);
    expect(dana.dms().filter(({ text }) => text.includes('outside Latchkey are explained'))).toHaveLength(1);
  });
});
