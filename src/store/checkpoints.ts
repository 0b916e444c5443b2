import type { Database } from './database.js';
import { offset } from './era.js';
import type { Anchor, Checkpoints, Cursor, KeptCheckpoint, Leaf } from './kept.js';
import { chainedOf } from './trail.js';

type Row = Record<string, unknown>;

export function createCheckpoints({ pool }: Database): Checkpoints {
  const rows = async (query: string, values: unknown[] = []): Promise<Row[]> => (await pool.query(query, values)).rows;
  const one = async (query: string, values: unknown[] = []) => (await rows(query, values)).map(keptOf)[0];
  return {
    newest: () => one(`SELECT ${facts} FROM "Checkpoint" ORDER BY "number" DESC LIMIT 1`),
    find: (number) => one(`SELECT ${facts} FROM "Checkpoint" WHERE "number" = $1`, [number]),
    firstSignedWith: async (keyId) => {
      const [row] = await rows('SELECT min("number") AS "first" FROM "Checkpoint" WHERE "keyId" = $1', [keyId]);
      return (row?.first as number | null) ?? undefined;
    },
    after: async (number, limit) =>
      (
        await rows(`SELECT ${facts} FROM "Checkpoint" WHERE "number" > $1 ORDER BY "number" LIMIT $2`, [number, limit])
      ).map(keptOf),
    leaves: async (number) => {
      const [row] = await rows('SELECT "leaves" FROM "Checkpoint" WHERE "number" = $1', [number]);
      return row ? readLeaves(row.leaves as string) : [];
    },
    covering: async ({ transaction, id }) => {
      const [row] = await rows(
        `SELECT "number" FROM "Checkpoint" WHERE ("lastTransaction", "lastEvent") >= ($1, $2) ORDER BY "number" LIMIT 1`,
        [transaction, id],
      );
      return row?.number as number | undefined;
    },
    settled: async (after, limit) => (await rows(settled, [...behind(after), limit])).map(settledOf),
    countUpTo: async ({ transaction, id }) => {
      const [row] = await rows('SELECT count(*) FROM "Event" WHERE ("transactionId", "id") <= ($1, $2)', [
        transaction,
        id,
      ]);
      return Number(row?.count);
    },
    oldestUnsigned: async (after) => {
      const [row] = await rows(`SELECT min("at") AS at FROM "Event" WHERE ${isBehind}`, behind(after));
      return (row?.at as Date | null)?.toISOString();
    },
    async add(checkpoint, leaves) {
      const { number, size, root, previous, at, keyId, signature, peaks, last } = checkpoint;
      const values = [
        number,
        size,
        root,
        previous,
        at,
        keyId,
        signature,
        peaks,
        last.transaction,
        last.id,
        writeLeaves(leaves),
      ];
      await pool.query(add, values);
    },
    ...anchorsIn(rows),
    walk: async (after, limit) =>
      (
        await rows(`SELECT * FROM "Event" WHERE ${isBehind} ORDER BY "transactionId", "id" LIMIT $3`, [
          ...behind(after),
          limit,
        ])
      ).map((row) => ({
        ...chainedOf(row),
        transaction: String(row.transactionId),
        type: row.type as string,
        data: row.data as object,
      })),
    place: async (stream, seq) => {
      const [row] = await rows('SELECT "transactionId", "id" FROM "Event" WHERE "stream" = $1 AND "seq" = $2', [
        stream,
        seq,
      ]);
      return row && { transaction: String(row.transactionId), id: String(row.id) };
    },
    firstUnchained: async () => {
      const [row] = await rows(unchained);
      return row as { stream: string; seq: number; before: number; missing: boolean } | undefined;
    },
  };
}

type Ask = (query: string, values?: unknown[]) => Promise<Row[]>;

const anchorsIn = (rows: Ask): Pick<Checkpoints, 'anchors' | 'anchorsOf' | 'places' | 'lastAnchor' | 'anchored'> => ({
  places: async () =>
    (await rows('SELECT DISTINCT "place" FROM "Anchor" ORDER BY 1')).map(({ place }) => place as string),
  anchors: async (place, after) =>
    (
      await rows('SELECT * FROM "Anchor" WHERE "place" = $1 AND "number" > $2 ORDER BY "number" LIMIT 500', [
        place,
        after,
      ])
    ).map(anchorOf),
  anchorsOf: async (number) =>
    (await rows('SELECT * FROM "Anchor" WHERE "number" = $1 ORDER BY "place"', [number])).map(anchorOf),
  lastAnchor: async (place) =>
    (await rows('SELECT * FROM "Anchor" WHERE "place" = $1 ORDER BY "number" DESC LIMIT 1', [place])).map(anchorOf)[0],
  anchored: async ({ number, place, at, reference, token }) => {
    await rows(
      `INSERT INTO "Anchor" ("number", "place", "at", "reference", "token") VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ("number", "place") DO NOTHING`,
      [number, place, at, reference, token ?? null],
    );
  },
});

const facts =
  '"number", "size", "root", "previous", "at", "keyId", "signature", "peaks", "lastTransaction", "lastEvent"';
const add = `INSERT INTO "Checkpoint" (${facts}, "leaves") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const behind = (after: Cursor | undefined) => [after?.transaction ?? null, after?.id ?? null];

/** No number to begin at: PostgreSQL's own begin at 3, but whoever may insert could slip something in below any. */
const isBehind = '($1::bigint IS NULL OR ("transactionId", "id") > ($1::bigint, $2::bigint))';

/**
 * Of a transaction that is older than every one still running all is here that there will ever be, and whatever comes
 * later stands behind it. Ids alone would not do: they are drawn before the commit, so a lower one may still come.
 */
const settled = `
  SELECT "transactionId", "id", "stream", "seq", "hash", "at" FROM "Event"
  WHERE ${isBehind}
    AND "transactionId" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${offset}
  ORDER BY "transactionId", "id" LIMIT $3`;

const unchained = `
  SELECT "stream", "seq", "before", "seq" <> "before" + 1 AS "missing" FROM (
    SELECT "transactionId", "id", "stream", "seq", "previousHash",
      coalesce(lag("seq") OVER chain, 0) AS "before", coalesce(lag("hash") OVER chain, repeat('0', 64)) AS "follows"
    FROM "Event" WINDOW chain AS (PARTITION BY "stream" ORDER BY "seq")
  ) e WHERE "seq" <> "before" + 1 OR "previousHash" <> "follows" ORDER BY "transactionId", "id" LIMIT 1`;

const keptOf = (row: Row): KeptCheckpoint => ({
  number: row.number as number,
  size: Number(row.size),
  root: row.root as string,
  previous: row.previous as string,
  at: (row.at as Date).toISOString(),
  keyId: row.keyId as string,
  signature: row.signature as string,
  peaks: row.peaks as string[],
  last: { transaction: String(row.lastTransaction), id: String(row.lastEvent) },
});

const settledOf = (row: Row) => ({
  transaction: String(row.transactionId),
  id: String(row.id),
  stream: row.stream as string,
  seq: row.seq as number,
  hash: row.hash as string,
  at: (row.at as Date).toISOString(),
});

const anchorOf = (row: Row): Anchor => ({
  number: row.number as number,
  place: row.place as string,
  at: (row.at as Date).toISOString(),
  reference: row.reference as string,
  ...(typeof row.token === 'string' && { token: row.token }),
});

/** No name of a stream holds a tab or a line's end: see streamOf. */
const writeLeaves = (leaves: readonly Leaf[]): string =>
  leaves.map(({ stream, seq, hash }) => `${stream}\t${seq}\t${hash}`).join('\n');

const readLeaves = (text: string): readonly Leaf[] =>
  text.split('\n').map((line) => {
    const [stream = '', seq = '', hash = ''] = line.split('\t');
    return { stream, seq: Number(seq), hash };
  });
