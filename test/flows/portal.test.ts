import { describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { acmeWith, approve, cardSays, deny, message, patience } from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import {
  deskMapping,
  deskSettings,
  houseInJira,
  issueIsAt,
  issueSays,
  keyOnce,
  of,
  prepareDesk,
} from '../support/inJira.js';
import { sql } from '../support/sql.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
  ['pia', 'Pia Lund', 'ben'],
  ['quin', 'Quin Adler', 'ben'],
  ['rosa', 'Rosa Vidal', 'ben'],
  ['tess', 'Tess Moran', 'ben'],
  ['uma', 'Uma Reyes', 'ben'],
  ['vera', 'Vera Holm', 'ben'],
  ['xena', 'Xena Pol', 'ben'],
  ['yara', 'Yara Dov', 'ben'],
  ['zoe', 'Zoe Falk', 'ben'],
]);

const more = `portal:
  requestType: '25'
  fields: { app: App, role: Role, duration: For how long, reason: What for }
`;

const inOneLine = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

describe('the portal of Jira Service Management', () => {
  const at = houseInJira(
    {
      mapping: deskMapping,
      more,
      settings: deskSettings,
      prepare(jira) {
        prepareDesk(jira);
        jira.allow('ADMINISTER');
      },
    },
    { company },
  );
  const wish = (what: string, more: Record<string, string> = {}) => ({
    Summary: 'Access, please',
    App: 'Figma',
    Role: 'Editor',
    'For how long': '8 hours',
    'What for': what,
    ...more,
  });
  const enabled = (field: string) =>
    at()
      .jira.field(field)
      .options.filter(({ disabled }) => !disabled)
      .map(({ value }) => value);

  const isLookedAt = async (key: string) => {
    const { jira, store, until } = at();
    await jira.deliveriesSettled();
    await until(async () => (await store.rings.find(jira.issue(key).id)) === undefined, patience.within);
  };

  test('offers what the catalog holds, and no longer what it does not', async () => {
    await at().until(() => enabled('App').includes('AWS') && !enabled('Role').includes('Engineering'), patience.within);
    expect(enabled('Role')).toContain('Production admin');
    const apps = at().jira.field('App').options;
    expect(
      at()
        .jira.field('Role')
        .options.map(({ value }) => value),
    ).toContain('Engineering');
    expect(new Set(apps.map(({ value }) => value.toLowerCase())).size).toBe(apps.length);
  });

  test('what somebody edits there is right again within the hour', async () => {
    const { jira, passTime } = at();
    const app = jira.field('App');
    app.options = app.options.map((option) => ({ ...option, disabled: option.value !== 'Figma' }));
    expect(enabled('App')).toEqual(['Figma']);
    await passTime(hours(1));
    await at().until(() => enabled('App').includes('AWS'), patience.within);
  });

  test('what is asked there is the same request: a card for who asked, one for who decides, and one issue', async () => {
    const { slack, jira, okta, store } = at();
    const [leo, ben] = [slack.as('leo'), slack.as('ben')];
    const key = jira.raise(of('leo'), 'Get access', wish('Icons for the spring'));
    await cardSays(leo, 'Icons for the spring', 'You wrote');
    const id = await at().newestRequest();
    expect(await keyOnce(at(), id)).toBe(key);
    expect(await store.requests.find(id)).toMatchObject({ app: 'figma', role: 'editor', duration: 8 * 3600 });
    await approve(ben, 'Icons for the spring');
    await cardSays(leo, 'Icons for the spring', "You're in");
    await issueIsAt(at(), key, 'Provisioned');
    expect(okta.has('leo', 'figma-editors')).toBe(true);
    expect((await store.trail.streams([`request:${id}`]))[0]).toMatchObject({ cause: 'jira' });
    expect(jira.issues()).toHaveLength(1);
    expect(jira.issue(key).labels).toContain(`latchkey-${id}`);
  });

  test('what cannot be asked so is answered there, by the field and with the remedy, and once', async () => {
    const { slack, jira } = at();
    const key = jira.raise(of('mia'), 'Get access', wish('For ever', { 'For how long': 'for ever' }));
    await issueSays(at(), key, 'For how long: Choose a duration from the list. There are 8 hours, 7 days, 30 days');
    expect(jira.issue(key).said.at(-1)?.isPublic).toBe(true);
    jira.say(key, of('mia'), 'Hello?');
    jira.edit(key, of('it'), { summary: 'Access, please!' });
    await jira.deliveriesSettled();
    await at().passTime(1);
    const told = jira.issue(key).comments.filter((one) => one.includes('was not taken'));
    expect(told).toHaveLength(1);
    expect(message(slack.as('mia'), 'For ever')).toBeUndefined();
    const refused = `SELECT "actor", "data"->>'key' AS "key" FROM "Event" WHERE "type" = 'portal.refused'`;
    expect(await sql(at().database.url, refused, [])).toEqual([{ actor: 'latchkey', key }]);
    jira.edit(key, of('mia'), { customfield_10056: '8 hours' });
    await cardSays(slack.as('mia'), 'For ever', 'You wrote');
    await approve(slack.as('ben'), 'For ever');
    await cardSays(slack.as('mia'), 'For ever', "You're in");
  });

  test('what was wrong is told once, also where the answer to telling it was lost', async () => {
    const { slack, jira, passTime } = at();
    jira.faults.loseAnswer('createRequestComment', { times: 1 });
    const key = jira.raise(of('pia'), 'Get access', wish('Once', { 'For how long': 'a while' }));
    await issueSays(at(), key, 'was not taken');
    for (let looks = 0; looks < 3; looks += 1) await passTime(minutes(6));
    await jira.deliveriesSettled();
    expect(jira.issue(key).comments.filter((one) => one.includes('was not taken'))).toHaveLength(1);
    jira.edit(key, of('pia'), { customfield_10056: '8 hours' });
    await approve(slack.as('ben'), 'Once');
    await cardSays(slack.as('pia'), 'Once', "You're in");
  });

  test('what an agent raises in somebody else’s name is not that person’s wish', async () => {
    const { jira } = at();
    jira.makeAgent(of('ben'));
    const authorization = `Basic ${Buffer.from(`${of('ben')}:${jira.tokenFor(of('ben'))}`).toString('base64')}`;
    const { app, role, duration, reason } = fieldIds;
    const body = {
      serviceDeskId: '7',
      requestTypeId: '25',
      raiseOnBehalfOf: jira.accountId(of('quin')),
      requestFieldValues: {
        summary: 'Access, please',
        [app]: { value: 'Figma' },
        [role]: { value: 'Editor' },
        [duration]: '8 hours',
        [reason]: 'Ben wants it',
      },
    };
    const before = await at().newestRequest();
    const answer = await fetch(`${jira.url}/rest/servicedeskapi/request`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { issueKey } = (await answer.json()) as { issueKey: string };
    await issueSays(at(), issueKey, 'made by somebody else than the person it is for');
    expect(await at().newestRequest()).toBe(before);
    jira.deleteIssue(issueKey);
  });

  test('what somebody else wrote into it is not that person’s wish, and nobody approves their own words there', async () => {
    const { slack, jira, okta, store } = at();
    const key = jira.raise(of('tess'), 'Get access', wish('A poster', { 'For how long': 'for ever' }));
    await issueSays(at(), key, 'Correct it yourself, or raise a new one');
    jira.makeAgent(of('grace'));
    const before = await store.requests.newest();
    jira.edit(key, of('grace'), {
      [fieldIds.app]: { value: 'Salesforce' },
      [fieldIds.role]: { value: 'Finance reports' },
      [fieldIds.duration]: '30 days',
      [fieldIds.reason]: inOneLine('I need the finance numbers'),
    });
    await issueSays(at(), key, 'has changed it (App, Role, For how long, What for), and everybody asks for themself');
    expect(jira.issue(key).said.at(-1)?.isPublic).toBe(true);
    jira.edit(key, of('tess'), { [fieldIds.duration]: '8 hours' });
    await issueSays(at(), key, 'Raise a new one, or ask in Slack with /access.');
    await jira.deliveriesSettled();
    await at().passTime(minutes(6));
    expect(await store.requests.newest()).toBe(before);
    expect(message(slack.as('grace'), 'I need the finance numbers')).toBeUndefined();
    expect(okta.has('tess', 'salesforce-finance')).toBe(false);
    jira.deleteIssue(key);
  });

  test('it is not taken up while nobody can say who changed it', async () => {
    const { slack, jira, passTime, store } = at();
    const deaf = jira.faults.down('webhook');
    const key = jira.raise(of('vera'), 'Get access', wish('Whose words'));
    jira.edit(key, of('grace'), { [fieldIds.reason]: inOneLine('In whose name') });
    await jira.deliveriesSettled();
    const before = await store.requests.newest();
    const no = { status: 403, body: { errorMessages: ['You may not see its history.'], errors: {} } };
    const hidden = jira.faults.error('getChangeLogs', no, { times: 1 });
    deaf.remove();
    jira.edit(key, of('vera'), { summary: 'Access, please!' });
    await at().until(() => hidden.hits > 0, patience.within);
    await jira.deliveriesSettled();
    await passTime(minutes(6));
    await issueSays(at(), key, 'has changed it (What for)');
    expect(await store.requests.newest()).toBe(before);
    expect(message(slack.as('vera'), 'In whose name')).toBeUndefined();
    jira.deleteIssue(key);
  });

  test('a yes to another wording of it, from before it could be asked, is no yes to it', async () => {
    const { slack, jira, store, okta } = at();
    const key = jira.raise(of('rosa'), 'Get access', wish('Something else', { 'For how long': 'a while' }));
    await issueSays(at(), key, 'was not taken');
    jira.makeAgent(of('it'));
    jira.move(key, 'In review', of('it'));
    jira.edit(key, of('it'), { [fieldIds.approvers]: [{ accountId: jira.accountId(of('ben')) }] });
    jira.move(key, 'Awaiting approval', of('it'));
    jira.approve(key, of('ben'));
    await jira.deliveriesSettled();
    jira.edit(key, of('rosa'), { [fieldIds.duration]: '8 hours' });
    await cardSays(slack.as('rosa'), 'Something else', 'You wrote');
    await jira.deliveriesSettled();
    await at().passTime(minutes(6));
    expect(await store.requests.find(await at().newestRequest())).toMatchObject({ status: 'pending', approvals: [] });
    expect(okta.has('rosa', 'figma-editors')).toBe(false);
    await approve(slack.as('ben'), 'Something else');
    await cardSays(slack.as('rosa'), 'Something else', "You're in");
  });

  test('what was asked already is told so once, however long the form lies there and is looked at', async () => {
    const { slack, jira, passTime, database } = at();
    const first = jira.raise(of('uma'), 'Get access', wish('Raised first'));
    await cardSays(slack.as('uma'), 'Raised first', 'You wrote');
    const again = jira.raise(of('uma'), 'Get access', wish('Raised again'));
    await issueSays(at(), again, 'You have already asked for this');
    for (let looks = 0; looks < 5; looks += 1) {
      jira.say(again, of('uma'), `Anybody there? ${looks}`);
      await jira.deliveriesSettled();
      await passTime(minutes(6));
    }
    const told = () => jira.issue(again).comments.filter((one) => one.includes('was not taken'));
    expect(told()).toHaveLength(1);
    expect(jira.issue(first).comments.join()).not.toContain('was not taken');
    const refused = `SELECT 1 FROM "Event" WHERE "type" = 'portal.refused' AND "data"->>'key' = $1`;
    expect(await sql(database.url, refused, [again])).toHaveLength(1);
    jira.edit(again, of('uma'), { customfield_10056: 'for ever' });
    await issueSays(at(), again, 'For how long: Choose a duration from the list.');
    expect(told()).toHaveLength(2);
    await deny(slack.as('ben'), 'Raised first', 'Use the shared file');
    await issueIsAt(at(), first, 'Rejected');
    jira.edit(again, of('uma'), { customfield_10056: '8 hours' });
    await approve(slack.as('ben'), 'Raised again');
    await cardSays(slack.as('uma'), 'Raised again', "You're in");
  });

  test('what is withdrawn before it was found is neither asked nor answered, until it is opened again', async () => {
    const { slack, jira, store } = at();
    const before = await store.requests.newest();
    const deaf = jira.faults.down('webhook');
    const key = jira.raise(of('xena'), 'Get access', wish('Not any more', { 'For how long': 'for ever' }));
    jira.move(key, 'Withdrawn', of('xena'));
    await jira.deliveriesSettled();
    deaf.remove();
    jira.edit(key, of('xena'), { summary: 'Access, please!' });
    await isLookedAt(key);
    expect(jira.issue(key).comments).toEqual([]);
    jira.edit(key, of('xena'), { [fieldIds.role]: { value: 'Viewer' }, [fieldIds.duration]: 'No end date' });
    await isLookedAt(key);
    expect(await store.requests.newest()).toBe(before);
    jira.move(key, 'In review', of('it'));
    await cardSays(slack.as('xena'), 'Not any more', "You're in");
  });

  test('what is withdrawn just while it is taken up is not asked, until it is opened again', async () => {
    const { slack, jira, okta, store } = at();
    const before = await store.requests.newest();
    const labels = jira.faults.hold('editIssue', { times: 1 });
    const key = jira.raise(
      of('yara'),
      'Get access',
      wish('A moment ago', { Role: 'Viewer', 'For how long': 'No end date' }),
    );
    await labels.met();
    jira.move(key, 'Withdrawn', of('yara'));
    labels.release();
    await isLookedAt(key);
    expect(await store.requests.newest()).toBe(before);
    expect(okta.has('yara', 'figma-viewers')).toBe(false);
    jira.move(key, 'In review', of('it'));
    await cardSays(slack.as('yara'), 'A moment ago', "You're in");
    expect(await keyOnce(at(), await at().newestRequest())).toBe(key);
    expect(okta.has('yara', 'figma-viewers')).toBe(true);
  });

  test('it is taken up also where nobody can give it a label', async () => {
    const { slack, jira } = at();
    const errors = { labels: "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown." };
    const bare = jira.faults.error('editIssue', { status: 400, body: { errorMessages: [], errors } });
    const key = jira.raise(of('zoe'), 'Get access', wish('Without a label'));
    await cardSays(slack.as('zoe'), 'Without a label', 'You wrote');
    expect(await keyOnce(at(), await at().newestRequest())).toBe(key);
    await approve(slack.as('ben'), 'Without a label');
    await issueIsAt(at(), key, 'Provisioned');
    expect(jira.issue(key).labels).toEqual([]);
    bare.remove();
  });

  test('it is found although nobody rang, and asked once', async () => {
    const { slack, jira, passTime, store } = at();
    const deaf = jira.faults.down('webhook');
    const key = jira.raise(of('noa'), 'Get access', wish('Nobody rang'));
    await passTime(minutes(6));
    deaf.remove();
    await cardSays(slack.as('noa'), 'Nobody rang', 'You wrote');
    const id = await at().newestRequest();
    expect(await keyOnce(at(), id)).toBe(key);
    expect(await store.trail.streams([`request:${id}`])).not.toHaveLength(0);
    await approve(slack.as('ben'), 'Nobody rang');
    await cardSays(slack.as('noa'), 'Nobody rang', "You're in");
  });
});
