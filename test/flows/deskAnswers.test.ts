import { describe, expect, test } from '@jest/globals';
import { acmeWith, cardSays, cardToDecide, messageOnce, threadSays } from '../support/acts.js';
import {
  asked,
  deskMapping,
  deskSettings,
  houseInJira,
  issueIsAt,
  issueSays,
  of,
  onRecord,
  prepareDesk,
} from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
  ['lena', 'Lena Fox', 'ben'],
  ['kim', 'Kim Tran', 'ben'],
]);

const editor = (reason: string) => ({ app: 'figma', role: 'Editor', duration: '8 hours', reason });

describe.each([1, 2])('approvals of Jira Service Management (every step run %i×)', (stepsRun) => {
  const own = { mapping: deskMapping, settings: deskSettings, prepare: prepareDesk };
  const at = houseInJira(own, { stepsRun, company });

  test('an approval answered there is that person’s yes, and the move that Jira makes of it is not another one', async () => {
    const { slack, jira, okta } = at();
    const [leo, ben] = [slack.as('leo'), slack.as('ben')];
    const { id, key } = await asked(at(), leo, editor('From the portal'));
    await cardToDecide(ben, 'From the portal');
    await issueIsAt(at(), key, 'Awaiting approval');
    jira.approve(key, of('ben'));
    await cardSays(leo, 'From the portal', "You're in");
    expect(okta.has('leo', 'figma-editors')).toBe(true);
    expect((await messageOnce(ben, 'Approved by Ben Okafor', ({ buttons }) => buttons.length === 0)).buttons).toEqual(
      [],
    );
    await jira.deliveriesSettled();
    const yes = await onRecord(at(), id, 'request.approvalRecorded');
    expect(yes.map(({ event }) => event.move)).toEqual([expect.stringMatching(/^approval:\d+:/)]);
    expect(await onRecord(at(), id, 'request.moveRefused')).toEqual([]);
  });

  test('declined there is denied, with what was written as the reason', async () => {
    const { slack, jira } = at();
    const mia = slack.as('mia');
    const { id, key } = await asked(at(), mia, editor('Just because'));
    await issueIsAt(at(), key, 'Awaiting approval');
    jira.say(key, of('ben'), 'Say what it is for, please');
    jira.decline(key, of('ben'));
    expect((await threadSays(mia, 'Just because', 'Denied by Ben Okafor')).text).toContain(
      'Say what it is for, please',
    );
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.denied']);
  });

  test.each([
    ['lena', 401, { code: 401, message: 'Unauthorized; scope does not match' }],
    ['kim', 403, { errorMessage: 'You are no agent of this service desk.' }],
  ])('what %s asks is decided by a move where Jira does not let approvals be read (%i)', async (who, status, body) => {
    const { slack, jira, okta } = at();
    const person = slack.as(who);
    const reason = `Not for us to read ${status}`;
    const { key } = await asked(at(), person, editor(reason));
    await issueIsAt(at(), key, 'Awaiting approval');
    const closed = jira.faults.error('getApprovals', { status, body });
    jira.move(key, 'Provisioned', of('ben'));
    await cardSays(person, reason, "You're in");
    expect(closed.hits).toBeGreaterThan(0);
    expect(okta.has(who, 'figma-editors')).toBe(true);
    closed.remove();
  });

  test('whom only Jira was told to ask decides nothing', async () => {
    const { slack, jira, okta } = at();
    const noa = slack.as('noa');
    const { id, key } = await asked(at(), noa, editor('Friends will do'));
    await issueIsAt(at(), key, 'Awaiting approval');
    jira.edit(key, of('it'), { customfield_10055: [{ accountId: jira.accountId(of('sam')) }] });
    jira.approve(key, of('sam'));
    await issueSays(at(), key, 'You are not one of the people who decide this request.');
    await issueIsAt(at(), key, 'Awaiting approval');
    expect(okta.has('noa', 'figma-editors')).toBe(false);
    expect((await onRecord(at(), id, 'request.moveRefused'))[0]?.event.why).toBe('refused');
    await (await cardToDecide(slack.as('ben'), 'Friends will do')).press('Approve');
    await cardSays(noa, 'Friends will do', "You're in");
  });
});
