import type { Recorded } from '../domain/events.js';
import { providerTitle } from '../views/asked.js';
import { type StopCard, stopCard } from '../views/stopCard.js';
import { partsOf } from './entitlements.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { stopLane } from './reactions.js';

/** Every admin is asked, and every card says who has answered. */
export async function drawStopCards(needs: Notifying, { event }: Recorded): Promise<void> {
  if (event.type !== 'reconcile.stopped' && event.type !== 'reconcile.resumed' && event.type !== 'reconcile.left')
    return;
  const card = await readCard(needs, event.stop);
  if (!card) return;
  const { posting, directory, store, house } = needs;
  const links = (await store.links.of(stopLane, 'driftCard')).filter(({ id }) => id.startsWith(`stop:${card.stop}:`));
  if (!card.answered) {
    const admins = await directory.admins();
    return inTurn(
      admins.map((to) => () => {
        const post = { id: `stop:${card.stop}:${to.id}`, kind: 'driftCard', request: stopLane, to } as const;
        return reaching(needs, to, async () => {
          await posting.card(post, stopCard(card));
        });
      }),
    );
  }
  await inTurn(
    links.map((link) => async () => {
      const to = link.person ? await store.people.find(link.person) : undefined;
      if (to) await reaching(needs, to, () => posting.redraw(link, to, stopCard(card)));
      await store.links.close(link.id, house.now());
    }),
  );
}

async function readCard({ store }: Notifying, stop: string): Promise<StopCard | undefined> {
  const history = (await store.trail.streams(['reconcile'])).map(({ event }) => event);
  const stopped = history.find((event) => event.type === 'reconcile.stopped' && event.stop === stop);
  if (stopped?.type !== 'reconcile.stopped') return undefined;
  const answer = history.find(
    (event) => (event.type === 'reconcile.resumed' || event.type === 'reconcile.left') && event.stop === stop,
  );
  const by = answer && 'by' in answer && answer.by ? await store.people.find(answer.by) : undefined;
  const gone = await Promise.all(stopped.grants.map((id) => readGone(store, id)));
  return {
    stop,
    gone: gone.filter((one) => one !== undefined),
    limit: stopped.limit,
    ...(answer && {
      answered: { answer: answer.type === 'reconcile.resumed' ? 'goOn' : 'leave', by: by?.name ?? 'An admin' },
    }),
  };
}

async function readGone(store: Notifying['store'], id: string) {
  const grant = await store.grants.find(id);
  if (!grant) return undefined;
  const { provider, group } = partsOf(grant.entitlement);
  const [person, groups] = await Promise.all([store.people.find(grant.recipient), store.entitlements.all(provider)]);
  return {
    name: person?.name ?? 'Somebody',
    group: groups.find((one) => one.id === grant.entitlement)?.name ?? group,
    provider: providerTitle[provider],
  };
}
