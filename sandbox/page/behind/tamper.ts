import type { TrailEvent } from '../../web/contract.js';
import { hashOf } from './chain.js';

/** What somebody with access to the database might try. It happens to a copy in the page and to nothing else. */
export type Tampering = { readonly event: string; readonly how: 'changed' | 'changedWithHash' };

export const idOf = ({ stream, seq }: TrailEvent): string => `${stream}#${seq}`;

const forger = 'person:somebody-else';

export async function tamperWith(events: readonly TrailEvent[], tampering: Tampering): Promise<TrailEvent[]> {
  return Promise.all(events.map((event) => (idOf(event) === tampering.event ? forge(event, tampering.how) : event)));
}

async function forge(event: TrailEvent, how: Tampering['how']): Promise<TrailEvent> {
  const forged = { ...event, actor: forger, actorName: 'Somebody else' };
  switch (how) {
    case 'changed':
      return forged;
    case 'changedWithHash':
      return { ...forged, hash: await hashOf(forged) };
  }
}
