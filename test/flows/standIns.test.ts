import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  message,
  messageOnce,
  patience,
  sharedHouse,
} from '../support/acts.js';

const company = acmeWith([
  ['kai', 'Kai Berg', 'grace'],
  ['ida', 'Ida Moreno', 'kai'],
  ['uma', 'Uma Joshi', 'ben'],
  ['wes', 'Wes Lindqvist'],
  ['max', 'Max Weber', 'ben'],
]);

describe.each([1, 2])('who stands in (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  test('lesson 9: a manager who has left does not break the request: the owner stands in, and the card says why', async () => {
    const { slack, okta } = at();
    const [ida, dana] = [slack.as('ida'), slack.as('dana')];
    okta.deactivate('kai');
    await ask(ida, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'A poster' });
    const asked = await cardToDecide(dana, 'A poster');
    expect(asked.text).toContain('Owner stands in for the manager: Kai Berg (manager) has left.');
    const waiting = await cardSays(ida, 'A poster', 'Waiting for Dana Levi');
    expect(waiting.text).toContain('Owner stands in for the manager: Kai Berg (manager) has left.');
    await approve(dana, 'A poster');
    await cardSays(ida, 'A poster', "You're in");
    expect(okta.has('ida', 'figma-editors')).toBe(true);
  });

  test('for an owner who is not in Slack the manager stands in', async () => {
    const { slack } = at();
    const [uma, ben, priya] = [slack.as('uma'), slack.as('ben'), slack.as('priya')];
    await priya.command('/access mine'); // she was there a moment ago
    await priya.until(() => priya.ephemerals().length > 0, patience);
    slack.people.update('priya', { deleted: true });
    await ask(uma, { app: 'github', role: 'Organization admin', duration: '4 hours', reason: 'Rename a team' });
    const asked = await cardToDecide(ben, 'Rename a team');
    expect(asked.text).toContain('Manager stands in for the app owner: Priya Nair (owner) is not in Slack.');
    await asked.press('Approve');
    await cardSays(uma, 'Rename a team', "You're in");
    slack.people.update('priya', { deleted: false });
  });

  test('who has no manager is decided about by the owner', async () => {
    const { slack } = at();
    await ask(slack.as('wes'), { app: 'aws', role: 'Read only', duration: '7 days', reason: 'Read the bill' });
    const asked = await cardToDecide(slack.as('priya'), 'Read the bill');
    expect(asked.text).toContain('Owner stands in for the manager: no manager is known.');
  });

  test('an owner who asks is stood in for by security, then by admins; with nobody left it is refused', async () => {
    const { slack, okta } = at();
    const [grace, sam, iris] = [slack.as('grace'), slack.as('sam'), slack.as('it')];
    const wanted = { app: 'salesforce', duration: '30 days' };
    expect(await ask(grace, { ...wanted, reason: 'Board meeting' })).toBe('sent');
    const asked = await cardToDecide(sam, 'Board meeting');
    expect(asked.text).toContain('Security stands in for the app owner: Grace Chen (owner) is asking.');

    okta.suspend('sam');
    await asked.press('Approve');
    await messageOnce(sam, 'The company directory says that this account is not active');
    await (await cardSays(grace, 'Board meeting', 'Waiting for')).press('Cancel');
    await cardSays(grace, 'Board meeting', 'Cancelled by Grace Chen');

    expect(await ask(grace, { ...wanted, reason: 'The next board meeting' })).toBe('sent');
    const next = await cardToDecide(iris, 'The next board meeting');
    expect(next.text).toContain('Admins stand in for the app owner: Grace Chen (owner) is asking.');
    await next.press('Deny');
    const form = await iris.modal('Deny request', patience);
    await form.fill('Reason', 'Ask for the summary');
    await form.submit();
    await cardSays(grace, 'The next board meeting', 'Denied by Iris Tan');

    okta.suspend('it');
    const refused = await ask(grace, { ...wanted, reason: 'One more meeting' });
    expect(refused).toContain('Nobody is left who could approve this: Grace Chen (owner) is asking.');
    expect(refused).toContain('Ask in #revenue-ops.');
    expect(message(grace, 'One more meeting')).toBeUndefined();
    okta.setStatus('sam', 'ACTIVE');
    okta.setStatus('it', 'ACTIVE');
  });

  test('lesson 10: an approver who was disabled after being asked cannot approve any more, and somebody else is asked', async () => {
    const { slack, okta } = at();
    const [max, ben] = [slack.as('max'), slack.as('ben')];
    await ask(max, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Fix the banner' });
    const asked = await cardToDecide(ben, 'Fix the banner');
    okta.suspend('ben');
    await asked.press('Approve');
    await messageOnce(ben, 'The company directory says that this account is not active');
    expect(okta.has('max', 'figma-editors')).toBe(false);
    const next = await cardToDecide(slack.as('dana'), 'Fix the banner');
    expect(next.text).toContain('Owner stands in for the manager: Ben Okafor (manager) has left.');
    expect((await cardSays(ben, 'Fix the banner', 'Now Dana Levi')).buttons).toEqual([]);
    // It goes on record beside the cards, not before them.
    const trail = async () => at().auditTrail(await at().newestRequest());
    await at().until(async () => (await trail()).includes('request.rerouted'), patience.within);
    expect(await trail()).toEqual(['request.submitted', 'request.rerouted']);
    await next.press('Approve');
    await cardSays(max, 'Fix the banner', "You're in");
    okta.setStatus('ben', 'ACTIVE');
  });
});
