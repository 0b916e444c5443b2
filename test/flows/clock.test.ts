import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../sandbox/slack/index.js';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  getIn,
  message,
  messageOnce,
  patience,
  sent,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { days, hours, minutes } from '../support/house.js';

const company = acmeWith([
  ['eli', 'Eli Brown', 'ben'],
  ['fay', 'Fay Olsen', 'ben'],
  ['gil', 'Gil Santos', 'priya'],
  ['lea', 'Lea Dubois', 'ben'],
  ['moe', 'Moe Haddad', 'ben'],
  ['una', 'Una Byrne', 'ben'],
  ['ori', 'Ori Levin', 'priya'],
  ['nat', 'Nat Ferro', 'ben'],
  ['pia', 'Pia Lund', 'ben'],
]);

describe.each([1, 2])('the clock (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });
  const editor = { app: 'figma', role: 'Editor', duration: '8 hours' };

  const extend = async (person: Person, about: string, duration: string) => {
    await (await cardSays(person, about, 'active until')).press('Extend');
    const form = await person.modal('Extend access', patience);
    await form.choose('Duration', duration);
    await person.until(() => form.text().includes('The new end would be'), patience);
    return form;
  };

  test('lesson 4: the clock starts when access is active, not when it was asked for', async () => {
    const { slack, okta } = at();
    const [eli, ben] = [slack.as('eli'), slack.as('ben')];
    await ask(eli, { ...editor, reason: 'The winter campaign' });
    await cardToDecide(ben, 'The winter campaign');
    await at().passTime(hours(20));
    await approve(ben, 'The winter campaign');
    const card = await cardSays(eli, 'The winter campaign', "You're in");
    expect(card.text).toContain('8 hours from when it began');
    await threadSays(eli, 'The winter campaign', "You're in: Editor in Figma until");
    await at().passTime(hours(6));
    expect(message(eli, 'The winter campaign')?.text).not.toContain('Ends soon');
    await at().passTime(hours(1));
    await threadSays(eli, 'The winter campaign', 'Editor in Figma ends soon: ');
    await cardSays(eli, 'The winter campaign', 'Ends soon: active until');
    await at().passTime(minutes(55));
    expect(okta.has('eli', 'figma-editors')).toBe(true);
    await at().passTime(minutes(6));
    await threadSays(eli, 'The winter campaign', 'Editor in Figma has ended. Time was up');
    expect(okta.has('eli', 'figma-editors')).toBe(false);
    const lines = message(eli, 'The winter campaign')?.thread ?? [];
    expect(lines).toHaveLength(4);
    expect(lines.every((line) => line.startsWith('@Eli Brown'))).toBe(true);
  });

  test('lesson 21: given back is shown as ended only when the provider has confirmed it', async () => {
    const { slack, okta } = at();
    const [fay, ben] = [slack.as('fay'), slack.as('ben')];
    const card = await getIn(fay, { ...editor, reason: 'Cut the film' }, ben);
    const request = await at().newestRequest();
    const refusing = okta.faults.down('DELETE /api/v1/groups/{id}/users/{id}');
    await card.press('Give back');
    const ending = await cardSays(fay, 'Cut the film', 'Your access is being taken away');
    expect(ending.buttons).toEqual([]);
    expect(ending.text).not.toContain('Ended');
    await refusing.met();
    expect(okta.has('fay', 'figma-editors')).toBe(true);
    expect((await at().auditTrail(request)).at(-1)).toBe('grant.ending');
    refusing.remove();
    await at().passTime(minutes(1));
    await cardSays(fay, 'Cut the film', 'Given back by Fay Olsen');
    await threadSays(fay, 'Cut the film', 'Editor in Figma has ended.');
    expect(okta.has('fay', 'figma-editors')).toBe(false);
    await trailOnceItEnds(at(), request, 'assignment.ended');
  });

  test('lesson 3: what came back after its end is taken away again', async () => {
    const { slack, okta } = at();
    const [moe, ben] = [slack.as('moe'), slack.as('ben')];
    await getIn(moe, { ...editor, reason: 'Two banners' }, ben);
    await at().passTime(hours(8) + minutes(1));
    await threadSays(moe, 'Two banners', 'Editor in Figma has ended. Time was up');
    okta.addMember('figma-editors', 'moe');
    await at().passTime(minutes(1));
    await at().until(() => !okta.has('moe', 'figma-editors'), patience.within);
    expect((await at().auditTrail(await at().newestRequest())).at(-1)).toBe('assignment.ended');
  });

  test('lesson 3: time is up, and nothing has ended before the provider confirms it; no comparison revives it', async () => {
    const { slack, okta, store } = at();
    const [pia, ben] = [slack.as('pia'), slack.as('ben')];
    await getIn(pia, { ...editor, reason: 'Three posters' }, ben);
    const request = await at().newestRequest();
    const refusing = okta.faults.down('DELETE /api/v1/groups/{id}/users/{id}');
    await at().passTime(hours(8) + minutes(1));
    await cardSays(pia, 'Three posters', 'Your access is being taken away');
    await refusing.met();
    // Meanwhile people are synced and groups are compared: both find her in.
    await at().passTime(hours(6) + minutes(1));
    expect(okta.has('pia', 'figma-editors')).toBe(true);
    expect((await store.assignments.find(request))?.status).toBe('ending');
    expect(message(pia, 'Three posters')?.thread.join()).not.toContain('has ended');
    refusing.remove();
    await at().passTime(minutes(20));
    await threadSays(pia, 'Three posters', 'Editor in Figma has ended. Time was up');
    expect(okta.has('pia', 'figma-editors')).toBe(false);
    expect(
      (await trailOnceItEnds(at(), request, 'assignment.ended')).filter((type) => type.endsWith('activated')),
    ).toEqual(['grant.activated', 'assignment.activated']);
  });

  test('lesson 5: one end, kept in one place: extended at once within the longest time, and the old end passes', async () => {
    const { slack, okta } = at();
    const [lea, ben] = [slack.as('lea'), slack.as('ben')];
    await getIn(lea, { ...editor, reason: 'A whole website' }, ben);
    const request = await at().newestRequest();
    const form = await extend(lea, 'A whole website', '7 days');
    expect(form.text()).toContain('It is applied at once.');
    expect(form.submitText()).toBe('Extend');
    expect(await sent(lea, form)).toBe('sent');
    await cardSays(lea, 'A whole website', 'That is 7 days 8 hours from when it began.');
    const home = await lea.openHome();
    expect(home.text()).toContain('7 days 8 h left');
    await at().passTime(hours(9));
    expect(okta.has('lea', 'figma-editors')).toBe(true);
    await at().passTime(days(7));
    await threadSays(lea, 'A whole website', 'has ended');
    expect(okta.has('lea', 'figma-editors')).toBe(false);
    const trail = await trailOnceItEnds(at(), request, 'assignment.ended');
    expect(trail.filter((type) => type === 'assignment.extended')).toHaveLength(1);
    expect(message(ben, 'A whole website')?.thread).toEqual([]);
  });

  test('beyond the longest time an extension is asked again, while access goes on to its old end', async () => {
    const { slack, okta } = at();
    const [gil, priya] = [slack.as('gil'), slack.as('priya')];
    const wanted = { app: 'github', role: 'Organization admin', duration: '7 days', reason: 'Move the repositories' };
    await getIn(gil, wanted, priya);
    for (const round of [2, 3, 4]) {
      expect(await sent(gil, await extend(gil, 'Move the repositories', '7 days'))).toBe('sent');
      await cardSays(gil, 'Move the repositories', `That is ${7 * round} days from when it began.`);
    }
    const form = await extend(gil, 'Move the repositories', '7 days');
    expect(form.text()).toContain('passes the longest time for this role (30 days since it began)');
    await form.fill('Reason', 'Half of them are left');
    expect(await sent(gil, form)).toBe('sent');
    const asked = await cardToDecide(priya, 'Half of them are left');
    expect(asked.text).toContain('7 days more');
    await at().passTime(days(2));
    expect(okta.has('gil', 'github-admins')).toBe(true);
    await asked.press('Approve');
    await cardSays(gil, 'Half of them are left', 'Approved: your access goes on for longer');
    await cardSays(gil, 'Move the repositories', 'That is 35 days from when it began.');
    await at().passTime(days(27));
    expect(okta.has('gil', 'github-admins')).toBe(true);
    await at().passTime(days(7));
    await threadSays(gil, 'Move the repositories', 'has ended');
    expect(okta.has('gil', 'github-admins')).toBe(false);
  });

  test('an extension that nobody has decided ends with the access that it was to extend', async () => {
    const { slack, okta } = at();
    const [ori, priya] = [slack.as('ori'), slack.as('priya')];
    const wanted = { app: 'aws', role: 'Read only', duration: '30 days', reason: 'Watch the costs' };
    await getIn(ori, wanted, priya);
    await at().passTime(days(28));
    const form = await extend(ori, 'Watch the costs', '7 days');
    await form.fill('Reason', 'The quarter is long');
    expect(await sent(ori, form)).toBe('sent');
    const asked = await cardToDecide(priya, 'The quarter is long');
    await at().passTime(days(2) + minutes(1));
    await threadSays(ori, 'The quarter is long', 'Cancelled: the access to be extended has ended.');
    await threadSays(ori, 'Watch the costs', 'has ended');
    await asked.press('Approve');
    await messageOnce(priya, 'This request was cancelled.');
    expect(okta.has('ori', 'aws-readonly')).toBe(false);
  });

  test('given back while it is being set up, it is out for good', async () => {
    const { slack, okta } = at();
    const [nat, ben] = [slack.as('nat'), slack.as('ben')];
    const adding = okta.faults.hold('PUT /api/v1/groups/{id}/users/{id}');
    await ask(nat, { ...editor, reason: 'A stamp' });
    await approve(ben, 'A stamp');
    await adding.met();
    await (await messageOnce(nat, 'A stamp', ({ buttons }) => buttons.includes('Give back'))).press('Give back');
    await cardSays(nat, 'A stamp', 'Your access is being taken away');
    adding.release();
    await at().passTime(minutes(1));
    await threadSays(nat, 'A stamp', 'has ended. Given back by Nat Ferro');
    await at().passTime(minutes(1));
    expect(okta.has('nat', 'figma-editors')).toBe(false);
    expect(await at().auditTrail(await at().newestRequest())).not.toContain('assignment.activated');
  });

  test('lesson 25: what falls due while the bot is away is done when it starts, and the history is whole', async () => {
    const { slack, okta, jira } = at();
    const [una, ben] = [slack.as('una'), slack.as('ben')];
    await getIn(una, { ...editor, reason: 'The annual report' }, ben);
    const request = await at().newestRequest();
    await at().restart({ away: hours(9) });
    await threadSays(una, 'The annual report', 'Editor in Figma has ended. Time was up');
    expect(okta.has('una', 'figma-editors')).toBe(false);
    const trail = await trailOnceItEnds(at(), request, 'assignment.ended');
    expect(trail.slice(0, 3)).toEqual(['request.submitted', 'request.approvalRecorded', 'request.approved']);
    expect(trail.filter((type) => type === 'grant.ended')).toHaveLength(1);
    await at().until(() => jira.issues().at(-1)?.statusCategory === 'done', patience.within);
  });
});
