import { useEffect, useState } from 'react';
import type { TrailEvent } from '../../web/contract.js';
import { type Verdict, verdictsOn } from './chain.js';
import { idOf, type Tampering, tamperWith } from './tamper.js';

export type Checked = { readonly event: TrailEvent; readonly verdict: Verdict };

/** The record with what the page found out about each event; undefined while it computes. */
export function useVerdicts(
  events: readonly TrailEvent[],
  tampering: Tampering | undefined,
): readonly Checked[] | undefined {
  const [checked, setChecked] = useState<readonly Checked[]>();
  // A new answer from the sandbox mostly brings the same record: it is not computed again, nor drawn anew.
  const key = events.map((event) => `${idOf(event)}${event.hash}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that there is to say about the events.
  useEffect(() => {
    let isWanted = true;
    check(events, tampering).then((found) => {
      if (isWanted) setChecked(found);
    });
    return () => {
      isWanted = false;
    };
  }, [key, tampering]);
  return checked;
}

async function check(events: readonly TrailEvent[], tampering: Tampering | undefined): Promise<Checked[]> {
  const copy = tampering ? await tamperWith(events, tampering) : events;
  const verdicts = await verdictsOn(copy);
  return copy.map((event, index) => ({ event, verdict: verdicts[index] ?? 'altered' }));
}
