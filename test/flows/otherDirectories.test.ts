import { describe, expect, test } from '@jest/globals';
import {
  ask,
  cardSays,
  cardToDecide,
  forgePress,
  getIn,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { type House, hours, minutes } from '../support/house.js';
import {
  acmeAt,
  admins,
  editors,
  filesFor,
  type Other,
  others,
  withCatalog,
  withoutOkta,
} from '../support/otherDirectory.js';

/** The company has its people at Entra ID or at Google: they, their managers and their leaving are known from there. */

const company = acmeAt([
  ['kai', 'Kai Berg', 'grace'],
  ['ida', 'Ida Moreno', 'kai'],
  ['uma', 'Uma Joshi', 'ben'],
  ['wes', 'Wes Lindqvist', 'ben'],
  ['max', 'Max Weber', 'ben'],
  ['eli', 'Eli Brown', 'ben'],
  ['fay', 'Fay Olsen', 'ben'],
]);
/** Six hours later everybody in the directory is looked at again. */
const nextLook = hours(6) + minutes(1);
const editor = { app: 'reports', role: 'Editor', duration: '8 hours' };

describe.each(others)('$title as the directory, and nothing else', (other) => {
  const catalog = withCatalog(filesFor(other.name, other.name));
  const at = sharedHouse({
    company,
    environment: (standIns) => ({ ...withoutOkta, ...other.settings(standIns), CATALOG_DIR: catalog }),
  });
  const there = () => other.console(at());

  aboutAsking(at, other);
  aboutLeaving(at, other);

  test('lesson 3: time is up, and nothing has ended before it is confirmed there; no look at anything revives it', async () => {
    const { slack, store } = at();
    const [fay, ben] = [slack.as('fay'), slack.as('ben')];
    await getIn(fay, { ...editor, reason: 'Cut the film' }, ben);
    const request = await at().newestRequest();
    const grants = async () => (await store.assignments.find(request))?.grants ?? [];
    const [grant = ''] = await grants();
    const refusing = there().faults.down(other.calls.remove);
    await at().passTime(hours(8) + minutes(1));
    await cardSays(fay, 'Cut the film', 'Your access is being taken away');
    await refusing.met();
    // The people sync and the comparison both find her as she was.
    await at().passTime(nextLook);
    expect(there().has('fay', editors)).toBe(true);
    expect((await store.grants.find(grant))?.status).toBe('revoking');
    expect((await store.assignments.find(request))?.status).toBe('ending');
    expect(message(fay, 'Cut the film')?.thread.join()).not.toContain('has ended');
    refusing.remove();
    await at().passTime(minutes(20));
    await threadSays(fay, 'Cut the film', 'Editor in Reports has ended. Time was up');
    expect(there().has('fay', editors)).toBe(false);
    await trailOnceItEnds(at(), request, 'assignment.ended');
    await at().passTime(minutes(20));
    there().put('fay', editors);
    await at().passTime(nextLook);
    expect((await store.grants.find(grant))?.status).toBe('ended');
    expect((await at().auditTrail(request)).at(-1)).toBe('assignment.ended');
    expect(await store.grants.liveOf((await store.assignments.find(request))?.recipient ?? '')).toEqual([]);
  });

  test('lesson 22: the sessions of a role that says so are ended there, and another role says that they may go on', async () => {
    const { slack } = at();
    const [eli, ben, dana] = [slack.as('eli'), slack.as('ben'), slack.as('dana')];
    await getIn(eli, { app: 'reports', role: 'Administrator', duration: '4 hours', reason: 'Mend the reports' }, dana);
    expect(there().has('eli', admins)).toBe(true);
    expect(there().sessionsEnded()).toEqual([]);
    await at().passTime(hours(4) + minutes(1));
    const ended = await threadSays(eli, 'Mend the reports', 'Administrator in Reports has ended. Time was up');
    expect(ended.text).not.toContain('Sessions');
    expect(there().has('eli', admins)).toBe(false);
    expect(there().sessionsEnded()).toEqual(['eli']);
    await getIn(eli, { ...editor, reason: 'Count the pages' }, ben);
    await (await cardSays(eli, 'Count the pages', "You're in")).press('Give back');
    const returned = await threadSays(eli, 'Count the pages', 'has ended');
    expect(returned.text).toContain('Sessions that are still open may last until Reports asks you to sign in again.');
    expect(there().sessionsEnded()).toEqual(['eli']);
  });
});

type At = () => House;

function aboutAsking(at: At, other: Other): void {
  const there = () => other.console(at());

  test('the manager whom it names gets the card and approves; she is in; time runs out, and she is out', async () => {
    const { slack, okta } = at();
    const [ana, priya] = [slack.as('ana'), slack.as('priya')];
    // Not as the company began: it is the provider itself that is asked who her manager is.
    there().setManager('ana', 'priya');
    expect(await ask(ana, { ...editor, reason: 'The yearly report' })).toBe('sent');
    const asked = await cardToDecide(priya, 'The yearly report');
    expect(asked.text).toContain('Ana Silva (Product designer, Design)');
    expect(slack.as('ben').dms()).toEqual([]);
    expect(there().has('ana', editors)).toBe(false);
    await asked.press('Approve');
    await cardSays(ana, 'The yearly report', "You're in");
    expect(there().has('ana', editors)).toBe(true);
    await at().passTime(hours(8) + minutes(1));
    await threadSays(ana, 'The yearly report', 'Editor in Reports has ended. Time was up');
    expect(there().has('ana', editors)).toBe(false);
    await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended');
    expect(okta.calls).toEqual([]);
  });

  test('lesson 9: a manager who is switched off there is stood in for by the owner, and the card says why', async () => {
    const { slack } = at();
    const [ida, dana] = [slack.as('ida'), slack.as('dana')];
    there().setActive('kai', false);
    await ask(ida, { ...editor, reason: 'A poster' });
    const asked = await cardToDecide(dana, 'A poster');
    expect(asked.text).toContain('Owner stands in for the manager: Kai Berg (manager) has left.');
    await asked.press('Approve');
    await cardSays(ida, 'A poster', "You're in");
    expect(there().has('ida', editors)).toBe(true);
    await (await cardSays(ida, 'A poster', "You're in")).press('Give back');
    await threadSays(ida, 'A poster', 'has ended');
  });

  test('lesson 10: an approver who is switched off there after being asked cannot approve, and somebody else is asked', async () => {
    const { slack } = at();
    const [max, ben, dana] = [slack.as('max'), slack.as('ben'), slack.as('dana')];
    await ask(max, { ...editor, reason: 'Fix the banner' });
    const asked = await cardToDecide(ben, 'Fix the banner');
    const request = await at().newestRequest();
    there().setActive('ben', false);
    await asked.press('Approve');
    await messageOnce(ben, 'The company directory says that this account is not active');
    const next = await cardToDecide(dana, 'Fix the banner');
    expect((await cardSays(ben, 'Fix the banner', 'Now Dana Levi')).buttons).toEqual([]);
    await forgePress(at(), ben, 'request.approve', request);
    expect(there().has('max', editors)).toBe(false);
    await next.press('Approve');
    await cardSays(max, 'Fix the banner', "You're in");
    expect(there().has('max', editors)).toBe(true);
    there().setActive('ben', true);
    await at().passTime(nextLook);
  });
}

function aboutLeaving(at: At, other: Other): void {
  const there = () => other.console(at());

  test('who is found switched off there loses their access, and what they had asked for is asked of nobody', async () => {
    const { slack } = at();
    const [uma, ben, dana] = [slack.as('uma'), slack.as('ben'), slack.as('dana')];
    await getIn(uma, { ...editor, duration: '30 days', reason: 'Have a look' }, ben);
    const given = await at().newestRequest();
    await ask(uma, { app: 'reports', role: 'Administrator', duration: '4 hours', reason: 'Draw a map' });
    await cardToDecide(dana, 'Draw a map');
    const wanted = await at().newestRequest();
    there().setActive('uma', false);
    await at().passTime(nextLook);
    const told = await cardSays(dana, 'Draw a map', 'Cancelled: the person it was for has left.');
    expect(told.buttons).toEqual([]);
    await at().until(() => !there().has('uma', editors), patience.within);
    await trailOnceItEnds(at(), given, 'assignment.ended');
    expect((await at().store.assignments.find(given))?.cause).toBe('left');
    expect(await at().auditTrail(wanted)).toEqual(['request.submitted', 'request.cancelled']);
  });

  test('who was deleted there is gone, and a look-up that fails says nothing of the kind', async () => {
    const { slack, store } = at();
    await getIn(slack.as('wes'), { ...editor, duration: '30 days', reason: 'Look around' }, slack.as('ben'));
    const request = await at().newestRequest();
    there().deletePerson('wes');
    for (const call of [other.calls.everybody, other.calls.person]) {
      const silent = there().faults.down(call);
      await at().passTime(nextLook);
      await silent.met();
      silent.remove();
      expect((await store.assignments.find(request))?.status).toBe('active');
    }
    await at().passTime(nextLook);
    await trailOnceItEnds(at(), request, 'assignment.ended');
    const ends = (await store.trail.about(request)).map(({ event }) => event);
    expect(ends).toContainEqual(expect.objectContaining({ type: 'grant.ended', how: 'personGone' }));
  });
}

describe.each(others)('an app on Okta, and $title as the directory', (other) => {
  const catalog = withCatalog(filesFor('okta', other.name));
  const at = sharedHouse({
    company: { ...company, groups: [...company.groups, { name: editors }, { name: admins }] },
    environment: (standIns) => ({ ...other.settings(standIns), CATALOG_DIR: catalog }),
  });

  test('people are found at Okta by their e-mail address, and are let in and out there', async () => {
    const { slack, okta } = at();
    const [ana, ben] = [slack.as('ana'), slack.as('ben')];
    await getIn(ana, { ...editor, reason: 'The yearly report' }, ben);
    expect(okta.has('ana', editors)).toBe(true);
    expect(other.console(at()).has('ana', editors)).toBe(false);
    await at().passTime(hours(8) + minutes(1));
    await threadSays(ana, 'The yearly report', 'Editor in Reports has ended. Time was up');
    expect(okta.has('ana', editors)).toBe(false);
  });

  test('who has no account at Okta is a task for the owner, which is not done before Okta shows it', async () => {
    const { slack, okta } = at();
    const [max, ben, dana] = [slack.as('max'), slack.as('ben'), slack.as('dana')];
    okta.deletePerson('max');
    await ask(max, { ...editor, reason: 'Fix the banner' });
    await (await cardToDecide(ben, 'Fix the banner')).press('Approve');
    await cardSays(max, 'Fix the banner', 'Approved, but it could not be set up yet');
    const task = await messageOnce(dana, 'Please add Max Weber');
    expect(task.text).toContain("Okta has no account with this person's e-mail address.");
    await task.press('Mark as done');
    await messageOnce(dana, 'Okta does not show the membership yet.');
    await (await cardSays(max, 'Fix the banner', 'Approved, but it could not be set up yet')).press('Give back');
    await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended');
  });

  test('who leaves the directory is out at Okta', async () => {
    const { slack, okta } = at();
    const [uma, ben] = [slack.as('uma'), slack.as('ben')];
    await getIn(uma, { ...editor, duration: '30 days', reason: 'Have a look' }, ben);
    other.console(at()).setActive('uma', false);
    await at().passTime(nextLook);
    await at().until(() => !okta.has('uma', editors), patience.within);
    await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended');
  });
});
