import { randomBytes, randomUUID } from 'node:crypto';
import type { Recorded } from '../domain/events.js';
import { isRefusal } from '../domain/refusal.js';
import { hashOfText } from '../store/seal.js';
import type { Consumer, Hearing, Store, Text, Writing } from '../store/store.js';
import { type Door, Paused, sentenceOf } from './contracts.js';
import { reactions } from './reactions.js';

/** What the door tells once a transaction is committed. Both may fail or be lost: the sweep finds what was missed. */
export type Bells = {
  ring(lanes: readonly Hearing[]): void;
  /** Something falls due at a moment that has just become known. */
  wake(recorded: readonly Recorded[]): void;
};

/** @param consumers the ones that are switched on: nobody else's rows are written. */
export function createDoor(store: Store, now: () => Date, consumers: ReadonlySet<Consumer>, bells: Bells): Door {
  const writing = (
    by: string,
    cause: string,
    texts: readonly Text[] = [],
  ): { writing: Writing; lanes: Map<string, Hearing> } => {
    const lanes = new Map<string, Hearing>();
    const hearings: Writing['hearings'] = (event, grants) => {
      const heard = reactions(event, grants).filter(({ consumer }) => consumers.has(consumer));
      for (const one of heard) lanes.set(`${one.consumer}:${one.lane}`, one);
      return heard;
    };
    return { writing: { actor: by === 'latchkey' ? by : `person:${by}`, cause, at: now(), texts, hearings }, lanes };
  };
  return {
    async run(command, by, cause, texts) {
      const { writing: how, lanes } = writing(by, cause, texts);
      const outcome = await store.trail.decide(command, how);
      if (isRefusal(outcome) || outcome.length === 0) return outcome;
      bells.ring([...lanes.values()]);
      bells.wake(outcome);
      return outcome;
    },
    async record(event, by, cause, unless, texts) {
      const { writing: how, lanes } = writing(by, cause, texts);
      const recorded = await store.trail.append(event, how, unless);
      bells.ring([...lanes.values()]);
      if (recorded.length > 0 && event.type === 'grants.resumed')
        bells.ring(await store.outbox.hurry('provisioning', sentenceOf(new Paused(now())), now()));
      return recorded;
    },
    seal,
  };
}

function seal(body: string, personId: string): Text {
  const salt = randomBytes(16).toString('hex');
  return { id: randomUUID(), personId, salt, body, hash: hashOfText({ salt, body }) };
}
