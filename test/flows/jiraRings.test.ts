import { describe, expect, test } from '@jest/globals';
import { acmeWith, cardSays, cardToDecide, message, patience, threadSays } from '../support/acts.js';
import { minutes } from '../support/house.js';
import { asked, houseInJira, issueIsAt, issueSays, of, onRecord, ring, webhook } from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
  ['zoe', 'Zoe Adeyemi', 'ben'],
  ['kim', 'Kim Tran', 'tess'],
  ['tess', 'Tess Ode', 'grace'],
]);

const editor = (reason: string) => ({ app: 'figma', role: 'Editor', duration: '8 hours', reason });

describe("Jira's doorbell", () => {
  const at = houseInJira({}, { company });
  const ringFor = (id: string, more: object = {}) => ({ webhookEvent: 'jira:issue_updated', issue: { id }, ...more });

  test('whoever does not know the secret is not heard, and is told nothing', async () => {
    const { slack, jira, store } = at();
    const { id, key } = await asked(at(), slack.as('leo'), editor('Forged'));
    const { id: issue } = jira.issue(key);
    await jira.deliveriesSettled();
    await at().until(async () => (await store.rings.find(issue)) === undefined);
    // What really happened there, but nobody rang: only a ring that counts would have it looked at.
    jira.faults.down('webhook', { times: 1 });
    jira.move(key, 'Declined', of('ben'));
    const approved = ringFor(issue, { changelog: { items: [{ field: 'status', toString: 'Approved' }] } });
    for (const signed of [{}, { secret: 'another one' }, { header: 'sha256=' }, { header: `sha1=${'0'.repeat(40)}` }]) {
      const answer = await ring(approved, signed);
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    expect(await store.rings.find(issue)).toBeUndefined();
    expect((await ring(ringFor(issue))).status).toBe(200);
    await threadSays(slack.as('leo'), 'Forged', 'Denied by Ben Okafor');
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.denied']);
  });

  test('what is no ring, and what is too long, leaves nothing behind', async () => {
    const rings = () => at().store.rings.due(new Date('2100-01-01'), 10);
    // What the story before has rung for is still being looked at.
    await at().until(async () => (await rings()).length === 0);
    const answers = await Promise.all([ring({ webhookEvent: 'sprint_started', sprint: { id: 1 } }), ring([])]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await ring({ webhookEvent: 'jira:issue_updated', issue: { id: "1'; --" } })).status).toBe(200);
    const body = 'x'.repeat(4 * 1024 * 1024 + 1);
    const tooLong = await fetch(webhook, { method: 'POST', body }).catch(() => undefined);
    expect(tooLong?.status ?? 413).toBe(413);
    expect((await fetch(webhook)).status).toBe(404);
    expect(await rings()).toEqual([]);
  });

  test('rung twice, late and out of order it is one decision, and nothing that was said of it is believed', async () => {
    const { slack, jira } = at();
    const mia = slack.as('mia');
    const { id, key } = await asked(at(), mia, editor('Twice and late'));
    const { id: issue } = jira.issue(key);
    // An old ring that says what is not so.
    await ring(
      ringFor(issue, {
        user: { accountId: jira.accountId(of('ben')) },
        issue: { id: issue, fields: { status: { name: 'Approved' } } },
      }),
    );
    jira.faults.twice('webhook', { times: 3 });
    const held = jira.faults.hold('webhook', { times: 1 });
    jira.move(key, 'Approved', of('ben'));
    expect(message(mia, "You're in")).toBeUndefined();
    held.release();
    await cardSays(mia, 'Twice and late', "You're in");
    for (let times = 0; times < 5; times += 1) expect((await ring(ringFor(issue))).status).toBe(200);
    await issueIsAt(at(), key, 'Active');
    await at().passTime(1);
    expect(await onRecord(at(), id, 'request.approvalRecorded')).toHaveLength(1);
    expect(await onRecord(at(), id, 'request.moveRefused')).toEqual([]);
  });

  test('what Jira never rang for is found all the same', async () => {
    const { slack, jira, passTime } = at();
    const noa = slack.as('noa');
    const { key } = await asked(at(), noa, editor('Nobody rang'));
    await jira.deliveriesSettled();
    const deaf = jira.faults.down('webhook');
    jira.move(key, 'Approved', of('ben'));
    await passTime(minutes(6));
    await cardSays(noa, 'Nobody rang', "You're in");
    deaf.remove();
  });

  test('while Jira or the directory cannot be asked nothing is assumed; afterwards it counts', async () => {
    const { slack, jira, okta } = at();
    const zoe = slack.as('zoe');
    const { id, key } = await asked(at(), zoe, editor('While it was away'));
    const away = jira.faults.down('getChangeLogs');
    jira.move(key, 'Approved', of('ben'));
    await away.met(2);
    expect(await at().auditTrail(id)).toEqual(['request.submitted']);
    const silent = okta.faults.down('*');
    away.remove();
    await silent.met(2);
    expect(await at().auditTrail(id)).toEqual(['request.submitted']);
    silent.remove();
    await cardSays(zoe, 'While it was away', "You're in");
  });

  test('an account that hides its address is nobody until the person says that it is theirs, and an admin confirms it', async () => {
    const { slack, jira, store } = at();
    const [kim, tess, iris] = [slack.as('kim'), slack.as('tess'), slack.as('it')];
    jira.hideEmail(of('tess'));
    const account = jira.accountId(of('tess'));
    const { id, key } = await asked(at(), kim, editor('Hidden'));
    await cardToDecide(tess, 'Hidden');
    jira.move(key, 'Approved', of('tess'));
    await issueSays(at(), key, 'Jira hides the e-mail address of this account');
    await issueIsAt(at(), key, 'Waiting for approval');
    expect((await onRecord(at(), id, 'request.moveRefused'))[0]?.event).toMatchObject({ account, why: 'unbound' });
    await tess.command(`/access jira ${account} @tess`);
    await tess.until(() => tess.ephemerals().some(({ text }) => text.includes('Only admins can confirm')), patience);
    // An admin alone could bind an account of their own to somebody who may decide more.
    await iris.command(`/access jira ${account} @tess`);
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes('Tess Ode has to say first')), patience);
    await tess.command(`/access jira ${account}`);
    await tess.until(() => tess.ephemerals().some(({ text }) => text.includes('An admin has to confirm')), patience);
    await iris.command(`/access jira ${account} @tess`);
    await iris.until(() => iris.ephemerals().some(({ text }) => text.includes('is now Tess Ode')), patience);
    const person = await store.people.byEmail(of('tess'));
    const bound = (await store.trail.streams([`person:${person?.id}`])).map(({ event }) => event);
    expect(bound).toContainEqual(
      expect.objectContaining({ type: 'person.boundInJira', accountId: account, by: expect.any(String) }),
    );
    jira.move(key, 'Approved', of('tess'));
    await cardSays(kim, 'Hidden', "You're in");
  });
});
