import type pg from 'pg';
import type { AnchorPlace } from '../../src/anchors/port.js';
import type { DomainEvent } from '../../src/domain/events.js';
import { createSigner, knownKeys, newKeyPair, type Signer } from '../../src/signing.js';
import { chain, dataOf, type Head } from '../../src/store/chain.js';
import type { Store } from '../../src/store/store.js';
import { createAnchoring } from '../../src/workflows/anchoring.js';
import { createCheckpoints, keysWith } from '../../src/workflows/checkpoints.js';
import { eventually } from './eventually.js';
import { sql } from './sql.js';

export const start = new Date('2026-03-02T09:00:00Z');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Events of people whose account was tied: one stream a person. `people` says whose event each is. */
export async function record(
  client: pg.Client,
  people: readonly string[],
  heads = new Map<string, Head>(),
  from = start,
) {
  const bare = people.map((id, index) => ({
    stream: `person:${id}`,
    at: new Date(from.getTime() + index * 1000).toISOString(),
    actor: 'latchkey',
    cause: 'slack',
    event: { type: 'person.bound', id, slackId: `U${index}`, directory: 'okta', directoryId: `d-${id}` } as DomainEvent,
  }));
  const rows = chain(bare, heads);
  for (const row of rows) heads.set(row.stream, row);
  await insert(client, rows);
  return heads;
}

type Rows = ReturnType<typeof chain>;

export async function insert(client: pg.Client, rows: Rows): Promise<void> {
  for (const { event, ...row } of rows) {
    const { type, data } = dataOf(event);
    await client.query(
      `INSERT INTO "Event" ("version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash")
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [row.version, row.stream, row.seq, type, row.at, row.actor, row.cause, data, row.previousHash, row.hash],
    );
  }
}

/** A bench for signing: whose clock is set by hand, and whose alarms are heard. */
export function signing(
  store: Store,
  url: string,
  options: Partial<{ events: number; signer: Signer; old: string; places: AnchorPlace[] }> = {},
) {
  const signer = options.signer ?? createSigner(newKeyPair().privateKey);
  const clock = { at: start };
  const alarms: string[] = [];
  const now = () => clock.at;
  const keys = keysWith(signer, knownKeys(options.old ?? ''));
  const anchoring = createAnchoring({ store, places: options.places ?? [], now, log: quiet });
  const checkpoints = createCheckpoints({
    ...{ store, signer, keys, anchoring, now, log: quiet },
    limits: { every: 3600, events: options.events ?? 1000 },
    incident: (facts, sentence) => alarms.push(`${sentence} ${JSON.stringify(facts)}`),
  });
  return {
    ...{ signer, keys, clock, alarms, checkpoints },
    /**
     * An hour later: whatever is settled is signed. PostgreSQL's oldest running transaction is that of all its databases,
     * and the other tests have theirs.
     */
    async sign() {
      clock.at = new Date(clock.at.getTime() + 3600_000);
      await eventually(() => isSettled(url), 60_000);
      await checkpoints.pass();
    },
  };
}

/** All but what waits for a transaction of this very database. */
export async function isSettled(url: string): Promise<boolean> {
  const waiting = await sql(
    url,
    `WITH era AS (SELECT coalesce(max("offset"), 0) AS "offset" FROM "Era")
     SELECT 1 FROM "Event", era WHERE "transactionId" >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint + "offset"
       AND NOT EXISTS (SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND backend_xid::text::bigint + "offset" <= "transactionId")`,
  );
  return waiting.length === 0;
}

/** What who owns the database can do. */
export async function unguard(url: string): Promise<void> {
  for (const table of ['Event', 'Checkpoint', 'Anchor']) await sql(url, `ALTER TABLE "${table}" DISABLE TRIGGER USER`);
}
