import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../sandbox/slack/index.js';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  forgePress,
  message,
  messageOnce,
  patience,
  sharedHouse,
  trailOnceItEnds,
} from '../support/acts.js';

const company = acmeWith([
  ['hal', 'Hal Novak', 'ben'],
  ['pia', 'Pia Rossi', 'ben'],
  ['rex', 'Rex Dunn', 'ben'],
  ['joy', 'Joy Mensah', 'ben'],
  ['ned', 'Ned Frost', 'ben'],
]);

describe.each([1, 2])('who may ask and decide (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  const hears = async (person: Person, words: string) => {
    await person.command('/access figma');
    const form = await person.modal('Request access', patience);
    await person.until(() => form.text().includes(words), patience);
    await form.close();
  };

  test('guests, bots, people of other companies and those the directory does not know are told so', async () => {
    const { slack } = at();
    const newcomer = (key: string, kind: 'bot' | 'stranger' | 'member') =>
      slack.people.add({ key, name: `${key} Newcomer`, email: `${key}@acme.example.com`, kind });
    newcomer('robo', 'bot');
    newcomer('stan', 'stranger');
    newcomer('nina', 'member');
    await hears(slack.as('gus'), 'Guests cannot use Latchkey');
    await hears(slack.as('robo'), 'Bots cannot ask for access');
    await hears(slack.as('stan'), 'Latchkey serves the members of its own workspace only');
    await hears(slack.as('nina'), 'The company directory does not know nina@acme.example.com');
    expect(await ask(slack.as('nina'), { app: 'figma', role: 'Viewer', reason: 'Curious' }).catch(String)).not.toBe(
      'sent',
    );
  });

  test('lesson 13: a button is worth nothing by itself: who presses is looked up, whatever it carries', async () => {
    const { slack, okta } = at();
    const [hal, ben, iris, omar] = [slack.as('hal'), slack.as('ben'), slack.as('it'), slack.as('omar')];
    await ask(hal, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Sketch the map' });
    await cardToDecide(ben, 'Sketch the map');
    const request = await at().newestRequest();
    for (const outsider of [iris, omar, slack.as('dana')]) {
      await forgePress(at(), outsider, 'request.approve', request);
      await messageOnce(outsider, 'You are not one of the people who decide this request.');
    }
    await forgePress(at(), slack.as('gus'), 'request.approve', request);
    await messageOnce(slack.as('gus'), 'Guests cannot use Latchkey');
    expect(await at().auditTrail(request)).toEqual(['request.submitted']);
    await approve(ben, 'Sketch the map');
    await cardSays(hal, 'Sketch the map', "You're in");
    const trail = await at().store.trail.streams([`request:${request}`]);
    const [bens] = trail.filter(({ event }) => event.type === 'request.approvalRecorded');
    const ids = await at().store.people.byEmail('ben@acme.example.com');
    expect(bens).toMatchObject({ actor: `person:${ids?.id}`, cause: 'slack', event: { by: ids?.id } });
    expect(okta.has('hal', 'figma-editors')).toBe(true);
  });

  test('lesson 14: nobody approves for themselves: not by a forged button, not as owner, not as admin', async () => {
    const { slack } = at();
    const refused = 'You cannot decide your own request.';
    const wanted = { app: 'figma', role: 'Editor', duration: '8 hours' };
    for (const person of [slack.as('pia'), slack.as('dana'), slack.as('it')]) {
      const reason = `For ${person.user.name} alone`;
      await ask(person, { ...wanted, reason });
      await cardSays(person, reason, 'Waiting for');
      const request = await at().newestRequest();
      await forgePress(at(), person, 'request.approve', request);
      await messageOnce(person, refused);
      await forgePress(at(), person, 'request.deny.open', request);
      const form = await person.modal('Deny request', patience);
      await form.fill('Reason', 'Just to see');
      await form.submit();
      await person.until(() => person.dms().filter(({ text }) => text.includes(refused)).length === 2, patience);
      expect(await at().auditTrail(request)).toEqual(['request.submitted']);
      expect(message(person, reason)?.buttons).toEqual(['Cancel']);
    }
  });

  test('while the directory is down nothing is assumed: who presses is asked to try again, and then it works', async () => {
    const { slack, okta } = at();
    const [rex, ben] = [slack.as('rex'), slack.as('ben')];
    await ask(rex, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Trace the river' });
    const asked = await cardToDecide(ben, 'Trace the river');
    const down = okta.faults.down('*');
    await asked.press('Approve');
    await messageOnce(ben, 'Try again in a minute');
    const refused = await ask(slack.as('ned'), {
      app: 'figma',
      role: 'Editor',
      duration: '8 hours',
      reason: 'Draw the lake',
    });
    expect(refused).toContain('Try again in a minute');
    down.remove();
    const request = await at().newestRequest();
    expect(await at().auditTrail(request)).toEqual(['request.submitted']);
    await approve(ben, 'Trace the river');
    await cardSays(rex, 'Trace the river', "You're in");
    await trailOnceItEnds(at(), request, 'assignment.activated');
    expect(message(ben, 'Draw the lake')).toBeUndefined();
  });

  test('an account whose e-mail now names somebody else does nothing until an admin confirms it', async () => {
    const { slack, okta } = at();
    const [joy, ben, iris] = [slack.as('joy'), slack.as('ben'), slack.as('it')];
    await ask(joy, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Colour the hills' });
    await approve(ben, 'Colour the hills');
    const card = await cardSays(joy, 'Colour the hills', "You're in");
    slack.people.update('ned', { deleted: true });
    slack.people.update('joy', { email: 'ned@acme.example.com' });
    await card.press('Give back');
    await messageOnce(joy, 'An admin has to confirm it');
    expect(okta.has('joy', 'figma-editors')).toBe(true);

    expect(await joy.command('/access confirm @joy')).toBeUndefined();
    await joy.until(() => joy.ephemerals().some(({ text }) => text.includes('An admin has to confirm it')), patience);
    await iris.command('/access confirm @it');
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes('Another admin has to')), patience);
    await iris.command('/access confirm @joy');
    const confirmed = 'Confirmed: this Slack account is now Ned Frost (ned@acme.example.com).';
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes(confirmed)), patience);
    await ask(joy, { app: 'figma', role: 'Viewer', reason: 'As Ned now' });
    await cardSays(joy, 'As Ned now', "You're in");
    expect(okta.members('figma-viewers')).toEqual(['ned']);
  });
});
