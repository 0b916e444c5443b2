import type { Person } from '../domain/person.js';
import { findBreak } from '../store/chain.js';
import type { Chained } from '../store/store.js';
import type { Desk, Subcommand } from './desk.js';

export const show: Subcommand = {
  usage: [['show [request]', 'everything about one request (the newest when not given)']],
  run: ([wanted], desk) =>
    desk.onRecord(async (store) => {
      const id = wanted ?? (await store.requests.newest());
      const events = id ? await store.trail.about(id) : [];
      if (events.length === 0) {
        desk.say(id ? `There is no request ${id}.` : 'Nobody has asked for anything yet.');
        return 1;
      }
      const ids = events.map(({ actor }) => actor.slice(actor.indexOf(':') + 1));
      const people = await store.people.findAll([...new Set(ids)]);
      for (const event of events) desk.say(lineOf(event, people));
      return conclude(desk, findBreak(events), events.length);
    }),
};

/** By name, or by the pseudonym of whoever was erased. */
function lineOf({ at, stream, seq, actor, event, hash }: Chained, people: ReadonlyMap<string, Person>): string {
  const who = people.get(actor.slice(actor.indexOf(':') + 1))?.name.slice(0, 17) ?? actor.slice(0, 17);
  return `${at}  ${event.type.padEnd(26)} ${who.padEnd(17)} ${`${stream.slice(0, stream.indexOf(':') + 9)} #${seq}`.padEnd(24)} ${hash.slice(0, 12)}`;
}

export function conclude({ say }: Desk, broken: string | undefined, count: number): number {
  say(broken ? `NOT intact: ${broken}.` : `Intact: ${count} events, every hash follows from the one before.`);
  return broken ? 1 : 0;
}
