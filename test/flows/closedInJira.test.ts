import { describe, expect, test } from '@jest/globals';
import { acmeWith, cardSays, getIn, message, threadSays } from '../support/acts.js';
import type { House } from '../support/house.js';
import { asked, board, houseInJira, issueIsAt, issueSays, jiraHasHeard, of, onRecord } from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
]);

describe('where policy has more decided and ended in Jira', () => {
  const at = houseInJira({ policy: 'decideInJira: [standard, privileged]', more: '  close: endAccess\n' }, { company });

  test('two stages are two people: after the first yes the card goes back to waiting', async () => {
    const { slack, jira, okta } = at();
    const omar = slack.as('omar');
    const wanted = { app: 'aws', role: 'Production admin', duration: '4 hours', reason: 'Failover drill' };
    const { id, key } = await asked(at(), omar, wanted);
    jira.move(key, 'Approved', of('priya'));
    await issueSays(at(), key, 'You are not one of the people who decide this request.');
    await issueIsAt(at(), key, 'Waiting for approval');
    jira.move(key, 'Approved', of('sam'));
    await issueSays(at(), key, 'Sam Rivera agrees as security');
    await issueIsAt(at(), key, 'Waiting for approval');
    expect(okta.has('omar', 'aws-production-admin')).toBe(false);
    jira.move(key, 'Approved', of('priya'));
    await cardSays(omar, 'Failover drill', "You're in");
    const yes = await onRecord(at(), id, 'request.approvalRecorded');
    expect(yes.map(({ event, cause }) => [event.stage, cause])).toEqual([
      ['security', 'jira'],
      ['owner', 'jira'],
    ]);
    expect(await onRecord(at(), id, 'request.moveRefused')).toHaveLength(1);
  });

  test('who holds it closes the issue, and gives it back by that', async () => {
    const { slack, jira, okta, until } = at();
    const leo = slack.as('leo');
    await getIn(leo, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'A short job' }, slack.as('ben'));
    const id = await at().newestRequest();
    const key = (await at().store.requests.find(id))?.issue?.key ?? '';
    await issueIsAt(at(), key, 'Active');
    jira.close(key, of('leo'));
    await cardSays(leo, 'A short job', 'Given back by Leo Marsh');
    await until(() => !okta.has('leo', 'figma-editors'));
    expect((await onRecord(at(), id, 'assignment.ending'))[0]).toMatchObject({
      cause: 'jira',
      event: { cause: 'returned' },
    });
  });

  test('a stranger closes it: it is opened again and says why; the owner closes it, and that ends the access', async () => {
    const { slack, jira, okta, until } = at();
    const mia = slack.as('mia');
    await getIn(mia, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'A long job' }, slack.as('ben'));
    const id = await at().newestRequest();
    const key = (await at().store.requests.find(id))?.issue?.key ?? '';
    await issueIsAt(at(), key, 'Active');
    jira.close(key, of('sam'));
    await issueSays(at(), key, "Only an admin or the app's owner can revoke access.");
    await issueIsAt(at(), key, 'Active');
    expect(okta.has('mia', 'figma-editors')).toBe(true);
    jira.say(key, of('dana'), 'The project is over');
    jira.close(key, of('dana'));
    expect((await cardSays(mia, 'A long job', 'Revoked by Dana Levi')).text).toContain('The project is over');
    await until(() => !okta.has('mia', 'figma-editors'));
    expect((await onRecord(at(), id, 'assignment.ending'))[0]?.event.cause).toBe('revoked');
  });
});

describe('where closing an issue ends nothing', () => {
  const at = houseInJira({}, { company });

  test('it is opened again, whoever closes it', async () => {
    const { slack, jira, okta } = at();
    const leo = slack.as('leo');
    await getIn(leo, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Left open' }, slack.as('ben'));
    const id = await at().newestRequest();
    const key = (await at().store.requests.find(id))?.issue?.key ?? '';
    await issueIsAt(at(), key, 'Active');
    jira.close(key, of('leo'));
    await issueSays(at(), key, 'where the issue stands follows from what became of the access');
    await issueIsAt(at(), key, 'Active');
    expect(okta.has('leo', 'figma-editors')).toBe(true);
    expect(message(leo, 'Given back')).toBeUndefined();
    await (await cardSays(leo, 'Left open', "You're in")).press('Give back');
    await threadSays(leo, 'Left open', 'has ended');
  });
});

describe('where the status that says yes counts as done', () => {
  const isYes = ({ name }: { name: string }) => name === 'Approved';
  const statuses = board.statuses.map((one) => (isYes(one) ? { ...one, category: 'done' as const } : one));
  const transitions = [...board.transitions, { id: '11', name: 'Tidy up', from: 'Active', to: 'Approved' }];
  const prepare = (jira: House['jira']) => jira.setWorkflow({ statuses, transitions });
  const at = houseInJira({ more: '  close: endAccess\n', prepare }, { company });

  test('to say yes once more in Jira ends nothing: it is put back', async () => {
    const { slack, jira, okta } = at();
    const mia = slack.as('mia');
    await getIn(mia, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Said twice' }, slack.as('ben'));
    const id = await at().newestRequest();
    const key = (await at().store.requests.find(id))?.issue?.key ?? '';
    await issueSays(at(), key, 'Active. Mia Brandt has');
    await jiraHasHeard(at(), id);
    jira.move(key, 'Approved', of('dana'));
    await issueSays(at(), key, 'where the issue stands follows from what became of the access');
    await issueIsAt(at(), key, 'Active');
    expect(await onRecord(at(), id, 'assignment.ending')).toEqual([]);
    expect(okta.has('mia', 'figma-editors')).toBe(true);
    jira.close(key, of('dana'));
    await cardSays(mia, 'Said twice', 'Revoked by Dana Levi');
  });
});
