import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { createActing } from '../../src/workflows/acting.js';
import { createBeginning, forgetBeginning } from '../../src/workflows/actingSince.js';
import { noteDoneBefore } from '../../src/workflows/doneBefore.js';
import { actingNeeds, ben, type Looked, look, refused } from '../support/looking.js';
import {
  approves,
  asks,
  confirms,
  deliver,
  hours,
  jira,
  log,
  minutes,
  opens,
  small,
  stageMirror,
} from '../support/mirrorStage.js';

stageMirror();

const statusOf = (id: string) => small.world().requests.get(id)?.status;
const ana = 'ana@acme.example.com';

/** A process that starts: what it sees is looked at once it has begun. */
function process(how: Looked = {}, store: Store = small.store) {
  const beginning = createBeginning({ ...actingNeeds(how), store, log });
  const acting = createActing(actingNeeds({ ...how, since: beginning.since }));
  const look = (key: string) => acting.look(jira.issue(key).id);
  const begin = async () => {
    let pages = 1;
    while ((await beginning.begin()) === 'more') pages += 1;
    return pages;
  };
  return { begin, look };
}

async function asked(id = '7f3c', role = 'editor'): Promise<void> {
  asks(id, 'Ship the new onboarding', role);
  await deliver();
}

const moves = (status: string, by = ben, key = 'ACC-1') => {
  small.clock += minutes(1);
  jira.moveTo(key, status, by);
  small.clock += minutes(1);
};

describe('a move from before moves meant anything', () => {
  test('is no yes: it is put back and says so; made once more it is one', async () => {
    await asked();
    moves('In Progress');
    const { begin, look } = process({ whose: 'ben' });
    await begin();
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('pending');
    expect(refused()).toMatchObject([{ id: '7f3c', account: jira.accountId(ben), why: 'notSo' }]);
    expect(await small.store.texts.find(refused()[0]?.says.id ?? '')).toContain('before it counted for anything here');
    moves('To Do', jira.email);
    await look('ACC-1');
    moves('In Progress');
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('is told so also where Latchkey has put it back since, and once', async () => {
    await asked();
    moves('In Progress');
    const { begin } = process({ whose: 'ben' });
    const keep = small.store.positions.keep;
    const positions = {
      ...small.store.positions,
      keep: async (name: string, value: string, at: Date) => {
        await keep(name, value, at);
        if (name === 'acting' && refused().length === 0) jira.moveTo('ACC-1', 'To Do', jira.email);
      },
    };
    await process({ whose: 'ben' }, { ...small.store, positions }).begin();
    expect(refused()).toHaveLength(1);
    small.positions.delete('acting');
    await begin();
    expect(refused()).toHaveLength(1);
  });

  test('is no yes either where a status becomes one, or nobody acted in Jira for a while', async () => {
    await asked();
    const two = { approved: ['In Progress', 'Done'] };
    await process().begin();
    moves('Done');
    const widened = process({ whose: 'ben', acting: two });
    await widened.begin();
    await widened.look('ACC-1');
    expect([statusOf('7f3c'), refused().length]).toEqual(['pending', 1]);
    await forgetBeginning(small);
    moves('In Progress');
    const back = process({ whose: 'ben', acting: two });
    await back.begin();
    await back.look('ACC-1');
    expect([statusOf('7f3c'), refused().length]).toEqual(['pending', 2]);
  });

  test('is none by its time alone where its issue could not be read then', async () => {
    await asked();
    moves('In Progress');
    const unknown = { ...small.store.links, of: async () => [] };
    const { begin, look } = process({ whose: 'ben' }, { ...small.store, links: unknown });
    await begin();
    expect(refused()).toEqual([]);
    await look('ACC-1');
    expect([statusOf('7f3c'), refused().length]).toEqual(['pending', 1]);
  });

  test('ends no access, although closing does so by now; closed once more it does', async () => {
    await asked();
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver();
    moves('Done', ana);
    const { begin, look } = process({ whose: 'ana', acting: { close: 'endAccess' } });
    await begin();
    await look('ACC-1');
    expect(small.world().assignments.get('7f3c')?.status).toBe('active');
    expect(refused()).toMatchObject([{ why: 'notSo' }]);
    moves('In Progress', jira.email);
    moves('Done', ana);
    await look('ACC-1');
    expect(small.world().assignments.get('7f3c')).toMatchObject({ status: 'ending', cause: 'returned' });
  });
});

describe('an answer to an approval from before it meant anything', () => {
  const answer = (approval: string) =>
    ({ approval, by: jira.accountId(ben), decision: 'approved', askedAt: new Date(small.clock) }) as const;

  test('is no yes either where nobody could read it then; the next one is', async () => {
    await asked();
    const first = answer('1');
    small.clock += minutes(1);
    await process({ answers: 'unreadable' }).begin();
    small.clock += minutes(1);
    const later = process({ whose: 'ben', answers: [first] });
    await later.begin();
    await later.look('ACC-1');
    expect(statusOf('7f3c')).toBe('pending');
    const next = process({ whose: 'ben', answers: [first, answer('2')] });
    await next.begin();
    await next.look('ACC-1');
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('is no yes where it was given to what became a request only then, and nobody could read it', async () => {
    const first = answer('1');
    small.clock += minutes(1);
    await asked();
    await noteDoneBefore(actingNeeds({ answers: 'unreadable' }), '7f3c', jira.issue('ACC-1').id);
    small.clock += minutes(1);
    await look('ACC-1', { whose: 'ben', answers: [first] });
    expect(statusOf('7f3c')).toBe('pending');
    await look('ACC-1', { whose: 'ben', answers: [first, answer('2')] });
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('is no yes; the next one is', async () => {
    await asked();
    const first = answer('1');
    small.clock += minutes(1);
    await process({ answers: [first] }).begin();
    const { begin, look } = process({ whose: 'ben', answers: [first, answer('2')] });
    await begin();
    const old = process({ whose: 'ben', answers: [first] });
    await old.begin();
    await old.look('ACC-1');
    expect(statusOf('7f3c')).toBe('pending');
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('is a yes where it was asked before and answered since', async () => {
    await asked();
    const first = answer('1');
    small.clock += minutes(1);
    await process().begin();
    const { begin, look } = process({ whose: 'ben', answers: [first] });
    await begin();
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('is none where nobody could note what was answered by then', async () => {
    await asked();
    const first = answer('1');
    small.clock += minutes(1);
    const unknown = { ...small.store.links, of: async () => [] };
    const { begin, look } = process({ whose: 'ben', answers: [first] }, { ...small.store, links: unknown });
    await begin();
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('pending');
  });
});

describe('a process that starts', () => {
  test('with what the last one had asks Jira nothing, and what was moved while none ran counts', async () => {
    await asked();
    await process().begin();
    moves('In Progress');
    const before = jira.calls.length;
    const { begin, look } = process({ whose: 'ben', acting: { approved: ['in progress'] } });
    await begin();
    expect(jira.calls).toHaveLength(before);
    await look('ACC-1');
    expect(statusOf('7f3c')).toBe('approved');
  });

  test('looks at nothing while Jira is away, and goes on where it was', async () => {
    await asked();
    moves('In Progress');
    const away = jira.faults.down('getChangeLogs');
    const { begin, look } = process({ whose: 'ben' });
    await expect(begin()).rejects.toThrow();
    await expect(look('ACC-1')).rejects.toThrow('not noted yet');
    away.remove();
    small.clock += hours(1);
    await begin();
    await look('ACC-1');
    expect([statusOf('7f3c'), refused().length]).toEqual(['pending', 1]);
  });

  test('waits for another one that is at it', async () => {
    await asked();
    const leases: Store['leases'] = { hold: async () => 'busy' };
    await expect(process({}, { ...small.store, leases }).begin()).rejects.toThrow('another process');
  });

  test('notes it for all that wait, and loses nothing that was noted before', async () => {
    for (let one = 100; one < 160; one += 1) asks(`a${one}`, 'Many', `role-${one}`);
    small.lanes.waiting.length = 0;
    await asked('zz', 'editor');
    small.positions.set('before:zz', '["move:1"]');
    moves('Declined');
    const { begin, look } = process({ whose: 'ben' });
    expect(await begin()).toBe(2);
    const noted = JSON.parse(small.positions.get('before:zz') ?? '[]');
    expect(noted).toEqual(['move:1', expect.stringMatching(/^move:\d+$/)]);
    await look('ACC-1');
    expect([statusOf('zz'), refused().length]).toEqual(['pending', 1]);
  });
});
