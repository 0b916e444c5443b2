import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../sandbox/slack/index.js';
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

const company = acmeWith([
  ['amy', 'Amy Park', 'ben'],
  ['bob', 'Bob Jensen', 'ben'],
  ['cal', 'Cal Reyes', 'ben'],
  ['dot', 'Dot Larsen', 'ben'],
]);
const editor = { app: 'figma', role: 'Editor', duration: '8 hours' };

describe.each([1, 2])('admins and owners (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  /** Types a command and reads its answer, which only they see. */
  const reads = async (person: Person, command: string, words: string) => {
    const before = person.ephemerals().length;
    await person.command(command);
    return person.until(
      () =>
        person
          .ephemerals()
          .slice(before)
          .find(({ text }) => text.includes(words)),
      patience,
    );
  };
  const revoke = async (person: Person, why: string) => {
    const form = await person.modal('Revoke access', patience);
    await form.fill('Reason', why);
    await form.submit();
  };

  test('/access help lists what can be typed', async () => {
    const help = await reads(at().slack.as('amy'), '/access help', 'What you can type');
    for (const word of ['/access mine', '/access who', '/access pause', '/access resume', '/access confirm'])
      expect(help.text).toContain(word);
  });

  test('who has what is for admins and owners; both may revoke, and the reason reaches who had it', async () => {
    const { slack, okta } = at();
    const [amy, bob, ben, dana, iris] = ['amy', 'bob', 'ben', 'dana', 'it'].map((key) => slack.as(key)) as [
      Person,
      Person,
      Person,
      Person,
      Person,
    ];
    await getIn(amy, { ...editor, reason: 'Paint the fence' }, ben);
    await getIn(bob, { ...editor, reason: 'Paint the door' }, ben);
    const listed = await reads(dana, '/access who figma', 'Figma: who has access through Latchkey');
    expect(listed.text).toContain('@Amy Park: Editor in Figma');
    expect(listed.text).toContain('8 h left');
    expect(listed.text).toContain('Approved by @Ben Okafor');
    await listed.press('Revoke', { near: 'Amy Park' });
    await revoke(dana, 'The fence is sold');
    await threadSays(amy, 'Paint the fence', 'Revoked by Dana Levi');
    expect(message(amy, 'Paint the fence')?.text).toContain('The fence is sold');

    const his = await reads(iris, '/access who @bob', 'Bob Jensen');
    expect(his.text).not.toContain('Amy Park');
    await his.press('Revoke');
    await revoke(iris, 'The door is lost');
    await threadSays(bob, 'Paint the door', 'Revoked by Iris Tan');
    expect(okta.members('figma-editors')).toEqual([]);
    await reads(dana, '/access who figma', 'Figma: nobody has access through Latchkey.');
  });

  test('others neither see nor revoke', async () => {
    const { slack, okta } = at();
    const [cal, omar] = [slack.as('cal'), slack.as('omar')];
    await getIn(cal, { ...editor, reason: 'Paint the roof' }, slack.as('ben'));
    const access = await at().newestRequest();
    await reads(omar, '/access who figma', 'Only admins and the owner of Figma can see who has access to it.');
    await reads(omar, '/access who @cal', "Only admins and app owners can see other people's access.");
    await forgePress(at(), omar, 'assignment.revoke.open', access);
    await revoke(omar, 'For fun');
    await messageOnce(omar, "Only an admin or the app's owner can revoke access.");
    await forgePress(at(), omar, 'assignment.giveBack', access);
    await messageOnce(omar, 'Only the person who holds an access can give it back.');
    await forgePress(at(), omar, 'request.cancel', access);
    await messageOnce(omar, 'Only the person who asked can cancel a request.');
    await forgePress(at(), omar, 'assignment.extend.open', access);
    const form = await omar.modal('Extend access', patience);
    expect(form.text()).toContain('Only the person who holds an access can extend it.');
    await form.close();
    expect(okta.has('cal', 'figma-editors')).toBe(true);

    const mine = await reads(cal, '/access mine', 'Active access');
    expect(mine.text).toContain('Editor in Figma');
    expect(mine.text).toContain('8 h left');
    expect(mine.buttons).toEqual(['Extend']);
  });

  test('a pause stops new grants and no ends, until it is over; both are on record', async () => {
    const { slack, okta } = at();
    const [amy, dot, ben, iris] = [slack.as('amy'), slack.as('dot'), slack.as('ben'), slack.as('it')];
    await getIn(amy, { ...editor, reason: 'Paint the wall' }, ben);
    await reads(dot, '/access pause', 'Only admins can pause grants.');
    await reads(iris, '/access pause', 'New grants are paused.');
    await reads(iris, '/access pause', 'New grants are already paused.');
    await ask(dot, { ...editor, reason: 'Paint the gate' });
    await approve(ben, 'Paint the gate');
    const card = await cardSays(dot, 'Paint the gate', 'Approved: waiting, because new access is paused');
    expect(card.text).toContain('Iris Tan has paused new access');
    await at().passTime(hours(8) + minutes(1));
    await threadSays(amy, 'Paint the wall', 'has ended');
    expect(okta.has('dot', 'figma-editors')).toBe(false);

    await reads(dot, '/access resume', 'Only admins can resume grants.');
    await reads(iris, '/access resume', 'New grants go on.');
    await cardSays(dot, 'Paint the gate', "You're in");
    expect(okta.has('dot', 'figma-editors')).toBe(true);
    const events = await at().store.trail.streams(['grants']);
    expect(events.map(({ event }) => event.type)).toEqual(['grants.paused', 'grants.resumed']);
  });
});
