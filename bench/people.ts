import { memoryUsage } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { DirectoryPerson, IdentityProvider } from '../src/idp/port.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { createPeopleSync } from '../src/workflows/people.js';
import { perSecond, type Row, rate, timed } from './measure.js';

const pageSize = 200;

/** Everybody of a directory into the database, page by page; the pages are made as they are asked for. */
export async function measurePeople(url: string): Promise<Row[]> {
  const store = openStore(url, () => {});
  try {
    await syncOf(store, 1_000); // what starts lazily has started
    const few = await syncOf(store, 5_000);
    const many = await syncOf(store, 50_000);
    return [
      row('5,000 people of a directory: all learnt', 5_000, few),
      row('50,000 people of a directory: all learnt', 50_000, many),
      {
        what: 'memory at most over the start of it, 50,000 people and 5,000',
        result: `${mb(many.grown)} and ${mb(few.grown)}`,
        note: 'a page at a time',
      },
    ];
  } finally {
    await store.close();
  }
}

type Measured = { readonly took: number; readonly grown: number };

async function syncOf(store: Store, count: number): Promise<Measured> {
  const sync = createPeopleSync({
    store,
    door: { record: async () => [] },
    directory: () => directoryOf(count),
    leaves: () => {},
    incident: () => {},
    every: 0,
    now: () => new Date(),
    log: { debug: () => {}, info: () => {}, warn: (facts) => console.error(facts), error: console.error },
  });
  globalThis.gc?.();
  const peak = watchMemory();
  const took = await timed(() => sync.pass());
  const grown = peak();
  if ((await store.people.countKnown(`bench-${count}`)) !== count) throw new Error('somebody was not learnt');
  return { took, grown };
}

/** Resident memory, looked at every few milliseconds. @returns ends it: how much more it was at most than at the start. */
function watchMemory(): () => number {
  const start = memoryUsage.rss();
  let peak = start;
  const look = setInterval(() => {
    peak = Math.max(peak, memoryUsage.rss());
  }, 20);
  return () => {
    clearInterval(look);
    return peak - start;
  };
}

/** A directory of its own for each count, so that nobody is missing from the other one's list. */
function directoryOf(count: number): Pick<IdentityProvider, 'name' | 'listPeople' | 'readPerson'> {
  return {
    name: `bench-${count}` as 'okta',
    listPeople: async (from = '0') => {
      await wait(1);
      const start = Number(from);
      const end = Math.min(count, start + pageSize);
      const items = Array.from({ length: end - start }, (_, index) => person(start + index));
      return { items, ...(end < count && { next: String(end) }) };
    },
    readPerson: async () => undefined,
  };
}

const person = (number: number): DirectoryPerson => ({
  id: `00u${number}`,
  email: `person${number}@acme.example.com`,
  name: `Person ${number}`,
  department: 'Engineering',
  title: 'Engineer',
  manager: 'boss@acme.example.com',
  isActive: true,
});

const row = (what: string, count: number, { took }: Measured): Row => ({
  what,
  result: `${(took / 1000).toFixed(1)} s`,
  note: rate(perSecond(count, took)),
});

const mb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
