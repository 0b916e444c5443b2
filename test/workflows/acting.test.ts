import { describe, expect, test } from '@jest/globals';
import { ben, look, refused } from '../support/looking.js';
import { asks, compare, deliver, hours, jira, minutes, small, stageMirror } from '../support/mirrorStage.js';

stageMirror();

const statusOf = (id: string) => small.world().requests.get(id)?.status;

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
    expect(await look('ACC-1', { renamed: 'Finished' })).toBe(true);
    expect(refused()).toMatchObject([{ id: '7f3c', why: 'notSo' }]);
  });
});

describe('what is moved on and on by somebody who may not', () => {
  test('does not count later either, when they may; what they move then does', async () => {
    asks('7f3c');
    await deliver();
    for (let times = 0; times < 6; times += 1) {
      small.clock += minutes(1);
      jira.moveTo('ACC-1', 'In Progress', ben);
      await look('ACC-1');
      jira.moveTo('ACC-1', 'To Do', jira.email);
    }
    expect(refused()).toHaveLength(3);
    expect(small.trail.filter(({ event }) => event.type === 'request.moveLeft')).toHaveLength(1);
    small.clock += hours(2);
    await look('ACC-1', { whose: 'ben' });
    expect(statusOf('7f3c')).toBe('pending');
    jira.moveTo('ACC-1', 'In Progress', ben);
    await look('ACC-1', { whose: 'ben' });
    expect(statusOf('7f3c')).toBe('approved');
  });
});
