import type pg from 'pg';
import type { HouseEvent, Recorded } from '../../src/domain/events.js';
import { streamOf } from '../../src/domain/events.js';
import { type Command, decide, emptyWorld, type LifecycleEvent, type World } from '../../src/domain/lifecycle.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { SealedText } from '../../src/domain/request.js';
import { chain, dataOf, type Head } from '../../src/store/chain.js';
import { hashOfText } from '../../src/store/seal.js';
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

const salt = 'salt';
/** As an event names a text that `keep` lays beside it. */
export const sealed = (id: string, body: string): SealedText => ({ id, hash: hashOfText({ salt, body }) });

/** Into the table of events as they are, with the people and the texts beside them. */
export async function keep(client: pg.Client, { events }: OnRecord, beside: Beside): Promise<void> {
  const rows = events.map(({ event, id: _, ...row }) => ({ ...row, ...dataOf(event) }));
  const columns = '"version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash"';
  await client.query(
    `INSERT INTO "Event" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"Event", $1::jsonb)`,
    [JSON.stringify(rows)],
  );
  for (const [id, name] of Object.entries(beside.people)) {
    const email = `${id}@acme.example.com`;
    const person = { id, directory: 'okta', directoryId: `00u${id}`, email, name, isActive: true, readAt: at(0) };
    await client.query('INSERT INTO "Person" SELECT * FROM jsonb_populate_record(NULL::"Person", $1::jsonb)', [person]);
  }
  for (const [id, body] of Object.entries(beside.texts)) {
    await client.query(`INSERT INTO "Text" VALUES ($1, 'ana', $3, $2)`, [id, body, salt]);
  }
}

export type Beside = {
  readonly people: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
};
