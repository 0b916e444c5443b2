import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  getIn,
  message,
  patience,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { days, hours, minutes } from '../support/house.js';

const company = acmeWith([
  ['ali', 'Ali Demir', 'priya'],
  ['bea', 'Bea Lind', 'priya'],
  ['cem', 'Cem Yildiz', 'ben'],
  ['dee', 'Dee Clark', 'priya'],
  ['fin', 'Fin Walsh', 'priya'],
]);
const engineer = { app: 'github', role: 'Engineer' };
const admin = { app: 'github', role: 'Organization admin', duration: '4 hours' };

describe.each([1, 2])('groups (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  test('lesson 1: the first expiry leaves what a second grant still covers', async () => {
    const { slack, okta } = at();
    const [ali, priya] = [slack.as('ali'), slack.as('priya')];
    await getIn(ali, { ...engineer, duration: '90 days', reason: 'Joins the team' }, priya);
    const first = await at().newestRequest();
    await getIn(ali, { ...admin, reason: 'Sets up the runners' }, priya);
    expect([okta.has('ali', 'github-engineering'), okta.has('ali', 'github-admins')]).toEqual([true, true]);
    await at().passTime(hours(4) + minutes(1));
    await threadSays(ali, 'Sets up the runners', 'Organization admin in GitHub has ended');
    expect([okta.has('ali', 'github-engineering'), okta.has('ali', 'github-admins')]).toEqual([true, false]);
    expect((await at().auditTrail(first)).includes('grant.ending')).toBe(false);

    await getIn(ali, { ...admin, reason: 'Sets up more runners' }, priya);
    await (await cardSays(ali, 'Joins the team', "You're in")).press('Give back');
    await threadSays(ali, 'Joins the team', 'Engineer in GitHub has ended');
    expect([okta.has('ali', 'github-engineering'), okta.has('ali', 'github-admins')]).toEqual([true, true]);
    await at().passTime(hours(4) + minutes(1));
    await threadSays(ali, 'Sets up more runners', 'has ended');
    expect([okta.has('ali', 'github-engineering'), okta.has('ali', 'github-admins')]).toEqual([false, false]);
  });

  test('lesson 1: when the second begins in the minute in which the first ends, access is there until its own end', async () => {
    const { slack, okta } = at();
    const [fin, priya] = [slack.as('fin'), slack.as('priya')];
    await getIn(fin, { ...admin, reason: 'The first window' }, priya);
    await ask(fin, { ...engineer, duration: '90 days', reason: 'The second window' });
    const asked = await cardToDecide(priya, 'The second window');
    const ends = at().passTime(hours(4) + 1);
    await Promise.all([ends, asked.press('Approve')]);
    await threadSays(fin, 'The first window', 'has ended');
    await cardSays(fin, 'The second window', "You're in");
    await at().passTime(minutes(2));
    expect([okta.has('fin', 'github-engineering'), okta.has('fin', 'github-admins')]).toEqual([true, false]);
    await at().passTime(days(90));
    await threadSays(fin, 'The second window', 'has ended');
    expect(okta.has('fin', 'github-engineering')).toBe(false);
  });

  test('who has all of it from elsewhere has nothing to ask for', async () => {
    const { slack, okta } = at();
    okta.addMember('aws-readonly', 'bea');
    const refused = await ask(slack.as('bea'), {
      app: 'aws',
      role: 'Read only',
      duration: '7 days',
      reason: 'Read the logs',
    });
    expect(refused).toContain('You already have this: not through Latchkey.');
    expect(message(slack.as('priya'), 'Read the logs')).toBeUndefined();
  });

  test('of several groups only the missing one is given, and only that one is taken away', async () => {
    const { slack, okta } = at();
    const [dee, priya] = [slack.as('dee'), slack.as('priya')];
    okta.addMember('github-engineering', 'dee');
    await getIn(dee, { ...admin, reason: 'Delete old teams' }, priya);
    const request = await at().newestRequest();
    expect(okta.has('dee', 'github-admins')).toBe(true);
    await at().passTime(hours(4) + minutes(1));
    await threadSays(dee, 'Delete old teams', 'has ended');
    expect([okta.has('dee', 'github-engineering'), okta.has('dee', 'github-admins')]).toEqual([true, false]);
    const trail = await trailOnceItEnds(at(), request, 'assignment.ended');
    expect(trail.filter((type) => type === 'grant.opened')).toHaveLength(1);
  });

  test('what somebody was given elsewhere while the request waited is not ours to take away', async () => {
    const { slack, okta } = at();
    const [cem, ben] = [slack.as('cem'), slack.as('ben')];
    await ask(cem, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw a cat' });
    await cardToDecide(ben, 'Draw a cat');
    okta.addMember('figma-editors', 'cem');
    await approve(ben, 'Draw a cat');
    const card = await cardSays(cem, 'Draw a cat', 'You already have this');
    expect(card.text).toContain('nothing was changed, and it stays');
    await at().passTime(hours(9));
    expect(okta.has('cem', 'figma-editors')).toBe(true);
    expect(await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended')).not.toContain('grant.opened');
  });

  test('lesson 7: a second ask while access is active is answered on the form, which offers to extend', async () => {
    const { slack } = at();
    const [bea, ben] = [slack.as('bea'), slack.as('priya')];
    const wanted = { app: 'figma', role: 'Editor', duration: '8 hours' };
    await ask(bea, { ...wanted, reason: 'Draw a dog' });
    await cardToDecide(ben, 'Draw a dog');
    expect(await ask(bea, { ...wanted, reason: 'Draw a dog, please' })).toMatch(
      /You have already asked for this, .*It is waiting for an answer\./,
    );
    await approve(ben, 'Draw a dog');
    await cardSays(bea, 'Draw a dog', "You're in");
    expect(await ask(bea, { ...wanted, reason: 'Draw two dogs' })).toMatch(
      /You have had this since .*Extend it instead\./,
    );
    await bea.command('/access figma');
    const form = await bea.modal('Request access', patience);
    await form.choose('Role', 'Editor');
    await bea.until(() => form.text().includes('You have this until'), patience);
    await form.press('Extend');
    const extension = await bea.modal('Extend access', patience);
    expect(extension.text()).toContain('Editor in Figma ends');
    await extension.close();
    expect(bea.dms()).toHaveLength(1);
  });
});
