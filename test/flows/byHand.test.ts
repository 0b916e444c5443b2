import { describe, expect, test } from '@jest/globals';
import { oktaError } from '../../sandbox/okta/errors.js';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  getIn,
  message,
  messageOnce,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { days, hours, minutes } from '../support/house.js';

const company = acmeWith([
  ['abe', 'Abe Stone', 'priya'],
  ['cia', 'Cia Romano', 'priya'],
  ['dov', 'Dov Katz', 'priya'],
]);

describe.each([1, 2])('work by hand (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  test('an app without groups is a task for its owner, and so is its end', async () => {
    const { slack } = at();
    const [abe, iris] = [slack.as('abe'), slack.as('it')];
    await ask(abe, { app: 'badge', duration: '4 hours', reason: 'Swap a disk' });
    await approve(iris, 'Swap a disk');
    await cardSays(abe, 'Swap a disk', 'Approved: being set up by hand');
    const task = await messageOnce(iris, 'Please add Abe Stone');
    expect(task.text).toContain('Office badge');
    await at().passTime(hours(2));
    await task.press('Mark as done');
    await cardSays(abe, 'Swap a disk', "You're in");
    await messageOnce(iris, 'Done: Abe Stone is in.', ({ buttons }) => buttons.length === 0);
    await at().passTime(hours(3));
    expect(message(iris, 'Please remove Abe Stone')).toBeUndefined();
    await at().passTime(hours(1) + minutes(1));
    const removal = await messageOnce(iris, 'Please remove Abe Stone');
    expect(removal.text).toContain('The time is up');
    expect((await cardSays(abe, 'Swap a disk', 'Your access is being taken away')).thread.join()).not.toContain(
      'ended',
    );
    await removal.press('Mark as done');
    await threadSays(abe, 'Swap a disk', 'Server room in Office badge has ended');
    expect(await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended')).toEqual([
      'request.submitted',
      'request.approvalRecorded',
      'request.approved',
      'assignment.opened',
      'grant.opened',
      'grant.handedOver',
      'grant.handled',
      'grant.activated',
      'assignment.activated',
      'assignment.ending',
      'grant.ending',
      'grant.handedOver',
      'grant.handled',
      'grant.ended',
      'assignment.ended',
    ]);
  });

  test('what the provider refuses for good is never shown as active, and done by hand is read back', async () => {
    const { slack, okta } = at();
    const [cia, priya, omar] = [slack.as('cia'), slack.as('priya'), slack.as('omar')];
    const writing = 'api/v1/groups/{id}/users/{id}';
    const forbidden = oktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
    const rules = ['PUT', 'DELETE'].map((method) => okta.faults.error(`${method} /${writing}`, forbidden));
    await ask(cia, { app: 'aws', role: 'Read only', duration: '7 days', reason: 'Count the servers' });
    await approve(priya, 'Count the servers');
    const card = await cardSays(cia, 'Count the servers', 'Approved, but it could not be set up yet');
    expect(card.text).toContain('Okta said:');
    expect(card.text).toContain('Priya Nair has a task and adds you by hand. You need not do anything.');
    await threadSays(cia, 'Count the servers', 'Read only in AWS could not be set up yet.');
    const task = await messageOnce(priya, 'Please add Cia Romano');
    expect(task.text).toContain('aws-readonly');
    expect(task.text).toContain('Okta refused');
    await task.press('Mark as done');
    await messageOnce(priya, 'Okta does not show the membership yet.');
    expect(okta.has('cia', 'aws-readonly')).toBe(false);
    expect(message(cia, 'Count the servers')?.text).not.toContain("You're in");

    okta.addMember('aws-readonly', 'cia');
    await (await messageOnce(priya, 'Please add Cia Romano', ({ buttons }) => buttons.length > 0)).press(
      'Mark as done',
    );
    await cardSays(cia, 'Count the servers', "You're in");
    expect(message(omar, 'Cia Romano')).toBeUndefined();
    await at().passTime(days(7) + minutes(1));
    const removal = await messageOnce(priya, 'Please remove Cia Romano');
    for (const rule of rules) rule.remove();
    okta.removeMember('aws-readonly', 'cia');
    await removal.press('Mark as done');
    await threadSays(cia, 'Count the servers', 'Read only in AWS has ended');
  });

  test('lesson 22: a privileged role ends the sessions of who had it; another role says that sessions may go on', async () => {
    const { slack, okta } = at();
    const [dov, sam, priya] = [slack.as('dov'), slack.as('sam'), slack.as('priya')];
    const wanted = { app: 'aws', role: 'Production admin', duration: '1 hour', reason: 'Restart the cluster' };
    await getIn(dov, wanted, sam, priya);
    expect([okta.has('dov', 'aws-production-admin'), okta.has('dov', 'vpn-users')]).toEqual([true, true]);
    await at().passTime(hours(1) + minutes(1));
    const ended = await threadSays(dov, 'Restart the cluster', 'has ended');
    expect(ended.text).not.toContain('Sessions');
    expect([okta.has('dov', 'aws-production-admin'), okta.has('dov', 'vpn-users')]).toEqual([false, false]);
    expect(okta.sessionsEnded()).toContain('dov');

    await getIn(dov, { app: 'figma', role: 'Viewer', reason: 'Look at a plan' });
    await (await cardSays(dov, 'Look at a plan', "You're in")).press('Give back');
    const returned = await threadSays(dov, 'Look at a plan', 'has ended');
    expect(returned.text).toContain('Sessions that are still open may last until Figma asks you to sign in again.');
  });
});
