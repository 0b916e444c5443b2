import type { HouseEvent, Recorded } from '../../src/domain/events.js';
import { streamOf } from '../../src/domain/events.js';
import { type Command, decide, emptyWorld, type LifecycleEvent, type World } from '../../src/domain/lifecycle.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { chain, type Head } from '../../src/store/chain.js';
import type { Chained } from '../../src/store/store.js';
import { at } from './given.js';

/** A record as the door would write it, from what somebody did and when: the machines decide, and each event is chained. */
export class OnRecord {
  private world: World = emptyWorld;
  private readonly heads = new Map<string, Head>();
  readonly events: Chained[] = [];

  /** @param passed seconds after Monday at nine. @throws what was refused. */
  when(passed: number, command: Command, { by = 'latchkey', through = 'slack' } = {}): this {
    const decision = decide(this.world, command, new Date(at(passed)));
    if (isRefusal(decision)) throw new Error(decision.says);
    this.world = decision.world;
    const actor = by === 'latchkey' ? by : `person:${by}`;
    this.write(decision.events, at(passed), { actor, cause: through });
    return this;
  }

  house(passed: number, event: HouseEvent, { by = 'latchkey', through = 'start' } = {}): this {
    this.write([event], at(passed), { actor: by === 'latchkey' ? by : `person:${by}`, cause: through });
    return this;
  }

  private write(
    events: readonly (LifecycleEvent | HouseEvent)[],
    moment: string,
    how: Pick<Recorded, 'actor' | 'cause'>,
  ) {
    const bare = events.map((event) => ({ stream: streamOf(event), at: moment, ...how, event }));
    for (const row of chain(bare, this.heads)) {
      this.heads.set(row.stream, { seq: row.seq, hash: row.hash });
      this.events.push({ id: String(this.events.length + 1), ...row });
    }
  }
}
