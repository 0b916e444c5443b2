import { describe, expect, test } from '@jest/globals';
import type { Acme } from '../../sandbox/company.js';
import {
  acmeWith,
  ask,
  cardSays,
  cardToDecide,
  forgePress,
  getIn,
  messageOnce,
  patience,
  sharedHouse,
  trailOnceItEnds,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { type House, hours, minutes } from '../support/house.js';

/** Six hours later everybody in the directory is looked at again. */
const nextLook = hours(6) + minutes(1);
const editor = { app: 'figma', role: 'Editor', duration: '30 days' };

const leavesOnRecord = async ({ store }: House, key: string) => {
  const person = await store.people.byEmail(`${key}@acme.example.com`);
  const trail = await store.trail.streams([`person:${person?.id}`]);
  return trail.filter(({ event }) => event.type === 'person.left').map(({ actor, cause }) => ({ actor, cause }));
};

describe.each([1, 2])('somebody leaves (every step run %i×)', (stepsRun) => {
  const company: Acme = acmeWith([
    ['uma', 'Uma Joshi', 'ben'],
    ['wes', 'Wes Lindqvist', 'ben'],
    ['max', 'Max Weber', 'ben'],
    ['kai', 'Kai Berg', 'grace'],
    ['ida', 'Ida Moreno', 'kai'],
  ]);
  const graceOwnsFigma = ['figma.yaml', 'owner: dana@acme', 'owner: grace@acme'] as const;
  const at = sharedHouse({ stepsRun, company, environment: { CATALOG_DIR: catalogWith(graceOwnsFigma) } });

  test('lesson 10: the manager who was asked leaves: the owner gets a card, and the old one loses its buttons', async () => {
    const { slack, okta, jira, until, passTime } = at();
    const [ana, ben, grace] = [slack.as('ana'), slack.as('ben'), slack.as('grace')];
    await ask(ana, { ...editor, reason: 'A poster' });
    await cardToDecide(ben, 'A poster');
    const request = await at().newestRequest();
    okta.deactivate('ben');
    await passTime(nextLook);
    const asked = await cardToDecide(grace, 'A poster');
    expect(asked.text).toContain('Owner stands in for the manager: Ben Okafor (manager) has left.');
    expect((await cardSays(ben, 'A poster', 'Now Grace Chen')).buttons).toEqual([]);
    await cardSays(ana, 'A poster', 'Waiting for Grace Chen');
    await forgePress(at(), ben, 'request.approve', request);
    await messageOnce(ben, 'The company directory says that this account is not active');
    await until(() =>
      jira.issues().some(({ comments }) => comments.some((said) => said.includes('Ben Okafor has left'))),
    );
    const [issue] = jira.issues().filter(({ labels }) => labels.includes(`latchkey-${request}`));
    expect(issue?.comments).toContainEqual(
      expect.stringContaining('Asked anew: Ben Okafor has left. To decide: Grace'),
    );
    await passTime(minutes(1));
    expect(await at().auditTrail(request)).toEqual(['request.submitted', 'request.rerouted']);
    expect(await leavesOnRecord(at(), 'ben')).toEqual([{ actor: 'latchkey', cause: 'directory' }]);
    await asked.press('Approve');
    await cardSays(ana, 'A poster', "You're in");
    okta.setStatus('ben', 'ACTIVE');
    await passTime(nextLook);
  });

  test('who leaves loses their access at Okta, and what they had asked for is asked of nobody any more', async () => {
    const { slack, okta, passTime, until } = at();
    const [uma, ben] = [slack.as('uma'), slack.as('ben')];
    await getIn(uma, { app: 'figma', role: 'Viewer', reason: 'Have a look' });
    const given = await at().newestRequest();
    await ask(uma, { ...editor, reason: 'Draw a map' });
    await cardToDecide(ben, 'Draw a map');
    const wanted = await at().newestRequest();
    okta.deactivate('uma');
    await passTime(nextLook);
    const told = await cardSays(ben, 'Draw a map', 'Cancelled: the person it was for has left.');
    expect(told.buttons).toEqual([]);
    await until(() => !okta.has('uma', 'figma-viewers'), patience.within);
    await trailOnceItEnds(at(), given, 'assignment.ended');
    expect((await at().store.assignments.find(given))?.cause).toBe('left');
    expect(await at().auditTrail(wanted)).toEqual(['request.submitted', 'request.cancelled']);

    okta.setStatus('uma', 'ACTIVE');
    await passTime(nextLook);
    expect(okta.has('uma', 'figma-viewers')).toBe(false);
    await getIn(uma, { app: 'figma', role: 'Viewer', reason: 'Back again' });
    expect(okta.has('uma', 'figma-viewers')).toBe(true);
    okta.deactivate('uma');
    await passTime(nextLook);
    await until(() => !okta.has('uma', 'figma-viewers'), patience.within);
    expect(await leavesOnRecord(at(), 'uma')).toHaveLength(2);
  });

  test('somebody whom Okta deleted is gone: their access ends with that', async () => {
    const { slack, okta, passTime, store } = at();
    await getIn(slack.as('wes'), { app: 'figma', role: 'Viewer', reason: 'Look around' });
    const request = await at().newestRequest();
    okta.deletePerson('wes');
    await passTime(nextLook);
    const trail = await trailOnceItEnds(at(), request, 'assignment.ended');
    expect(trail.slice(-4)).toEqual(['assignment.ending', 'grant.ending', 'grant.ended', 'assignment.ended']);
    const ends = (await store.trail.about(request)).map(({ event }) => event);
    expect(ends).toContainEqual(expect.objectContaining({ type: 'grant.ended', how: 'personGone' }));
  });

  test('a directory that does not answer changes nothing: a failed look-up is never read as gone', async () => {
    const { slack, okta, passTime, until } = at();
    await getIn(slack.as('max'), { app: 'figma', role: 'Viewer', reason: 'See the plan' });
    const request = await at().newestRequest();
    okta.deactivate('max');
    for (const operation of ['listUsers', 'getUser'] as const) {
      const silent = okta.faults.down(operation);
      await passTime(nextLook);
      await silent.met();
      const wrong = okta.faults.error(operation, { status: 404, body: {} });
      silent.remove();
      await passTime(minutes(2));
      await wrong.met();
      wrong.remove();
      expect((await at().auditTrail(request)).at(-1)).toBe('assignment.activated');
      expect(okta.has('max', 'figma-viewers')).toBe(true);
    }
    await passTime(minutes(2));
    await until(() => !okta.has('max', 'figma-viewers'), patience.within);
    await trailOnceItEnds(at(), request, 'assignment.ended');
  });

  test('a press tells it too: whoever is found inactive loses what they have, with no look at everybody', async () => {
    const { slack, okta, until } = at();
    const kai = slack.as('kai');
    await getIn(kai, { app: 'figma', role: 'Viewer', reason: 'Check the colours' });
    okta.suspend('kai');
    await (await cardSays(kai, 'Check the colours', "You're in")).press('Give back');
    await messageOnce(kai, 'The company directory says that this account is not active');
    await until(() => !okta.has('kai', 'figma-viewers'), patience.within);
    await until(async () => (await leavesOnRecord(at(), 'kai')).length === 1, patience.within);
  });
});

describe.each([1, 2])('many leave at once (every step run %i×)', (stepsRun) => {
  const keys = ['amy', 'bob', 'cyd', 'dov', 'eli', 'fay', 'gil'];
  const company = acmeWith(keys.map((key) => [key, `${key.charAt(0).toUpperCase()}${key.slice(1)} Example`, 'ben']));
  const at = sharedHouse({ stepsRun, company });

  test('nobody is touched, the admins are told, and it goes on when one of them confirms it', async () => {
    const { slack, okta, passTime, until } = at();
    const [amy, bob, iris, ben] = [slack.as('amy'), slack.as('bob'), slack.as('it'), slack.as('ben')];
    for (const person of [amy, bob]) await getIn(person, { app: 'figma', role: 'Viewer', reason: 'Have a look' });
    const given = await at().newestRequest();
    const areIn = () => okta.members('figma-viewers');
    for (const key of keys) okta.deactivate(key);
    await passTime(nextLook);
    const told = await messageOnce(iris, 'Okta says that 7 people of 15 have left. Nobody was touched.');
    expect(told.text).toContain('/access confirm leavers');
    expect(areIn()).toEqual(['amy', 'bob']);

    // Who is found inactive at such a time may be found so by the same mistake.
    await (await cardSays(bob, 'Have a look', "You're in")).press('Give back');
    await messageOnce(bob, 'The company directory says that this account is not active');
    await passTime(nextLook);
    expect(iris.dms().filter(({ text }) => text.includes('Nobody was touched'))).toHaveLength(1);
    await ben.command('/access confirm leavers');
    await ben.until(
      () => ben.ephemerals().some(({ text }) => text.includes('Only admins can confirm this.')),
      patience,
    );
    await passTime(minutes(1));
    expect(areIn()).toEqual(['amy', 'bob']);

    await iris.command('/access confirm leavers');
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes('Confirmed: 7 people')), patience);
    await passTime(minutes(1));
    await until(() => areIn().length === 0, patience.within);
    await trailOnceItEnds(at(), given, 'assignment.ended');
    await iris.command('/access confirm leavers');
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes('no leavers are held')), patience);
  });
});
