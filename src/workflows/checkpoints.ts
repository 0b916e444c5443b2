import { createPublicKey } from 'node:crypto';
import { isAhead } from '../domain/clock.js';
import { type KnownKeys, keyIdOf, type Signer } from '../signing.js';
import { genesis } from '../store/chain.js';
import type { KeptCheckpoint, Settled, Store } from '../store/store.js';
import { findFlaw, hashOfCheckpoint, signCheckpoint, signedAfterItsTime } from '../trail/checkpoint.js';
import { findChange } from '../trail/inspect.js';
import { growTree } from '../trail/merkle.js';
import type { Anchoring } from './anchoring.js';
import type { Log } from './contracts.js';

export type CheckpointLimits = {
  /** Seconds after which events are signed, though they be few. */
  readonly every: number;
  /** So many unsigned events are signed at once. */
  readonly events: number;
};

/** Signs what is settled when it is time, and puts it outside. */
export type Checkpointing = { pass(): Promise<void> };

type Needs = {
  readonly store: Store;
  readonly signer: Signer;
  /** Also the keys of earlier times. */
  readonly keys: KnownKeys;
  readonly limits: CheckpointLimits;
  readonly anchoring: Anchoring;
  readonly incident: (facts: object, sentence: string) => void;
  readonly now: () => Date;
  readonly log: Log;
};

/** One checkpoint holds at most so many events: the list of them is kept with it. */
export const largest = 10_000;

export function createCheckpoints(needs: Needs): Checkpointing {
  const { store, anchoring, limits, now } = needs;
  const alarm = onceIn(limits.every, now, needs.incident);
  return {
    async pass() {
      await store.leases.hold('checkpoint', async (lease) => {
        for (let last = await store.checkpoints.newest(); ; ) {
          const made = await makeIfDue({ ...needs, incident: alarm }, last, lease.assertHeld);
          if (!made) break;
          last = made;
          await lookBack({ ...needs, incident: alarm }, last);
        }
        await anchoring.pass();
        await warnWhenLate({ ...needs, incident: alarm });
      });
    },
  };
}

/** @returns what was signed, or nothing when nothing was to be. */
async function makeIfDue(
  needs: Needs,
  last: KeptCheckpoint | undefined,
  assertHeld: () => void,
): Promise<KeptCheckpoint | undefined> {
  const { store, limits, now, log, signer } = needs;
  const found = await store.checkpoints.settled(last?.last, largest);
  const age = last ? (now().getTime() - new Date(last.at).getTime()) / 1000 : Number.POSITIVE_INFINITY;
  const ahead = last && isAhead(last.at, now()) ? last : undefined;
  if (found.length === 0 || (!ahead && found.length < limits.events && age < limits.every)) return undefined;
  const flaw = await findFlawIn(needs, last);
  if (flaw) {
    needs.incident(
      { checkpoint: last?.number },
      `the record does not fit its last checkpoint, so none is signed: ${flaw}`,
    );
    return undefined;
  }
  const next = { number: (last?.number ?? 0) + 1, keyId: signer.keyId };
  if (await isAfterItsTime(store, next, last)) {
    needs.incident(
      { key: signer.keyId },
      `another key has signed since the one that is set, so nothing is signed: set AUDIT_SIGNING_KEY to the newest one, or to a new one`,
    );
    return undefined;
  }
  if (ahead)
    needs.incident(
      { checkpoint: ahead.number, at: ahead.at },
      'a checkpoint is signed with a time that is still to come: a clock was ahead; the next one is signed now',
    );
  const made = checkpointOver(signer, last, found, now());
  assertHeld();
  await store.checkpoints.add(made, found);
  log.info({ checkpoint: made.number, events: made.size }, 'a checkpoint of the audit trail was signed');
  return made;
}

/** What is signed next must go on from what was signed last: a record that was changed since gets no new signature. */
async function findFlawIn(needs: Needs, last: KeptCheckpoint | undefined): Promise<string | undefined> {
  if (!last) return undefined;
  const { checkpoints } = needs.store;
  const flaw = await flawOf(needs, last);
  if (flaw) return flaw;
  const count = await checkpoints.countUpTo(last.last);
  if (count !== last.size)
    return `checkpoint ${last.number} was signed over ${last.size} events, and now there are ${count}`;
  return undefined;
}

/** What does not fit about it behind the one before, its key, or what it was signed over. */
async function flawOf({ store, keys }: Needs, checkpoint: KeptCheckpoint): Promise<string | undefined> {
  const before = await store.checkpoints.find(checkpoint.number - 1);
  const flaw = findFlaw(checkpoint, before, keys);
  if (flaw) return flaw;
  if (await isAfterItsTime(store, checkpoint, before)) return signedAfterItsTime(checkpoint);
  return findChange(store.checkpoints, checkpoint, before);
}

type KeyUse = Pick<KeptCheckpoint, 'number' | 'keyId'>;

/** See followKeys in trail/checkpoint: the same, of one checkpoint alone. */
async function isAfterItsTime({ checkpoints }: Store, { number, keyId }: KeyUse, before: KeyUse | undefined) {
  if (!before || before.keyId === keyId) return false;
  const first = await checkpoints.firstSignedWith(keyId);
  return first !== undefined && first < number;
}

/** So many earlier checkpoints are looked at again with each new one, round and round. */
const lookedBackAt = 10;

/** Nobody need run verify for an old event that was changed to be missed: it is a matter of days. */
async function lookBack(needs: Needs, newest: KeptCheckpoint): Promise<void> {
  const { store, now, incident } = needs;
  const { checkpoints, positions } = store;
  let number = Number(await positions.find('trail:lookBack')) || 0;
  for (let left = Math.min(lookedBackAt, newest.number); left > 0; left -= 1) {
    number = number >= newest.number ? 1 : number + 1;
    const checkpoint = await checkpoints.find(number);
    const flaw = checkpoint ? await flawOf(needs, checkpoint) : `checkpoint ${number} is missing`;
    if (flaw) incident({ checkpoint: number }, `the record does not fit an earlier checkpoint: ${flaw}`);
  }
  await positions.keep('trail:lookBack', String(number), now());
}

function checkpointOver(
  signer: Signer,
  last: KeptCheckpoint | undefined,
  found: readonly Settled[],
  at: Date,
): KeptCheckpoint {
  const tree = growTree(last?.size, last?.peaks);
  for (const { hash } of found) tree.add(hash);
  const end = found.at(-1) as Settled;
  return {
    ...signCheckpoint(signer, {
      number: (last?.number ?? 0) + 1,
      size: tree.size(),
      root: tree.root(),
      previous: last ? hashOfCheckpoint(last) : genesis,
      at: at.toISOString(),
    }),
    peaks: tree.peaks(),
    last: { transaction: end.transaction, id: end.id },
  };
}

/** Twice the time has passed, and still it is not signed, or not outside: somebody has to look. */
async function warnWhenLate({ store, anchoring, limits, now, incident }: Needs): Promise<void> {
  const late = new Date(now().getTime() - 2 * limits.every * 1000).toISOString();
  const newest = await store.checkpoints.newest();
  const oldest = await store.checkpoints.oldestUnsigned(newest?.last);
  if (oldest && oldest < late && (!newest || newest.at < late || isAhead(newest.at, now()))) {
    incident({ since: oldest }, 'a checkpoint of the audit trail is missed: events wait for a signature');
  }
  for (const { place, since } of await anchoring.waiting()) {
    if (since < late || isAhead(since, now()))
      incident({ place, since }, 'a checkpoint of the audit trail could not be put outside');
  }
}

/** The same alarm rings once in so many seconds. */
function onceIn(seconds: number, now: () => Date, incident: Needs['incident']): Needs['incident'] {
  const rung = new Map<string, number>();
  return (facts, sentence) => {
    const key = JSON.stringify([facts, sentence]);
    const since = now().getTime() - (rung.get(key) ?? Number.NEGATIVE_INFINITY);
    // Rung later than now: by a clock that was ahead.
    if (since >= 0 && since < seconds * 1000) return;
    rung.set(key, now().getTime());
    incident(facts, sentence);
  };
}

/** Today's key and those of earlier times. */
export const keysWith = (signer: Signer, old: KnownKeys): KnownKeys => {
  const key = createPublicKey(signer.publicKey);
  return new Map([...old, [keyIdOf(key), key]]);
};
