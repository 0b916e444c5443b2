import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Person } from '../../src/domain/person.js';
import type { Account } from '../../src/jira/acting.js';
import { bindInJira, createJiraAccounts, isNobody, type Nobody } from '../../src/workflows/jiraAccounts.js';
import { createDesk, type Desk } from '../support/desk.js';

/** Who an account in Jira is, with a Jira that says of it what a test wants. */
let desk: Desk;
let account: Account | undefined;
const bound = new Map<string, string>();

beforeEach(() => {
  desk = createDesk();
  bound.clear();
  account = { accountId: '712020:ben', type: 'atlassian', isActive: true, email: 'ben@acme.example.com' };
});

const people = () => ({
  ...desk.store.people,
  byJiraAccount: async (id: string) => [...desk.people.values()].find((one) => bound.get(one.id) === id),
  bindInJira: async (id: string, accountId: string) => {
    bound.set(id, accountId);
    return { ...(desk.people.get(id) as Person), jiraAccountId: accountId };
  },
});
const store = () => ({ ...desk.store, people: people() });
const jira = { account: async () => account };
const whoIs = () =>
  createJiraAccounts({ store: store(), door: desk.door, directory: desk.directory, jira }).whoIs('712020:ben');
const nobody = async (): Promise<Nobody> => {
  const who = await whoIs();
  if (!isNobody(who)) throw new Error(`${who.name} was believed`);
  return who;
};

describe('an account in Jira', () => {
  test('is bound at its first use to whom its address names, on record by ids alone', async () => {
    expect(await whoIs()).toMatchObject({ id: 'ben' });
    expect(desk.houseEvents.map(({ event }) => event)).toEqual([
      { type: 'person.boundInJira', id: 'ben', accountId: '712020:ben' },
    ]);
  });

  test.each(['app', 'customer', 'unknown'])('of the type %s is no person, whatever its address', async (type) => {
    account = { ...(account as Account), type };
    expect((await nobody()).why).toBe('notAPerson');
    expect(bound.size).toBe(0);
  });

  test('stays with its person when it shows no address any more, and is nobody once that names somebody else', async () => {
    await whoIs();
    const { email: _, ...hidden } = account as Account;
    account = hidden;
    expect(await whoIs()).toMatchObject({ id: 'ben' });
    account = { ...hidden, email: 'dana@acme.example.com' };
    expect((await nobody()).says).toContain('no longer point to the same person');
    expect(bound.get('ben')).toBe('712020:ben');
    expect(bound.has('dana')).toBe(false);
  });

  test('that is not active, or that Jira does not know, is nobody', async () => {
    account = { ...(account as Account), isActive: false };
    expect((await nobody()).why).toBe('unbound');
    account = undefined;
    expect((await nobody()).why).toBe('unbound');
  });

  test('whose address the directory does not know, and that of somebody who has left, is nobody', async () => {
    account = { ...(account as Account), email: 'who@acme.example.com' };
    expect((await nobody()).says).toContain('does not know the e-mail address');
    account = { ...(account as Account), email: 'ben@acme.example.com' };
    await whoIs();
    desk.people.delete('ben');
    bound.set('ben', '712020:ben');
    expect((await nobody()).why).toBe('unbound');
  });

  test('is not a second one of somebody who has another', async () => {
    const ben = desk.people.get('ben') as Person;
    desk.people.set('ben', { ...ben, jiraAccountId: '712020:other' });
    expect((await nobody()).says).toContain('Another Jira account is bound to this person already');
  });

  test('is an admin’s to give, and then the record says whose word it was', async () => {
    const ana = desk.people.get('ana') as Person;
    await bindInJira({ store: store(), door: desk.door }, ana, '712020:ben', 'it');
    expect(desk.houseEvents.map(({ event, cause }) => [event, cause])).toEqual([
      [{ type: 'person.boundInJira', id: 'ana', accountId: '712020:ben', by: 'it' }, 'slack'],
    ]);
    account = { ...(account as Account), email: undefined } as Account;
    expect(await whoIs()).toMatchObject({ id: 'ana' });
  });
});
