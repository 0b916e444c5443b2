import type { EvidenceErrand, HouseEvent, Recorded } from '../domain/events.js';
import type { Signer } from '../signing.js';
import { type Below, horizonBeyond, type Made, type Making, makeEvidence } from './make.js';
import type { NamesNeed } from './names.js';

export type Carrying = NamesNeed & {
  readonly store: Making['store'];
  readonly signer?: Signer;
  /** Where the files are made, before anybody has them. */
  readonly directory: string;
  readonly name: string;
  record(event: HouseEvent): Promise<unknown>;
};

/** The errand is on record, in the words of its event. @throws when nobody asked for it. */
export async function carryOut(carrying: Carrying, id: string): Promise<Made & { readonly errand: EvidenceErrand }> {
  const { store, record, directory, name } = carrying;
  const told = await store.evidence.errand(id);
  const [first] = told;
  if (first?.event.type !== 'evidence.asked') throw new Error(`nothing on record asks for the evidence ${id}`);
  const errand = errandIn(first.event);
  // Made before: then below the same horizon again, so that what is handed over is what was recorded.
  const before = exportedIn(told);
  const below = before ?? (await belowNow(store, first));
  const { horizon, checkpoints } = below;
  const made = await makeEvidence({
    ...carrying,
    errand,
    at: first.at,
    horizon,
    checkpoints,
    place: { directory, name },
  });
  const files = made.files.map(({ path: _, ...file }) => file);
  if (JSON.stringify(files) !== JSON.stringify(before?.files)) {
    const { population, events } = made;
    await record({ type: 'evidence.exported', ...errand, population, events, files, horizon, checkpoints });
  }
  return { ...made, errand };
}

/** Checkpoints first: what they cover is then below the horizon. */
async function belowNow({ checkpoints, evidence }: Making['store'], asked: Recorded): Promise<Below> {
  const newest = await checkpoints.newest();
  return { checkpoints: newest?.number ?? 0, horizon: await horizonBeyond(evidence, asked) };
}

const errandIn = ({ export: id, by, through, format, query }: EvidenceErrand): EvidenceErrand => ({
  export: id,
  by,
  through,
  format,
  query,
});

function exportedIn(told: readonly Recorded[]) {
  const exported = told.map(({ event }) => event).filter((event) => event.type === 'evidence.exported');
  return exported.at(-1);
}
