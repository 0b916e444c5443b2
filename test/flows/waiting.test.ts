import { describe, expect, test } from '@jest/globals';
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
  sharedHouse,
  threadSays,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { days, hours } from '../support/house.js';

const company = acmeWith([
  ['eva', 'Eva Kovacs', 'ben'],
  ['raj', 'Raj Patel', 'ben'],
  ['lou', 'Lou Martin', 'ben'],
  ['tom', 'Tom Fischer', 'priya'],
  ['yui', 'Yui Sato', 'priya'],
]);
const read = `  - role: read
    name: Read only
    risk: standard
    groups: [aws-readonly]
    durations: [7d, 30d]
`;
const withoutRead = catalogWith(['aws.yaml', read, '']);

describe.each([1, 2])('while a request waits (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });
  const threadOf = (person: Parameters<typeof message>[0], about: string) => message(person, about)?.thread ?? [];

  test('lesson 8: a silent approver is reminded once; then the request lapses, and no button is left behind', async () => {
    const { slack, okta, jira } = at();
    const [eva, ben] = [slack.as('eva'), slack.as('ben')];
    await ask(eva, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'A new favicon' });
    const asked = await cardToDecide(ben, 'A new favicon');
    await at().passTime(days(1.4));
    expect(threadOf(ben, 'A new favicon')).toEqual([]);
    await at().passTime(days(0.2));
    await threadSays(
      ben,
      'A new favicon',
      '@Ben Okafor Eva Kovacs is still waiting for an answer about Editor in Figma',
    );
    await at().passTime(days(1.3));
    expect(threadOf(ben, 'A new favicon')).toHaveLength(1);
    await at().passTime(days(0.2));
    const lapsed = await cardSays(eva, 'A new favicon', 'Nobody answered by');
    expect(lapsed.text).toMatch(/Nobody answered by .+\. Ask again/);
    expect(lapsed.buttons).toEqual(['Request access']);
    await threadSays(eva, 'A new favicon', 'Nobody answered by');
    expect((await cardSays(ben, 'A new favicon', 'Nobody answered by')).buttons).toEqual([]);

    await asked.press('Approve');
    await messageOnce(ben, 'this request has lapsed');
    const request = await at().newestRequest();
    expect(await at().auditTrail(request)).toEqual(['request.submitted', 'request.reminded', 'request.lapsed']);
    expect(okta.has('eva', 'figma-editors')).toBe(false);
    await at().until(() => jira.issues().at(-1)?.statusCategory === 'done', patience.within);
    await lapsed.press('Request access');
    const again = await eva.modal('Request access', patience);
    expect([again.value('App'), again.value('Role')]).toEqual(['Figma', 'Editor']);
    await again.close();
  });

  test('what nobody has decided can be cancelled, and nobody can decide it any more', async () => {
    const { slack } = at();
    const [raj, ben] = [slack.as('raj'), slack.as('ben')];
    await ask(raj, { app: 'figma', role: 'Editor', duration: '7 days', reason: 'Screens for the talk' });
    const asked = await cardToDecide(ben, 'Screens for the talk');
    await (await cardSays(raj, 'Screens for the talk', 'Waiting for Ben Okafor')).press('Cancel');
    expect((await cardSays(raj, 'Screens for the talk', 'Cancelled by Raj Patel')).buttons).toEqual([]);
    expect((await cardSays(ben, 'Screens for the talk', 'Cancelled by Raj Patel')).buttons).toEqual([]);
    await asked.press('Approve');
    await messageOnce(ben, 'This request was cancelled. Nothing is left to decide.');
    expect(await at().auditTrail(await at().newestRequest())).toEqual(['request.submitted', 'request.cancelled']);
  });

  test('after the approval Cancel is refused and points to Give back', async () => {
    const { slack, okta } = at();
    const [lou, ben] = [slack.as('lou'), slack.as('ben')];
    await ask(lou, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'One last poster' });
    const pending = await cardSays(lou, 'One last poster', 'Waiting for Ben Okafor');
    await approve(ben, 'One last poster');
    await cardSays(lou, 'One last poster', "You're in");
    await pending.press('Cancel');
    await messageOnce(lou, 'This request is already approved. Use Give back to end the access.');
    expect(okta.has('lou', 'figma-editors')).toBe(true);
  });

  test('lesson 18: a role that leaves the catalog takes its pending requests along, and they stay closed when it is back', async () => {
    const { slack, okta } = at();
    const [tom, yui, priya] = [slack.as('tom'), slack.as('yui'), slack.as('priya')];
    await getIn(yui, { app: 'aws', role: 'Read only', duration: '7 days', reason: 'Watch the queues' }, priya);
    await ask(tom, { app: 'aws', role: 'Read only', duration: '7 days', reason: 'Check an alarm' });
    const asked = await cardToDecide(priya, 'Check an alarm');
    const request = await at().newestRequest();

    await at().restart({ environment: { CATALOG_DIR: withoutRead } });
    const told = await threadSays(tom, 'Check an alarm', 'this role was taken out of the catalog');
    expect(told.text).toContain('Cancelled');
    expect(told.buttons).toEqual([]);
    await messageOnce(priya, 'Check an alarm', ({ buttons }) => buttons.length === 0);
    expect(await at().auditTrail(request)).toEqual(['request.submitted', 'request.cancelled']);
    expect(okta.has('yui', 'aws-readonly')).toBe(true);
    const changes = (await at().store.trail.streams(['catalog'])).map(({ event }) => event);
    expect(changes.at(-1)).toMatchObject({ type: 'catalog.changed', difference: { removed: ['aws/read'] } });

    await at().restart();
    await asked.press('Approve');
    await messageOnce(priya, 'This request was cancelled. Nothing is left to decide.');
    expect(okta.has('tom', 'aws-readonly')).toBe(false);

    await at().restart({ environment: { CATALOG_DIR: withoutRead } });
    await at().passTime(days(7) + hours(1));
    await threadSays(yui, 'Watch the queues', 'has ended');
    expect(okta.members('aws-readonly')).toEqual([]);
    await at().restart();
  });

  test('what was approved during a pause and left the catalog before it was over is not given, with a word', async () => {
    const { slack, okta, jira } = at();
    const [tom, priya, iris] = [slack.as('tom'), slack.as('priya'), slack.as('it')];
    await iris.command('/access pause');
    await ask(tom, { app: 'aws', role: 'Read only', duration: '7 days', reason: 'Check the backups' });
    await approve(priya, 'Check the backups');
    await cardSays(tom, 'Check the backups', 'Approved: waiting, because new access is paused');
    await at().restart({ environment: { CATALOG_DIR: withoutRead } });
    await iris.command('/access resume');
    await at().passTime(hours(1));
    const card = await cardSays(tom, 'Check the backups', 'It could not be set up');
    expect(card.text).toContain('Still need help? Page the platform on-call.');
    await threadSays(tom, 'Check the backups', 'was not set up');
    expect(okta.has('tom', 'aws-readonly')).toBe(false);
    await at().until(() => jira.issues().at(-1)?.statusCategory === 'done', patience.within);
    await at().restart();
  });
});
