import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  cardSays,
  cardToDecide,
  message,
  messageOnce,
  patience,
  threadSays,
} from '../support/acts.js';
import { asked, houseInJira, issueIsAt, issueSays, of, onRecord, ring } from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
  ['zoe', 'Zoe Adeyemi', 'ben'],
  ['kim', 'Kim Tran', 'ben'],
  ['ida', 'Ida Holm', 'ben'],
  ['lena', 'Lena Fox', 'ben'],
]);

const editor = (reason: string) => ({ app: 'figma', role: 'Editor', duration: '8 hours', reason });

describe.each([1, 2])('acting in Jira (every step run %i×)', (stepsRun) => {
  const at = houseInJira({}, { stepsRun, company });

  test('who is asked drags the card to Approved, and that is their yes', async () => {
    const { slack, jira, okta, store } = at();
    const [leo, ben] = [slack.as('leo'), slack.as('ben')];
    const { id, key } = await asked(at(), leo, editor('Icons for the spring'));
    await cardToDecide(ben, 'Icons for the spring');
    jira.move(key, 'Approved', of('ben'));
    await cardSays(leo, 'Icons for the spring', "You're in");
    expect(okta.has('leo', 'figma-editors')).toBe(true);
    expect((await cardSays(ben, 'Icons for the spring', 'Approved by Ben Okafor')).buttons).toEqual([]);
    await issueIsAt(at(), key, 'Active');
    const [yes] = await onRecord(at(), id, 'request.approvalRecorded');
    const person = await store.people.byEmail(of('ben'));
    expect(yes).toMatchObject({
      actor: `person:${person?.id}`,
      cause: 'jira',
      event: { by: person?.id, stage: 'manager' },
    });
    expect(yes?.event.move).toMatch(/^move:\d+$/);
    const bound = await store.trail.streams([`person:${person?.id}`]);
    expect(bound.map(({ event }) => event)).toContainEqual({
      type: 'person.boundInJira',
      id: person?.id,
      accountId: jira.accountId(of('ben')),
    });
  });

  test('the scopes of an ordinary project are enough: nothing is asked of a service desk', async () => {
    const { slack, jira } = at();
    const lena = slack.as('lena');
    const body = { code: 401, message: 'Unauthorized; scope does not match' };
    const scoped = jira.faults.error('getApprovals', { status: 401, body });
    const { key } = await asked(at(), lena, editor('With a scoped token'));
    jira.move(key, 'Approved', of('ben'));
    await cardSays(lena, 'With a scoped token', "You're in");
    expect(scoped.hits).toBe(0);
    scoped.remove();
  });

  test('a no has what its author wrote there as its reason, and it reaches who asked', async () => {
    const { slack, jira, okta } = at();
    const mia = slack.as('mia');
    const { id, key } = await asked(at(), mia, editor('To see how it works'));
    jira.say(key, of('ben'), 'Viewer is enough for that');
    jira.move(key, 'Declined', of('ben'));
    const told = await threadSays(mia, 'To see how it works', 'Denied by Ben Okafor');
    expect(told.text).toContain('Viewer is enough for that');
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.denied']);
    expect(okta.has('mia', 'figma-editors')).toBe(false);
  });

  test('a stranger moves the card: it is put back, and says why; who may decide still can', async () => {
    const { slack, jira, okta } = at();
    const noa = slack.as('noa');
    const { id, key } = await asked(at(), noa, editor('The annual report'));
    jira.move(key, 'Approved', of('omar'));
    await issueSays(at(), key, 'You are not one of the people who decide this request.');
    await issueIsAt(at(), key, 'Waiting for approval');
    expect(okta.has('noa', 'figma-editors')).toBe(false);
    const [refused] = await onRecord(at(), id, 'request.moveRefused');
    expect(refused?.event).toMatchObject({ account: jira.accountId(of('omar')), why: 'refused' });
    await jira.deliveriesSettled();
    for (let times = 0; times < 3; times += 1)
      await ring({ webhookEvent: 'jira:issue_updated', issue: jira.issue(key) });
    await at().until(async () => (await at().store.rings.find(jira.issue(key).id)) === undefined, patience.within);
    expect(await onRecord(at(), id, 'request.moveRefused')).toHaveLength(1);
    jira.move(key, 'Approved', of('ben'));
    await cardSays(noa, 'The annual report', "You're in");
  });

  test('nobody approves their own request by moving its card', async () => {
    const { slack, jira, okta } = at();
    const { id, key } = await asked(at(), slack.as('zoe'), editor('Just a little change'));
    jira.move(key, 'Approved', of('zoe'));
    await issueSays(at(), key, 'You cannot decide your own request.');
    await issueIsAt(at(), key, 'Waiting for approval');
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.moveRefused']);
    expect(okta.has('zoe', 'figma-editors')).toBe(false);
    jira.move(key, 'Declined', of('ben'));
    await threadSays(slack.as('zoe'), 'Just a little change', 'Denied by Ben Okafor');
  });

  test('privileged access is decided in Slack, whoever moves its card', async () => {
    const { slack, jira } = at();
    const wanted = { app: 'aws', role: 'Production admin', duration: '4 hours', reason: 'Failover drill' };
    const { id, key } = await asked(at(), slack.as('omar'), wanted);
    jira.move(key, 'Approved', of('sam'));
    await issueSays(at(), key, 'Policy has this decided in Slack only.');
    await issueIsAt(at(), key, 'Waiting for approval');
    expect((await onRecord(at(), id, 'request.moveRefused'))[0]?.event.why).toBe('slackOnly');
    await approve(slack.as('sam'), 'Failover drill');
    await approve(slack.as('priya'), 'Failover drill');
    await cardSays(slack.as('omar'), 'Failover drill', "You're in");
  });

  test('in Jira and in Slack at the same moment: one decision stands', async () => {
    const { slack, jira } = at();
    const [kim, ben] = [slack.as('kim'), slack.as('ben')];
    const { id, key } = await asked(at(), kim, editor('New letterheads'));
    const card = await cardToDecide(ben, 'New letterheads');
    jira.move(key, 'Approved', of('ben'));
    await card.press('Approve');
    await cardSays(kim, 'New letterheads', "You're in");
    await issueIsAt(at(), key, 'Active');
    await jira.deliveriesSettled();
    expect(await onRecord(at(), id, 'request.approvalRecorded')).toHaveLength(1);
    expect(await onRecord(at(), id, 'request.approved')).toHaveLength(1);
  });

  test('an automation decides nothing, and is left alone with it once it goes on and on', async () => {
    const { slack, jira, okta, until } = at();
    const [ida, dana] = [slack.as('ida'), slack.as('dana')];
    const { id, key } = await asked(at(), ida, editor('A rule of mine'));
    for (let times = 1; times <= 3; times += 1) {
      jira.moveByAutomation(key, 'Approved');
      await until(async () => (await onRecord(at(), id, 'request.moveRefused')).length === times, patience.within);
      await issueIsAt(at(), key, 'Waiting for approval');
      const unheard = { consumer: 'jira', lane: id } as const;
      await until(async () => (await at().store.outbox.undone(unheard)).length === 0, patience.within);
    }
    jira.moveByAutomation(key, 'Approved');
    expect((await messageOnce(dana, 'has put it back several times')).text).toContain(
      `Something in Jira keeps moving ${key}, about access to Figma`,
    );
    await issueSays(at(), key, 'Left as it is:');
    expect(jira.issue(key).status).toBe('Approved');
    expect(okta.has('ida', 'figma-editors')).toBe(false);
    const refusals = await onRecord(at(), id, 'request.moveRefused');
    expect(refusals.map(({ event }) => event.why)).toEqual(['notAPerson', 'notAPerson', 'notAPerson']);
    expect(message(ida, "You're in")).toBeUndefined();
    jira.moveTo(key, 'Waiting for approval', of('ben'));
    jira.move(key, 'Declined', of('ben'));
    await threadSays(ida, 'A rule of mine', 'Denied by Ben Okafor');
  });
});
