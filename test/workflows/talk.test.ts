import { describe, expect, test } from '@jest/globals';
import { asks, compare, deliver, hears, jira, small, stageMirror, theIssue, writes } from '../support/mirrorStage.js';

stageMirror();

const iris = 'it@acme.example.com';
const ben = 'ben@acme.example.com';
const kim = 'kim@partner.example.com';
const bind = (id: string, email: string, { isActive } = { isActive: true }) => {
  const person = small.people.get(id);
  if (person) small.people.set(id, { ...person, jiraAccountId: jira.accountId(email), isActive });
};
const said = () => small.trail.flatMap(({ event }) => (event.type === 'talk.said' ? [event] : []));
const lastComment = () => jira.commentIds('ACC-1').at(-1) ?? '';
const wordsOf = async (id = '') => small.store.texts.find(id);

describe('what is said in the thread of a card', () => {
  test('appears in the issue under the name of who said it, once, as they wrote it', async () => {
    asks('7f3c');
    await deliver();
    await writes('ana', 'Is this *really* needed? <!channel>');
    await writes('ana', 'Is this *really* needed? <!channel>');
    await deliver();
    expect(theIssue().comments).toHaveLength(2);
    expect(theIssue().comments[1]).toMatch(
      /^Ana Silva in Slack:\nIs this \*really\* needed\? <!channel>\nAudit trail: talk:/,
    );
  });

  test('does not come back from there', async () => {
    asks('7f3c');
    await writes('ana', 'Anybody there?');
    await deliver();
    for (const id of jira.commentIds('ACC-1')) await hears('ACC-1', id);
    expect(await compare()).toMatchObject({ comments: 0, edited: 0 });
    expect(said()).toHaveLength(1);
  });
});

describe('a comment that a person wrote in Jira', () => {
  test('is put on record, under the person to whom the account is bound, however often it is heard of', async () => {
    bind('ben', ben);
    asks('7f3c');
    await deliver();
    jira.addComment('ACC-1', 'Which files do you need?', ben);
    await hears('ACC-1', lastComment());
    await hears('ACC-1', lastComment());
    const [event, ...more] = said();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ request: '7f3c', via: 'jira', by: 'ben' });
    expect(await wordsOf(event?.text.id)).toBe('Ben Okafor\nWhich files do you need?');
    expect(JSON.stringify(event)).not.toContain('Okafor');
    await deliver();
    expect(theIssue().comments).toHaveLength(2);
  });

  test.each([
    ['an account that nobody is bound to, with the address of a colleague', ben, () => undefined],
    ['a customer of the portal, whoever is bound to the account', kim, () => bind('ana', kim)],
    ['the account of somebody who has left', ben, () => bind('ben', ben, { isActive: false })],
  ])('by %s is nobody’s on record', async (_name, email, prepare) => {
    asks('7f3c');
    await deliver();
    jira.addAccount({ name: 'Kim Park', email: kim, type: 'customer' });
    prepare();
    jira.addComment('ACC-1', 'Approved, go ahead', email);
    await hears('ACC-1', lastComment());
    const [event] = said();
    expect(event).toBeDefined();
    expect(event?.by).toBeUndefined();
    expect(small.sealed.get(event?.text.id ?? '')).toBe(`jira:${jira.accountId(email)}`);
  });

  test('of somebody whose address is hidden is theirs by name only', async () => {
    jira.hideEmails();
    asks('7f3c');
    await deliver();
    jira.addComment('ACC-1', 'And until when?', iris);
    await hears('ACC-1', lastComment());
    const [event] = said();
    expect(event?.by).toBeUndefined();
    expect(await wordsOf(event?.text.id)).toBe('Iris Tan\nAnd until when?');
  });

  test('is found by the comparison with the record where nobody told of it', async () => {
    asks('7f3c');
    await deliver();
    jira.addComment('ACC-1', 'Nobody rang for this', iris);
    expect(await compare()).toMatchObject({ compared: 1, comments: 0, edited: 0 });
    await compare();
    expect(said().map(({ via }) => via)).toEqual(['jira']);
  });

  test.each([
    ['of an issue that is not ours', 'ACC-99', '1'],
    ['that is no longer there', 'ACC-1', '424242'],
  ])('%s says nothing', async (_name, key, id) => {
    asks('7f3c');
    await deliver();
    await hears(key, id);
    expect(said()).toEqual([]);
  });

  test('is carried over from the issue of the request, and from none that another has taken the place of', async () => {
    asks('7f3c');
    await deliver();
    // Jira showed it no longer, and then again: as when somebody takes a permission away for a while.
    await small.store.links.begin({ id: 'gone:ACC-1', kind: 'issue', request: '7f3c', note: 'ACC-1' }, new Date());
    expect(await compare()).toMatchObject({ issues: 1 });
    jira.addComment('ACC-1', 'Written where nobody decides any more', ben);
    await hears('ACC-1', lastComment());
    expect(said()).toEqual([]);
    jira.addComment('ACC-2', 'Which files do you need?', ben);
    await hears('ACC-2', jira.commentIds('ACC-2').at(-1) ?? '');
    expect(said()).toHaveLength(1);
  });

  test('is not one where an app wrote it', async () => {
    asks('7f3c');
    await deliver();
    const email = 'robot@acme.example.com';
    jira.addAccount({ name: 'A robot', email, type: 'app' });
    jira.addComment('ACC-1', 'Your SLA is about to breach', email);
    await hears('ACC-1', lastComment());
    expect(said()).toEqual([]);
  });
});
