import { describe, expect, test } from '@jest/globals';
import { ben, look, refused } from '../support/looking.js';
import {
  approves,
  asks,
  compare,
  confirms,
  deliver,
  hours,
  jira,
  minutes,
  opens,
  small,
  stageMirror,
} from '../support/mirrorStage.js';

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

describe('the issue of access that goes on', () => {
  const ana = 'ana@acme.example.com';
  const held = async () => {
    asks('7f3c');
    await deliver();
    approves('7f3c');
    opens('7f3c');
    confirms();
    small.clock += minutes(1);
  };
  const access = () => small.world().assignments.get('7f3c')?.status;

  test('is closed by who has it just when Latchkey moves it from elsewhere: they gave it back', async () => {
    await held();
    jira.moveTo('ACC-1', 'Done', ana);
    jira.moveTo('ACC-1', 'In Progress', jira.email);
    await look('ACC-1', { whose: 'ana', acting: { close: 'endAccess' } });
    expect(access()).toBe('ending');
  });

  test('was moved to where it belongs, and moved on by Latchkey: that ends nothing', async () => {
    await held();
    jira.moveTo('ACC-1', 'Done', ana);
    jira.moveTo('ACC-1', 'In Progress', jira.email);
    await look('ACC-1', { whose: 'ana', acting: { close: 'endAccess' }, statuses: { granted: ['Done'] } });
    expect([access(), refused()]).toEqual(['active', []]);
  });

  test('was closed before there was any: that ends nothing', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ana);
    small.clock += minutes(1);
    approves('7f3c');
    opens('7f3c');
    confirms();
    jira.moveTo('ACC-1', 'In Progress', jira.email);
    await look('ACC-1', { whose: 'ana', acting: { close: 'endAccess' } });
    expect([access(), refused()]).toEqual(['active', []]);
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

describe('the issue of a request that waits', () => {
  const ana = 'ana@acme.example.com';
  const dana = 'dana@acme.example.com';
  const cancelled = () => small.trail.flatMap(({ event }) => (event.type === 'request.cancelled' ? [event] : []));
  const extension = { extends: '7f3c' };

  test.each(['Done', 'Declined'])('is closed as %s by who asked, and that takes it back, once', async (status) => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', status, ana);
    await look('ACC-1', { whose: 'ana' });
    await look('ACC-1', { whose: 'ana' });
    expect(cancelled()).toEqual([
      {
        type: 'request.cancelled',
        id: '7f3c',
        cause: 'requester',
        by: 'ana',
        move: expect.stringMatching(/^move:\d+$/),
      },
    ]);
    expect(refused()).toEqual([]);
  });

  test('is closed by who asked just when Jira hears of something else, and is put back by that: they took it back', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ana);
    jira.moveTo('ACC-1', 'To Do', jira.email);
    await look('ACC-1', { whose: 'ana' });
    expect(statusOf('7f3c')).toBe('cancelled');
  });

  test('is declined by who asked in an approval, and the move that Jira makes of it is not another word', async () => {
    asks('7f3c');
    await deliver();
    const declined = { approval: '1', by: jira.accountId(ana), decision: 'declined', askedAt: new Date(0) } as const;
    jira.moveTo('ACC-1', 'Declined', ana);
    await look('ACC-1', { whose: 'ana', answers: [declined], statuses: { cancelled: ['Done'] } });
    expect(cancelled().map(({ move }) => move)).toEqual([`approval:1:${jira.accountId(ana)}`]);
    await look('ACC-1', { whose: 'ana', answers: [declined], statuses: { cancelled: ['Done'] } });
    expect(refused()).toEqual([]);
  });

  test('is closed by who asked just when Latchkey moves it from elsewhere: they took it back', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'In Progress', jira.email);
    jira.moveTo('ACC-1', 'Done', ana);
    jira.moveTo('ACC-1', 'To Do', jira.email);
    await look('ACC-1', { whose: 'ana', acting: { approved: ['Approved'] } });
    expect(statusOf('7f3c')).toBe('cancelled');
  });

  test('may ask for more of what somebody has: closing it takes back only that', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    asks('9a1b', 'Two more days', 'editor', extension);
    await deliver();
    jira.moveTo('ACC-2', 'Done', ana);
    await look('ACC-2', { whose: 'ana' });
    expect([statusOf('9a1b'), small.world().assignments.get('7f3c')?.status]).toEqual(['cancelled', 'active']);
  });

  test('does not approve it, whatever who asked calls done', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ana);
    await look('ACC-1', { whose: 'ana', acting: { approved: ['Done'] } });
    expect([statusOf('7f3c'), refused().map(({ why }) => why)]).toEqual(['pending', ['refused']]);
  });

  test.each([
    ['who is to get it', ana, 'ana', 'notSo'],
    ['somebody else', ben, 'ben', 'notSo'],
    ['who asked, and has left since', dana, undefined, 'notSo'],
  ])('is not taken back by %s', async (_who, account, whose, why) => {
    asks('7f3c', 'For Ana', 'editor', { requester: 'dana' });
    await deliver();
    jira.moveTo('ACC-1', 'Done', account);
    await look('ACC-1', { ...(whose && { whose }) });
    expect([statusOf('7f3c'), refused().map((one) => one.why)]).toEqual(['pending', [why]]);
    jira.moveTo('ACC-1', 'To Do', jira.email);
    jira.moveTo('ACC-1', 'Done', dana);
    await look('ACC-1', { whose: 'dana' });
    expect(statusOf('7f3c')).toBe('cancelled');
  });

  test('was closed before that meant anything: it is not taken back, and whoever closed it hears why', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ana);
    await look('ACC-1', { whose: 'ana', since: () => new Date(small.clock + minutes(1)) });
    expect([statusOf('7f3c'), refused().map(({ by, why }) => [by, why])]).toEqual(['pending', [['ana', 'notSo']]]);
  });

  test('is closed while its request was just approved in Slack: that is too late', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Declined', ana);
    const looked = look('ACC-1', { whose: 'ana', onWhose: () => approves('7f3c') });
    await looked;
    expect([statusOf('7f3c'), refused().map(({ by, why }) => [by, why])]).toEqual(['approved', [['ana', 'refused']]]);
  });

  test('is closed while its request was just cancelled in Slack: both say the same', async () => {
    asks('7f3c');
    await deliver();
    jira.moveTo('ACC-1', 'Done', ana);
    await look('ACC-1', {
      whose: 'ana',
      onWhose: () => small.do({ type: 'request.cancel', id: '7f3c', by: 'ana' }, 'ana'),
    });
    expect([cancelled().length, refused()]).toEqual([1, []]);
  });
});
