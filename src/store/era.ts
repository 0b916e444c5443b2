import type pg from 'pg';

/**
 * The order of the record is (transactionId, id): what is settled has lower ones than all that is still to come. A
 * database restored into another PostgreSQL counts its transactions anew, below those of the record; from then on so
 * much is added that it goes on above. Done before anything is written, and before anybody asks what is settled: by
 * migrate(), and by whoever takes evidence out of a database on which Latchkey has not started yet.
 */
export async function keepOrder(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(`SELECT to_regclass('"Era"') AS era`);
  if (rows[0]?.era === null || !(await isBehind(client))) return;
  await client.query('BEGIN');
  try {
    await client.query('LOCK TABLE "Event", "Era" IN SHARE ROW EXCLUSIVE MODE');
    // Somebody else may have done it while we waited for the lock.
    if (await isBehind(client)) await client.query(`INSERT INTO "Era" SELECT ${last} + 1, now()`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** What is added to a transaction's id today. */
export const offset = `coalesce((SELECT max("offset") FROM "Era"), 0)`;

/** Where the record ends, for a transaction that has not begun. */
const last = `(SELECT max("transactionId") FROM "Event")`;

async function isBehind(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ behind: boolean }>(
    `SELECT coalesce(pg_snapshot_xmax(pg_current_snapshot())::text::bigint + ${offset} <= ${last}, false) AS behind`,
  );
  return rows[0]?.behind ?? false;
}
