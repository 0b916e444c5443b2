import type { Database } from './database.js';
import type { Budgets, Reservation } from './store.js';

/**
 * Virtual scheduling (GCRA) in one statement: the row lock makes takers stand in line, and the database's clock is the
 * only one that counts, since several machines share a budget. See docs/decisions/0019-one-budget-a-provider.md.
 */
export function createBudgets({ pool }: Database): Budgets {
  return {
    async reserve({ bucket, step, tolerance, ahead, known }) {
      const asked = await pool.query<Row>(reserve, [bucket, step, tolerance, ahead, known?.units, known?.seconds]);
      const [row] = asked.rows;
      // Somebody else made the row while we asked: the next look sees it.
      return row ? reservationOf(row) : { is: 'early', wait: 0, refusals: 0 };
    },
    async close(bucket, seconds) {
      await pool.query(close, [bucket, seconds]);
    },
    async backOff(bucket, { first, longest }) {
      await pool.query(backOff, [bucket, first, longest]);
    },
    async recover(bucket) {
      await pool.query(recover, [bucket]);
    },
    async learn(bucket, { units, seconds }) {
      await pool.query(learn, [bucket, units, seconds]);
    },
  };
}

type Row = Pick<Reservation, 'is' | 'wait' | 'refusals'> & { units: number | null; seconds: number | null };

const reservationOf = ({ units, seconds, ...row }: Row): Reservation =>
  units === null || seconds === null ? row : { ...row, known: { units, seconds } };

const secondsUntil = (moment: string): string =>
  `greatest(0, extract(epoch FROM (${moment}) - clock_timestamp()))::float8`;

/** A clock that was put back must not close a bucket for as long: nothing is paid for longer ahead than can be reserved. */
const paidAt = `least(b."paidAt", clock_timestamp() + make_interval(secs => $3::float8 + $4::float8 + 60))`;

/** The first moment at which this call may leave. */
const slot = `greatest(clock_timestamp(), b."closedUntil", ${paidAt} + make_interval(secs => $2::float8 - $3::float8))`;

/** Losing the last half second of it in a crash is no harm, so no disk is waited for. */
const relaxed = `relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS "is")`;

const reserve = `
  WITH ${relaxed}, reserved AS (
    INSERT INTO "Budget" AS b ("bucket", "paidAt")
    SELECT $1, clock_timestamp() + make_interval(secs => $2::float8) FROM relaxed
    ON CONFLICT ("bucket") DO UPDATE SET "paidAt" = greatest(${paidAt}, ${slot}) + make_interval(secs => $2::float8)
    WHERE b."units" IS NOT DISTINCT FROM $5::float8 AND b."seconds" IS NOT DISTINCT FROM $6::float8
      AND ${slot} <= clock_timestamp() + make_interval(secs => $4::float8)
    RETURNING ${secondsUntil(`greatest(b."closedUntil", b."paidAt" - make_interval(secs => $3::float8))`)} AS "wait",
      b."refusals", b."units", b."seconds"
  )
  SELECT 'reserved' AS "is", reserved.* FROM reserved
  UNION ALL
  SELECT CASE WHEN b."units" IS DISTINCT FROM $5::float8 OR b."seconds" IS DISTINCT FROM $6::float8 THEN 'learned'
    WHEN b."closedUntil" > clock_timestamp() THEN 'closed' ELSE 'early' END,
    ${secondsUntil(slot)}, b."refusals", b."units", b."seconds"
  FROM "Budget" b WHERE b."bucket" = $1 AND NOT EXISTS (SELECT FROM reserved)`;

const close = `
  INSERT INTO "Budget" AS b ("bucket", "paidAt", "closedUntil")
  VALUES ($1, clock_timestamp(), clock_timestamp() + make_interval(secs => $2::float8))
  ON CONFLICT ("bucket") DO UPDATE SET "closedUntil" = greatest(b."closedUntil", EXCLUDED."closedUntil")`;

/** Calls that were on the way together are refused together, and are one refusal. */
const backOff = `
  INSERT INTO "Budget" AS b ("bucket", "paidAt", "refusals", "closedUntil")
  VALUES ($1, clock_timestamp(), 1, clock_timestamp() + make_interval(secs => $2::float8 * (0.5 + random() / 2)))
  ON CONFLICT ("bucket") DO UPDATE SET "refusals" = b."refusals" + 1, "closedUntil" = clock_timestamp()
    + make_interval(secs => least($3::float8, $2::float8 * 2 ^ least(b."refusals", 30)) * (0.5 + random() / 2))
  WHERE b."closedUntil" IS NULL OR b."closedUntil" <= clock_timestamp()`;

/** A yes to a call that left before the bucket was closed says nothing about now. */
const recover = `UPDATE "Budget" SET "refusals" = 0 WHERE "bucket" = $1 AND "closedUntil" <= clock_timestamp()`;

const learn = `
  INSERT INTO "Budget" AS b ("bucket", "paidAt", "units", "seconds") VALUES ($1, clock_timestamp(), $2, $3)
  ON CONFLICT ("bucket") DO UPDATE SET "units" = EXCLUDED."units", "seconds" = EXCLUDED."seconds"`;
