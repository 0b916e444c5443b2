import type { KnownKeys } from '../signing.js';
import { genesis, type Head, hashOf } from '../store/chain.js';
import { findFlaw, findForgery, followKeys } from '../trail/checkpoint.js';
import { rebuild } from '../trail/proof.js';
import {
  type BundleLine,
  type CheckpointLine,
  type EventLine,
  type FooterLine,
  type HeaderLine,
  isTooOld,
  type ProofLine,
} from './bundle.js';

/** Looks at one line after the other, and keeps no more than it needs for what is still to come. */
export type BundleCheck = {
  /** @returns the first thing that does not fit, in words. */
  line(line: BundleLine): string | undefined;
  /** @param sha256 over all lines but the footer, as read. */
  end(sha256: string): string | undefined;
  readonly header: () => HeaderLine | undefined;
  readonly found: () => Found;
};

export type Found = {
  readonly counts: Readonly<Record<Counted, number>>;
  readonly proven: number;
  /** No checkpoint covers them: only the chain and the file's own hash speak for them. */
  readonly unproven: number;
  /** Streams whose first event is not in the file. */
  readonly begunBefore: number;
  readonly lastCheckpoint?: { readonly number: number; readonly at: string };
};

type Counted = 'requests' | 'events' | 'checkpoints' | 'anchors' | 'proofs';
type Placed = { readonly place: number; readonly hash: string; readonly name: string };

/** @param keysFor whom to believe, once the header is read. */
export function createBundleCheck(keysFor: (header: HeaderLine) => KnownKeys): BundleCheck {
  const counts = { requests: 0, events: 0, checkpoints: 0, anchors: 0, proofs: 0 };
  let header: HeaderLine | undefined;
  let footer: FooterLine | undefined;
  let checks: { checkpoints: ReturnType<typeof createCheckpointCheck>; chains: ReturnType<typeof createChainCheck> };
  const begin = (line: HeaderLine): undefined => {
    header = line;
    const checkpoints = createCheckpointCheck(line.holds, keysFor(line));
    checks = { checkpoints, chains: createChainCheck(line.holds) };
  };
  return {
    line(line) {
      if (footer) return 'something stands behind the footer';
      if (!header) return line.kind === 'header' ? begin(line) : 'the first line is no header';
      switch (line.kind) {
        case 'header':
          return 'there is a second header';
        case 'request':
          counts.requests += 1;
          return undefined;
        case 'event':
          counts.events += 1;
          return checks.chains.event(line) ?? checks.checkpoints.event(line);
        case 'checkpoint':
          counts.checkpoints += 1;
          return checks.checkpoints.checkpoint(line);
        case 'anchor':
          counts.anchors += 1;
          return undefined;
        case 'proof':
          counts.proofs += 1;
          return checks.checkpoints.proof(line);
        case 'footer':
          footer = line;
          return undefined;
      }
    },
    end(sha256) {
      if (!header) return 'the file is empty';
      if (!footer) return 'the file is cut off: it has no footer';
      const given = footer.counts;
      const wrong = (Object.keys(counts) as Counted[]).find((of) => counts[of] !== given[of]);
      if (wrong) return `the footer counts ${given[wrong]} ${wrong}, and the file holds ${counts[wrong]}`;
      if (footer.sha256 !== sha256) return 'the file was changed: its footer was made for other lines';
      return checks.checkpoints.end();
    },
    header: () => header,
    found: () => ({ counts, begunBefore: checks.chains.begunBefore(), ...checks.checkpoints.found() }),
  };
}

/** Each event's own hash, and that it follows from the one before it in its stream. */
function createChainCheck(holds: HeaderLine['holds']) {
  const heads = new Map<string, Head>();
  let begunBefore = 0;
  return {
    begunBefore: () => begunBefore,
    event(event: EventLine): string | undefined {
      const { stream, seq, previousHash, hash } = event;
      const name = `${stream} #${seq}`;
      if (hashOf(event) !== hash) return `${name} was altered`;
      const head = heads.get(stream) ?? (holds === 'part' && seq > 1 ? undefined : { seq: 0, hash: genesis });
      if (!head) begunBefore += 1;
      else if (seq <= head.seq) return `${name} stands in the wrong place: it comes after #${head.seq}`;
      else if (seq > head.seq + 1) return `${stream} #${head.seq + 1} is missing: ${name} follows #${head.seq}`;
      else if (previousHash !== head.hash) return `${name} does not follow from the event before it`;
      heads.set(stream, { seq, hash });
      return undefined;
    },
  };
}

/** The checkpoints' signatures and their chain, and that each event is in the tree of the one that covers it. */
function createCheckpointCheck(holds: HeaderLine['holds'], keys: KnownKeys) {
  const checkpoints = new Map<number, CheckpointLine>();
  const keyFlaw = followKeys();
  let last: CheckpointLine | undefined;
  let waiting: Placed[] = [];
  let [proven, unproven] = [0, 0];
  let oldest: EventLine | undefined;
  return {
    found: () => ({ proven, unproven, ...(last && { lastCheckpoint: { number: last.number, at: last.at } }) }),
    event(event: EventLine): undefined {
      const { place, hash, stream, seq } = event;
      if (place !== null) {
        waiting.push({ place, hash, name: `${stream} #${seq}` });
        return;
      }
      unproven += 1;
      if (!oldest || Date.parse(event.at) < Date.parse(oldest.at)) oldest = event;
    },
    checkpoint(line: CheckpointLine): string | undefined {
      // Of a part, the checkpoints before its own need not be there.
      const flaw = holds === 'part' && !last ? findForgery(line, keys) : findFlaw(line, last, keys);
      checkpoints.set(line.number, line);
      last = line;
      return flaw ?? keyFlaw(line);
    },
    proof({ checkpoint: number, from, hashes }: ProofLine): string | undefined {
      const checkpoint = checkpoints.get(number);
      if (!checkpoint) return `the proof for checkpoint ${number} stands before that checkpoint, or without it`;
      const before = checkpoints.get(number - 1);
      if (number === 1 ? from !== 0 : before && from !== before.size)
        return `the proof for checkpoint ${number} begins in the wrong place`;
      const isIts = ({ place }: Placed): boolean => place >= from && place < checkpoint.size;
      const its = waiting.filter(isIts).sort((one, other) => one.place - other.place);
      waiting = waiting.filter((event) => !isIts(event));
      proven += its.length;
      const twice = its.find(({ place }, index) => its[index + 1]?.place === place);
      if (twice) return `${twice.name} stands in a place where another event stands too`;
      if (holds === 'record' && its.length !== checkpoint.size - from) return lacking(its, from, checkpoint);
      const known = its.map(({ place, hash }) => [place, hash] as const);
      return rebuild(checkpoint.size, known, hashes) === checkpoint.root ? undefined : unlike(its, checkpoint);
    },
    end(): string | undefined {
      const [left] = waiting;
      if (left) return `${left.name} has a place under a checkpoint, and no proof of it`;
      if (oldest && last && isTooOld(oldest, last))
        return `${oldest.stream} #${oldest.seq} of ${oldest.at} is older than checkpoint ${last.number} of ${last.at}, and no checkpoint covers it`;
      if (holds === 'record' && proven < (last?.size ?? 0))
        return `only ${proven} of the ${last?.size} events under the last checkpoint are in the file`;
      return undefined;
    },
  };
}

function lacking(its: readonly Placed[], from: number, { number, size }: CheckpointLine): string {
  const index = its.findIndex(({ place }, at) => place !== from + at);
  const place = index === -1 ? from + its.length : from + index;
  const after = its[place - from - 1];
  return `event ${place + 1} of ${size}${after ? `, behind ${after.name},` : ''} is missing under checkpoint ${number}`;
}

function unlike(its: readonly Placed[], { number, at }: CheckpointLine): string {
  const [first, end] = [its[0]?.name, its.at(-1)?.name];
  if (!first) return `the proof for checkpoint ${number} does not make its root`;
  return `${first === end ? `${first} is` : `the events from ${first} to ${end} are`} not what checkpoint ${number} of ${at} was signed over`;
}
