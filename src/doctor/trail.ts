import pg from 'pg';
import type { AuditConfig, CheckpointConfig } from '../config.js';
import { isAhead } from '../domain/clock.js';
import type { Finding } from '../domain/finding.js';
import { createSigner, knownKeys } from '../signing.js';

type Settings = { readonly audit: AuditConfig; readonly checkpoints: CheckpointConfig };
type Row = { at: Date; keyId: string; number: number };

/** Whether checkpoints are made, by our key, in time, and put outside. That they fit the record is for `audit -- verify`. */
export async function* examineTrail(url: string, settings: Settings, now: () => Date): AsyncGenerator<Finding> {
  if (!settings.audit.signingKey) {
    const says = 'The record is not signed: whoever owns the database can rewrite it with hashes that fit.';
    yield {
      check: 'signing key',
      verdict: 'unknown',
      says,
      remedy: 'npm run audit -- keygen, then set AUDIT_SIGNING_KEY.',
    };
    return;
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'latchkey doctor',
  });
  try {
    await client.connect();
    const { rows } = await client.query(`SELECT to_regclass('"Checkpoint"') AS there`);
    if (rows[0]?.there === null) {
      yield { check: 'checkpoints', verdict: 'unknown', says: 'There is no record yet.' };
      return;
    }
    yield* newestOf(client, settings, now());
    yield* placesOf(client, settings, now());
  } catch (error) {
    yield { check: 'checkpoints', verdict: 'unknown', says: error instanceof Error ? error.message : String(error) };
  } finally {
    await client.end();
  }
}

const lateAt = ({ checkpoints }: Settings, now: Date): Date => new Date(now.getTime() - 2 * checkpoints.every * 1000);

async function* newestOf(client: pg.Client, settings: Settings, now: Date): AsyncGenerator<Finding> {
  const check = 'checkpoints';
  const { rows } = await client.query<Row>(
    'SELECT "number", "at", "keyId" FROM "Checkpoint" ORDER BY "number" DESC LIMIT 1',
  );
  const [newest] = rows;
  const waiting = await client.query<{ since: Date | null }>(
    `SELECT min("at") AS since FROM "Event" WHERE ("transactionId", "id") > (
       coalesce((SELECT "lastTransaction" FROM "Checkpoint" ORDER BY "number" DESC LIMIT 1), 0),
       coalesce((SELECT "lastEvent" FROM "Checkpoint" ORDER BY "number" DESC LIMIT 1), 0))`,
  );
  const since = waiting.rows[0]?.since;
  const late = lateAt(settings, now);
  if (since && since < late && (!newest || newest.at < late || isAhead(newest.at.toISOString(), now))) {
    const says = `Events wait for a signature since ${since.toISOString()}.`;
    const remedy =
      'Look into the log for "checkpoint", and run npm run audit -- verify: a record that was changed gets none.';
    return yield { check, verdict: 'bad', says, remedy };
  }
  const key = newest && keyFinding(settings, newest);
  if (key) yield key;
  const says = newest
    ? `The last is number ${newest.number} of ${newest.at.toISOString()}.`
    : 'None yet, and nothing that waits for one.';
  yield { check, verdict: 'good', says };
}

function keyFinding({ audit }: Settings, { keyId }: Row): Finding | undefined {
  const ours = createSigner(audit.signingKey ?? '').keyId;
  if (keyId === ours) return undefined;
  if (knownKeys(audit.oldKeys ?? '').has(keyId)) return undefined;
  const says = `The last checkpoint is signed with the key ${keyId}, and neither AUDIT_SIGNING_KEY nor AUDIT_SIGNING_KEYS_OLD has it.`;
  return {
    check: 'signing key',
    verdict: 'bad',
    says,
    remedy: 'Add its public key to AUDIT_SIGNING_KEYS_OLD, or find out who signed with it.',
  };
}

async function* placesOf(client: pg.Client, settings: Settings, now: Date): AsyncGenerator<Finding> {
  const { audit, checkpoints } = settings;
  const places = [
    ...(audit.timeStamp ? ['timeStamp'] : []),
    ...(audit.objectStore ? ['objectStore'] : []),
    ...(checkpoints.jiraIssue ? ['jira'] : []),
    ...(checkpoints.slackChannel ? ['slack'] : []),
  ];
  if (places.length === 0) {
    const says = 'They are put nowhere outside: events and checkpoints cut off at the end together are not found.';
    yield {
      check: 'checkpoints outside',
      verdict: 'unknown',
      says,
      remedy: 'Set CHECKPOINT_TSA_URL, CHECKPOINT_S3_URL, CHECKPOINT_JIRA_ISSUE or CHECKPOINT_SLACK_CHANNEL.',
    };
  }
  for (const place of places) {
    const { rows } = await client.query<{ at: Date }>(
      `SELECT "at" FROM "Checkpoint" WHERE "number" > coalesce((SELECT max("number") FROM "Anchor" WHERE "place" = $1), 0)
       ORDER BY "number" LIMIT 1`,
      [place],
    );
    const waits = rows[0]?.at;
    const check = `checkpoints at ${place}`;
    if (!waits) yield { check, verdict: 'good', says: 'All are there.' };
    else if (waits >= lateAt(settings, now) && !isAhead(waits.toISOString(), now))
      yield { check, verdict: 'good', says: `One waits since ${waits.toISOString()}.` };
    else
      yield {
        check,
        verdict: 'bad',
        says: `They wait since ${waits.toISOString()}.`,
        remedy: 'The log says why: look for "could not be put outside".',
      };
  }
}
