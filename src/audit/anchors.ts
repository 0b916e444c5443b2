import { createObjectStore } from '../anchors/objectStore.js';
import type { Anchored, AnchorPlace } from '../anchors/port.js';
import { createTimeStamps } from '../anchors/timeStamp.js';
import type { AuditConfig } from '../config.js';
import type { Anchor, Checkpoints, KeptCheckpoint } from '../store/store.js';
import { bytesOf, hashOfCheckpoint } from '../trail/checkpoint.js';

export type Compared = {
  /** The first that is not outside as it is here, in words. */
  readonly flaw?: string;
  readonly says: readonly string[];
};

/** Compares every checkpoint with what was put outside, wherever that can be read with these settings. */
export async function compareAnchors(checkpoints: Checkpoints, audit: AuditConfig, now: () => Date): Promise<Compared> {
  const places: AnchorPlace[] = [
    ...(audit.timeStamp ? [createTimeStamps(audit.timeStamp)] : []),
    ...(audit.objectStore ? [createObjectStore(audit.objectStore, now)] : []),
  ];
  const says: string[] = [];
  for (const place of places) {
    const { flaw, count } = await compareAt(checkpoints, place);
    if (flaw) return { flaw, says };
    says.push(`Outside: ${count} checkpoints are at ${place.name} as they are here.`);
  }
  for (const name of ['jira', 'slack']) {
    const last = await checkpoints.lastAnchor(name);
    const checkpoint = last && (await checkpoints.find(last.number));
    if (checkpoint)
      says.push(
        `Look yourself: ${name}, ${last.reference}, has to name ${hashOfCheckpoint(checkpoint)} for checkpoint ${last.number}.`,
      );
  }
  return { says };
}

async function compareAt(checkpoints: Checkpoints, place: AnchorPlace): Promise<{ flaw?: string; count: number }> {
  let count = 0;
  for (let last = 0; ; ) {
    const anchors = await checkpoints.anchors(place.name, last);
    for (const anchor of anchors) {
      const flaw = await flawOf(checkpoints, place, anchor);
      if (flaw) return { flaw: `checkpoint ${anchor.number} is not outside as it is here: ${flaw}`, count };
      count += 1;
    }
    last = anchors.at(-1)?.number ?? last;
    if (anchors.length === 0) break;
  }
  const newest = (await checkpoints.newest())?.number ?? 0;
  const outside = (await place.newest?.(newest)) ?? newest;
  if (outside <= newest) return { count };
  return {
    flaw: `checkpoint ${outside} is at ${place.name}, and the record ends with ${newest}: its end was cut off`,
    count,
  };
}

async function flawOf(checkpoints: Checkpoints, place: AnchorPlace, anchor: Anchor): Promise<string | undefined> {
  const checkpoint = await checkpoints.find(anchor.number);
  return checkpoint ? place.compare?.(putOf(checkpoint), anchor) : 'it is not here any more';
}

const putOf = (checkpoint: KeptCheckpoint): Anchored => ({
  number: checkpoint.number,
  hash: hashOfCheckpoint(checkpoint),
  body: bytesOf(checkpoint).toString(),
  signature: checkpoint.signature,
});
