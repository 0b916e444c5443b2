import { z } from 'zod';
import { isTooManyLeavers } from '../domain/leavers.js';
import type { Person } from '../domain/person.js';
import { asUrgent } from '../idp/budget.js';
import { type DirectoryPerson, type IdentityProvider, ProviderDown, ProviderRefused } from '../idp/port.js';
import type { Learnt, Store } from '../store/store.js';
import { type Door, type Log, retryMomentOf } from './contracts.js';
import { inParallel } from './relay.js';

/**
 * Everybody whom the directory knows, page by page, every few hours. Nothing is concluded from a list: who is active
 * here and not in it is read by id, and only what that answer says counts.
 */
export type PeopleSync = {
  /** Goes on from where it was, or begins when it is time. Elsewhere at work, or too early: does nothing. */
  pass(): Promise<void>;
  /** Begins no further page. */
  stop(): void;
};

type Needs = {
  store: Store;
  door: Pick<Door, 'record'>;
  directory: () => Pick<IdentityProvider, 'name' | 'listPeople' | 'readPerson'> | undefined;
  /** Rings for somebody who was found to have left. */
  leaves: (person: string) => void;
  /** More have left than is believed: a person has to look. */
  incident: (facts: { found: number; known: number }) => void;
  /** Seconds between two passes. */
  every: number;
  now: () => Date;
  log: Log;
};

/** `listing`, then `looking` for those who were not listed; `held` while an admin has to say that so many have left. */
const position = z.discriminatedUnion('is', [
  z.object({ is: z.literal('listing'), since: z.iso.datetime(), next: z.string().optional() }),
  z.object({ is: z.literal('looking'), since: z.iso.datetime() }),
  z.object({ is: z.literal('held'), since: z.iso.datetime() }),
  z.object({ is: z.literal('done'), since: z.iso.datetime() }),
]);
type Position = z.infer<typeof position>;

/** One pass, with all that belongs to it. */
type Pass = Needs & {
  readonly source: Pick<IdentityProvider, 'name' | 'listPeople' | 'readPerson'>;
  readonly stopping: { readonly isTrue: boolean };
};

export function createPeopleSync(needs: Needs): PeopleSync {
  const stopping = { isTrue: false };
  let notBefore = 0;
  return {
    async pass() {
      const source = needs.directory();
      if (!source || needs.now().getTime() < notBefore) return;
      const pass = { ...needs, source, stopping };
      try {
        await needs.store.leases.hold(nameOf(pass), () => asUrgent('background', () => goOn(pass)));
      } catch (error) {
        // Nothing was concluded, and the place is kept. Nobody waits for this, so the provider is given a rest.
        notBefore = (retryMomentOf(error) ?? new Date(needs.now().getTime() + 60_000)).getTime();
        needs.log.warn(
          { err: error },
          'the people of the directory could not be read to the end; it goes on from there',
        );
      }
    },
    stop() {
      stopping.isTrue = true;
    },
  };
}

const nameOf = ({ source }: Pass): string => `people:${source.name}`;

async function goOn(pass: Pass): Promise<void> {
  let at = await begun(pass);
  while (at && at.is !== 'done' && !pass.stopping.isTrue) {
    at = await further(pass, at);
    if (at) await pass.store.positions.keep(nameOf(pass), JSON.stringify(at), pass.now());
  }
}

/** Where it was; a new pass when the last one is long enough ago. */
async function begun(pass: Pass): Promise<Position | undefined> {
  const { store, now, every } = pass;
  const kept = await store.positions.find(nameOf(pass));
  const at = kept === undefined ? undefined : readPosition(kept);
  const isDue = !at || now().getTime() - new Date(at.since).getTime() >= every * 1000;
  const isOver = !at || at.is === 'done' || at.is === 'held';
  return isOver && isDue ? { is: 'listing', since: now().toISOString() } : at;
}

/** What an earlier release left behind and nobody can read is no place to go on from. */
function readPosition(kept: string): Position | undefined {
  try {
    return position.parse(JSON.parse(kept));
  } catch {
    return undefined;
  }
}

async function further(pass: Pass, at: Exclude<Position, { is: 'done' }>): Promise<Position | undefined> {
  switch (at.is) {
    case 'listing':
      return list(pass, at);
    case 'looking':
      return look(pass, at.since, 0);
    case 'held': {
      const believed = await confirmed(pass);
      return believed === undefined ? undefined : look(pass, at.since, believed);
    }
  }
}

async function list(pass: Pass, { since, next }: Extract<Position, { is: 'listing' }>): Promise<Position> {
  const { source, store, now } = pass;
  const page = await source.listPeople(next).catch((error) => {
    if (next === undefined || !(error instanceof ProviderRefused)) throw error;
    return 'no such page' as const; // the place where we stopped is too old for the provider
  });
  if (page === 'no such page') return { is: 'listing', since: now().toISOString() };
  if (page.next !== undefined && page.next === next)
    throw new ProviderDown(source.name, `${source.name} names a page of people as its own next one`);
  await store.people.learnAll(
    page.items.map((person) => learnt(pass, person)),
    now(),
  );
  return page.next === undefined ? { is: 'looking', since } : { is: 'listing', since, next: page.next };
}

const learnt = ({ source, now }: Pass, { id, ...facts }: DirectoryPerson): Learnt => ({
  ...facts,
  directory: source.name,
  directoryId: id,
  readAt: now().toISOString(),
});

/** @param believed so many may have left, since an admin said so. */
async function look(pass: Pass, since: string, believed: number): Promise<Position | undefined> {
  const { store, source, now } = pass;
  const known = await store.people.countKnown(source.name);
  const left = await whoLeft(pass, since, (found) => found <= believed || !isTooManyLeavers(found, known));
  if (left === 'stopped') return undefined;
  if (left.isTooMany) return hold(pass, since, { found: left.ids.length, known });
  await store.people.leave(left.ids, now());
  for (const id of left.ids) pass.leaves(id);
  await pass.door.record(
    { type: 'leavers.cleared', directory: source.name },
    'latchkey',
    'directory',
    (last) => !last || last.event.type === 'leavers.cleared',
  );
  pass.log.info({ directory: source.name, known, left: left.ids.length }, 'everybody in the directory was looked at');
  return { is: 'done', since };
}

type Left = { readonly ids: readonly string[]; readonly isTooMany: boolean };

/** Asks about each who is not in the list, and goes on until all are asked: an admin is told how many it really is. */
async function whoLeft(pass: Pass, since: string, isBelieved: (found: number) => boolean): Promise<Left | 'stopped'> {
  const { store, source, stopping } = pass;
  const ids: string[] = [];
  for (let after = ''; ; ) {
    if (stopping.isTrue) return 'stopped';
    const unlisted = await store.people.unlisted(source.name, new Date(since), after, 100);
    const last = unlisted.at(-1);
    if (!last) return { ids, isTooMany: !isBelieved(ids.length) };
    after = last.id;
    await inParallel(unlisted, 4, async (person) => {
      const entry = await source.readPerson(person.directoryId);
      if (!entry?.isActive) ids.push(person.id);
      else await isHere(pass, entry, person);
    });
  }
}

/** A list does not say that somebody who was found to have left is back: the answer about them does. */
async function isHere(pass: Pass, entry: DirectoryPerson, { leavingAt }: Person): Promise<void> {
  const { people } = pass.store;
  if (leavingAt) await people.learn(learnt(pass, entry));
  await people.learnAll([learnt(pass, entry)], pass.now());
}

const day = 24 * 3600 * 1000;

/** Nobody is touched. The admins hear of it once a day: on the record, and from there in Slack. */
async function hold(pass: Pass, since: string, { found, known }: { found: number; known: number }): Promise<Position> {
  const { door, source, now, incident } = pass;
  const aDayAgo = new Date(now().getTime() - day).toISOString();
  await door.record(
    { type: 'leavers.held', directory: source.name, found, known },
    'latchkey',
    'directory',
    (last) => last?.event.type === 'leavers.held' && last.event.found >= found && last.at > aDayAgo,
  );
  incident({ found, known });
  return { is: 'held', since };
}

/** How many an admin says have left, if one has said so since it was held. */
async function confirmed({ store }: Pass): Promise<number | undefined> {
  const last = (await store.trail.last('leavers'))?.event;
  return last?.type === 'leavers.confirmed' ? last.found : undefined;
}
