import { describe, expect, test } from '@jest/globals';
import { asIfUnmapped } from '../../src/domain/jiraMapping.js';
import { createJiraActs, type JiraActs } from '../../src/jira/acting.js';
import { asking } from '../../src/jira/client.js';
import { createActing } from '../../src/workflows/acting.js';
import type { ActingNeeds } from '../../src/workflows/answering.js';
import { asks, compare, deliver, jira, log, small, stageMirror } from '../support/mirrorStage.js';

stageMirror();

const ben = 'ben@acme.example.com';
const refused = () => small.trail.flatMap(({ event }) => (event.type === 'request.moveRefused' ? [event] : []));

/**
 * Looks at an issue where nobody knows whose an account is: what is heard there is refused, and stands on record.
 * @param renamed what the status is called by now in which it stands
 */
function look(key: string, renamed?: string): Promise<boolean> {
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  const settings = { baseUrl, email, apiToken, project };
  const acts = createJiraActs(settings, asking(settings, { now: small.house.now, log }));
  const issue: JiraActs['issue'] = async (id) => {
    const found = await acts.issue(id);
    return found && { ...found, status: { ...found.status, ...(renamed && { name: renamed }) } };
  };
  const needs: Partial<ActingNeeds> = {
    store: small.store,
    door: small.door,
    house: small.house,
    jira: { ...acts, issue },
    accounts: { whoIs: async () => ({ why: 'unbound', says: 'Nobody knows whose account this is.' }) },
    mapping: { ...asIfUnmapped, acting: { approved: ['In Progress'], declined: ['Declined'], close: 'nothing' } },
  };
  return createActing(needs as ActingNeeds).look(jira.issue(key).id);
}

describe('an issue that was made anew in the place of another', () => {
  test('is the one where people decide, and what is done in the one before decides nothing', async () => {
    asks('7f3c');
    await deliver();
    // Jira showed it no longer, and then again: as when somebody takes a permission away for a while.
    await small.store.links.begin({ id: 'gone:ACC-1', kind: 'issue', request: '7f3c', note: 'ACC-1' }, new Date());
    expect(await compare()).toMatchObject({ issues: 1 });
    jira.move('ACC-1', 'In Progress', ben);
    expect(await look('ACC-1')).toBe(false);
    expect(refused()).toEqual([]);
    jira.move('ACC-2', 'In Progress', ben);
    expect(await look('ACC-2')).toBe(true);
    expect(refused()).toMatchObject([{ id: '7f3c', account: jira.accountId(ben), why: 'unbound' }]);
  });
});

describe('a move that is nobody’s answer', () => {
  test('is answered also where the status has got another name since', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ben);
    expect(await look('ACC-1', 'Finished')).toBe(true);
    expect(refused()).toMatchObject([{ id: '7f3c', why: 'notSo' }]);
  });
});
