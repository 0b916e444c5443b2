import type { Recorded } from '../domain/events.js';
import { leaversHeldMessage } from '../views/leaversHeld.js';
import { inTurn, type Notifying, reaching } from './notifying.js';

/** Each admin gets one message for each time that it is put on record. */
export async function tellOfHeldLeavers(needs: Notifying, { event, stream, seq }: Recorded): Promise<void> {
  if (event.type !== 'leavers.held') return;
  const admins = await needs.directory.admins();
  await inTurn(
    admins.map((to) => async () => {
      const post = { id: `notice:${stream}:${seq}:${to.id}`, kind: 'notice', request: stream, to } as const;
      await reaching(needs, to, async () => void (await needs.posting.card(post, leaversHeldMessage(event))));
    }),
  );
}
