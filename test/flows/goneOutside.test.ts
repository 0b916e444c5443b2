import { describe, expect, test } from '@jest/globals';
import { oktaError } from '../../sandbox/okta/errors.js';
import { acmeWith, cardSays, getIn, message, messageOnce, patience, sharedHouse, threadSays } from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import { firstLook, found } from '../support/watching.js';

/** What Latchkey gave is taken away, and not by Latchkey. */

const six = ['abe', 'cia', 'dov', 'eva', 'fin', 'gil'] as const;
const company = acmeWith(six.map((key) => [key, `${key.charAt(0).toUpperCase()}${key.slice(1)} Stone`, 'priya']));
const group = 'aws-readonly';
const wanted = (key: string) => ({ app: 'aws', role: 'Read only', duration: '7 days', reason: `Work of ${key}` });

describe.each([1, 2])('access that is gone outside (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  test('ends with that cause: who had it is told who took it, and the owner is asked why', async () => {
    const { slack, okta, jira } = at();
    const [ana, ben, dana] = [slack.as('ana'), slack.as('ben'), slack.as('dana')];
    await firstLook(at());
    await getIn(ana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the logo' }, ben);
    const request = await at().newestRequest();
    okta.removeMember('figma-editors', 'ana');
    await at().passTime(minutes(1));
    const line = await threadSays(ana, 'Draw the logo', 'has ended');
    expect(line.text).toContain('Removed in Okta by Okta Admin, not through Latchkey');
    const card = await messageOnce(dana, 'Ana Silva (Product designer, Design) was taken out');
    expect(card.text).toContain('by Okta Admin');
    expect(card.buttons).toEqual(['Explain']);
    const trail = await at().auditTrail(request);
    expect(trail.slice(trail.indexOf('grant.lost'))).toEqual([
      'grant.lost',
      'assignment.ending',
      'grant.ending',
      'grant.ended',
      'assignment.ended',
    ]);
    expect((await at().store.assignments.find(request))?.cause).toBe('goneOutside');
    await at().until(
      () =>
        jira.issues().some(({ comments }) => comments.some((one) => one.includes('was removed in Okta by Okta Admin'))),
      patience.within,
    );
    await card.press('Explain');
    const form = await dana.modal('Explain this change', patience);
    await form.fill('Reason', 'Ana has moved to another team');
    await form.submit();
    await cardSays(dana, 'Ana Silva', 'Dana Levi explained it');
    expect((await found(at(), 'ana', 'figma-editors'))[0]).toMatchObject({ status: 'closed', answer: 'explained' });
  });

  test('lesson 25: six that vanish at once change nothing before an admin says so; then they end', async () => {
    const { slack, okta, store } = at();
    const [priya, iris] = [slack.as('priya'), slack.as('it')];
    await at().passTime(hours(2));
    for (const key of six) await getIn(slack.as(key), wanted(key), priya);
    for (const key of six) okta.removeMember(group, key);
    await at().passTime(hours(1) + minutes(1));
    const asked = await messageOnce(
      iris,
      '6 memberships that Latchkey gave are gone',
      ({ buttons }) => buttons.length === 2,
    );
    expect(asked.text).toContain('nothing was changed');
    expect(asked.text).toContain('Abe Stone: aws-readonly in Okta');
    await at().passTime(hours(1) + minutes(1));
    expect((await store.grants.liveIn(`okta:${okta.groupId(group)}`)).map(({ status }) => status)).toEqual(
      six.map(() => 'active'),
    );
    expect(iris.dms().filter(({ text }) => text.includes('memberships that Latchkey gave are gone'))).toHaveLength(1);
    expect(message(slack.as('abe'), 'Work of abe')?.text).toContain("You're in");
    okta.addMember(group, 'gil');
    await asked.press('Go on');
    await messageOnce(iris, 'Iris Tan said to go on', ({ buttons }) => buttons.length === 0);
    await at().passTime(minutes(1));
    for (const key of six.slice(0, 5)) await threadSays(slack.as(key), `Work of ${key}`, 'has ended');
    expect(message(slack.as('gil'), 'Work of gil')?.text).toContain("You're in");
  });

  test('what cannot be read is never taken for empty', async () => {
    const { slack, okta, store } = at();
    const [sam, grace] = [slack.as('sam'), slack.as('grace')];
    await at().passTime(hours(2));
    await getIn(sam, { app: 'figma', role: 'Editor', duration: '30 days', reason: 'Review the drawings' }, grace);
    const down = okta.faults.error(
      'GET /api/v1/groups/{id}/users',
      oktaError(500, 'E0000009', 'Internal Server Error'),
    );
    await at().passTime(hours(1) + minutes(1));
    await down.met();
    const [grant] = await store.grants.liveIn(`okta:${okta.groupId('figma-editors')}`);
    expect(grant?.status).toBe('active');
    expect(message(sam, 'Review the drawings')?.text).toContain("You're in");
    down.remove();
    await at().passTime(hours(1) + minutes(1));
    expect((await store.grants.find(grant?.id ?? ''))?.status).toBe('active');
  });

  test('what an admin leaves stays on record', async () => {
    const { slack, okta, store } = at();
    const [priya, iris] = [slack.as('priya'), slack.as('it')];
    await at().passTime(hours(2));
    const five = six.slice(0, 5);
    for (const key of five) await getIn(slack.as(key), { ...wanted(key), reason: `More work of ${key}` }, priya);
    for (const key of six) okta.removeMember(group, key);
    await at().passTime(hours(1) + minutes(1));
    const asked = await messageOnce(
      iris,
      '6 memberships that Latchkey gave are gone',
      ({ buttons }) => buttons.length === 2,
    );
    await asked.press('Leave it');
    await messageOnce(iris, 'Iris Tan said to leave it');
    await at().passTime(hours(1) + minutes(1));
    expect(await store.grants.liveIn(`okta:${okta.groupId(group)}`)).toHaveLength(6);
  });
});
