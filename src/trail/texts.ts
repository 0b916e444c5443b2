import type { SealedText } from '../domain/request.js';
import type { Checkpoints, EvidenceReads, Walked } from '../store/store.js';

export type TextsFound = {
  /** The first that is not what was sealed, in words. */
  readonly flaw?: string;
  /** How many are there. Of whoever was erased none is, and nothing is wrong with that. */
  readonly count: number;
};

/** Compares each text that is still there with the hash that its event has, while the record is walked anyway. */
export function watchTexts(checkpoints: Checkpoints, evidence: Pick<EvidenceReads, 'texts'>) {
  let flaw: string | undefined;
  let count = 0;
  const look = async (events: readonly Walked[]): Promise<void> => {
    const named = events.flatMap((event) => sealedIn(event.data).map((sealed) => ({ event, sealed })));
    const kept = named.length === 0 ? undefined : await evidence.texts(named.map(({ sealed }) => sealed.id));
    for (const { event, sealed } of named) {
      const text = kept?.get(sealed.id);
      if (!text) continue;
      count += 1;
      if (text.hash !== sealed.hash)
        flaw ??= `the text of ${event.stream} #${event.seq} was altered: it is not the one that was sealed`;
    }
  };
  return {
    checkpoints: {
      ...checkpoints,
      walk: async (...page: Parameters<Checkpoints['walk']>) => {
        const events = await checkpoints.walk(...page);
        await look(events);
        return events;
      },
    },
    found: (): TextsFound => ({ ...(flaw && { flaw }), count }),
  };
}

/** Wherever in an event one stands, also in events that are yet to be thought of. */
function sealedIn(value: unknown): SealedText[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, hash } = value as Record<string, unknown>;
  if (typeof id === 'string' && typeof hash === 'string') return [{ id, hash }];
  return Object.values(value).flatMap(sealedIn);
}
