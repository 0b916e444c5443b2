import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Rung, Store } from '../../src/store/store.js';
import { NotYet } from '../../src/workflows/contracts.js';
import { createDoorbell } from '../../src/workflows/doorbell.js';

let clock: number;
let rungs: Map<string, Rung>;
let looks: number[];
beforeEach(() => {
  clock = new Date('2026-11-21T09:00:00.000Z').getTime();
  rungs = new Map();
  looks = [];
});
const now = () => new Date(clock);
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const rings: Partial<Store['rings']> = {
  ring: async (issues, at) => {
    for (const issue of issues) rungs.set(issue, { issue, times: 1, attempts: 0, dueAt: at.toISOString() });
  },
  find: async (issue) => rungs.get(issue),
  due: async () => [...rungs.values()],
  done: async ({ issue }) => void rungs.delete(issue),
  postpone: async ({ issue, attempts, ...rung }, dueAt) =>
    void rungs.set(issue, { ...rung, issue, attempts: attempts + 1, dueAt: dueAt.toISOString() }),
};
const leases = { hold: async (_name: string, work: () => Promise<unknown>) => work() };
const store = { rings, leases } as unknown as Store;

/** Somebody rings, and it is looked at whenever it is due. @returns how many seconds lie between the looks */
async function gaps(count: number, fails: () => Error): Promise<readonly number[]> {
  const issue = async () => {
    looks.push(clock);
    throw fails();
  };
  const look = { issue, comment: async () => undefined };
  const doorbell = createDoorbell({ store, queue: { add: () => undefined }, look, now, log });
  await doorbell.ring({ issue: '10001', kind: 'jira:issue_updated' });
  while (looks.length <= count) {
    await doorbell.serve('10001');
    clock = new Date(rungs.get('10001')?.dueAt ?? 0).getTime();
  }
  return looks.slice(1).map((at, before) => (at - (looks[before] ?? 0)) / 1000);
}

const inSeconds = (seconds: number) => new Date(clock + seconds * 1000);

describe('what could not be looked at when it rang', () => {
  test('is looked at again at the moment that was named, and less and less often once that was in vain', async () => {
    const waits = await gaps(70, () => new NotYet('the issue was moved while it was read', inSeconds(2)));
    expect(waits.slice(0, 8)).toEqual([2, 2, 2, 2, 2, 10, 10, 10]);
    expect(waits.at(-1)).toBe(180);
  });

  test('is not looked at before that moment, however often it was in vain', async () => {
    expect(await gaps(8, () => new NotYet('Jira asks for patience', inSeconds(60)))).toEqual(Array(8).fill(60));
  });

  test('waits a little longer each time where no moment was named', async () => {
    expect(await gaps(6, () => new Error('Jira is away'))).toEqual([1, 2, 4, 8, 10, 10]);
  });
});

describe('before a process has begun', () => {
  test('nothing is looked at; what rang waits, and is looked at as soon as it has', async () => {
    let isAway = true;
    const begun: string[] = [];
    const look = {
      issue: async () => void looks.push(clock),
      comment: async () => undefined,
      begin: async () => {
        if (isAway) throw new Error('Jira is away');
        begun.push('a page');
        return begun.length < 3 ? ('more' as const) : ('done' as const);
      },
    };
    const doorbell = createDoorbell({ store, queue: { add: () => undefined }, look, now, log });
    await doorbell.ring({ issue: '10001', kind: 'jira:issue_updated' });
    await doorbell.serve('10001');
    await doorbell.pass();
    expect([looks.length, rungs.get('10001')?.attempts]).toEqual([0, 0]);
    isAway = false;
    await doorbell.pass();
    expect([looks.length, begun.length, rungs.size]).toEqual([1, 3, 0]);
    await doorbell.pass();
    expect(begun).toHaveLength(3);
  });
});

test('after a clock that was ahead what changed is looked for at once, a whole day back', async () => {
  const asked: number[] = [];
  const kept = new Map([['jira:changes', new Date(clock + 3 * 24 * 3_600_000).toISOString()]]);
  const positions = {
    find: async (name: string) => kept.get(name),
    keep: async (name: string, at: string) => void kept.set(name, at),
  };
  const look = {
    issue: async () => undefined,
    comment: async () => undefined,
    changedWithin: async (minutes: number) => {
      asked.push(minutes);
      return [];
    },
  };
  const whole = { ...store, positions } as unknown as Store;
  const doorbell = createDoorbell({ store: whole, queue: { add: () => undefined }, look, now, log });
  await doorbell.pass();
  await doorbell.pass();
  expect(asked).toEqual([24 * 60 + 15]);
  expect(kept.get('jira:changes')).toBe(now().toISOString());
});
