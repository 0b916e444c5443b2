import { findApp } from '../domain/catalog.js';
import { type Drift, isQuiet } from '../domain/drift.js';
import { innerGroup, strangerInWords } from '../domain/innerGroup.js';
import type { Person } from '../domain/person.js';
import { providerTitle } from '../views/asked.js';
import { type QuietCard, type QuietChange, quietCard, quietlyShown } from '../views/quietCard.js';
import { partsOf } from './entitlements.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { keepersOf } from './taskCards.js';

/** One message a day and app for what was changed in its milder groups: it rings once, and is redrawn after that. */
export async function drawQuietCards(needs: Notifying, { app, entitlement }: Drift): Promise<void> {
  const { store, house, posting, directory } = needs;
  const request = `drifts:${app}`;
  const day = house.now().toISOString().slice(0, 10);
  const card = await readCard(needs, app, entitlement);
  const links = await store.links.of(request, 'driftCard');
  const keepers = await keepersOf(needs, app);
  const owners = keepers.filter((person) => directory.isOwner(person, app));
  const asked = owners.length > 0 ? owners : keepers;
  const isNew = card.changes.length > 0 && !links.some(({ id }) => id.startsWith(`${request}:${day}:`));
  const ring = asked.map((to) => () => {
    const post = { id: `${request}:${day}:${to.id}`, kind: 'driftCard', request, to } as const;
    return reaching(needs, to, async () => {
      await posting.card(post, quietCard(card));
    });
  });
  const redraw = links.slice(-asked.length).map((link) => async () => {
    const to = link.person ? await store.people.find(link.person) : undefined;
    if (to) await reaching(needs, to, () => posting.redraw(link, to, quietCard(card)));
  });
  await inTurn(isNew ? ring : redraw);
}

function whomOf({ accounts }: Drift, person: Person | undefined): Pick<QuietChange, 'whom'> {
  if (person) return { whom: person };
  return innerGroup(accounts[0]) === undefined
    ? {}
    : { whom: { name: strangerInWords(accounts[0]).replace(/,$/, '') } };
}

async function readCard({ store, house }: Notifying, app: string, entitlement: string): Promise<QuietCard> {
  const { provider } = partsOf(entitlement);
  const groups = await store.entitlements.all(provider);
  const waiting = (await store.drifts.open()).filter((drift) => drift.app === app && isQuiet(drift)).reverse();
  // Each finding redraws the card: what is not shown is only counted.
  const changes = await Promise.all(
    waiting.slice(0, quietlyShown).map(async (drift): Promise<QuietChange> => {
      const [person, [entry]] = await Promise.all([
        drift.person === undefined ? undefined : store.people.find(drift.person),
        store.log.about(drift.id),
      ]);
      return {
        kind: drift.kind === 'removed' ? 'removed' : 'added',
        group: groups.find(({ id }) => id === drift.entitlement)?.name ?? partsOf(drift.entitlement).group,
        foundAt: drift.foundAt,
        ...whomOf(drift, person),
        ...(entry && { told: { kind: entry.kind, at: entry.at, actor: entry.actorName } }),
      };
    }),
  );
  const name = findApp(house.catalog, app)?.name ?? app;
  return { app: { id: app, name }, provider: providerTitle[provider], changes, more: waiting.length - changes.length };
}
