import { describe, expect, test } from '@jest/globals';
import { asIfUnmapped } from '../../src/domain/jiraMapping.js';
import { createJiraActs } from '../../src/jira/acting.js';
import { asking } from '../../src/jira/client.js';
import { createActing } from '../../src/workflows/acting.js';
import type { ActingNeeds } from '../../src/workflows/answering.js';
import { asks, compare, deliver, jira, log, small, stageMirror } from '../support/mirrorStage.js';

stageMirror();

const ben = 'ben@acme.example.com';
const refused = () => small.trail.flatMap(({ event }) => (event.type === 'request.moveRefused' ? [event] : []));

/** Looks at an issue where nobody knows whose an account is: what is heard there is refused, and stands on record. */
function look(key: string): Promise<boolean> {
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  const settings = { baseUrl, email, apiToken, project };
  const needs: Partial<ActingNeeds> = {
    store: small.store,
    door: small.door,
    house: small.house,
    jira: createJiraActs(settings, asking(settings, { now: small.house.now, log })),
    accounts: { whoIs: async () => ({ why: 'unbound', says: 'Nobody knows whose account this is.' }) },
    mapping: { ...asIfUnmapped, acting: { approved: ['In Progress'], declined: ['Done'], close: 'nothing' } },
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
