import { findApp, findRole } from '../domain/catalog.js';
import { type Drift, isQuiet } from '../domain/drift.js';
import type { Person } from '../domain/person.js';
import type { Link } from '../store/store.js';
import { providerTitle } from '../views/asked.js';
import { type DriftCard, driftCard } from '../views/driftCard.js';
import { partsOf } from './entitlements.js';
import { someOf } from './manyInWords.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';
import { drawQuietCards } from './quietCards.js';
import { driftLane } from './reactions.js';
import { keepersOf } from './taskCards.js';

/** A finding's card for who accounts for the app; redrawn at each event, and without buttons once it is answered. */
export async function drawDriftCards(needs: Notifying, id: string): Promise<void> {
  const drift = await needs.store.drifts.find(id);
  if (!drift) return;
  if (isQuiet(drift)) return drawQuietCards(needs, drift);
  const links = await needs.store.links.of(driftLane(id), 'driftCard');
  const card = await readCard(needs, drift);
  await inTurn(links.map((link) => () => redraw(needs, link, card)));
  if (drift.status === 'open' && !(await canAnswer(needs, drift, links))) await ask(needs, card);
}

/** Who had the card first may have been among those who came after it. */
async function canAnswer({ store }: Notifying, drift: Drift, links: readonly Link[]): Promise<boolean> {
  const people = await Promise.all(links.map(({ person }) => (person ? store.people.find(person) : undefined)));
  return people.some((person) => person && !isAbout(drift, person));
}

/** The owner; where they cannot be reached or it is about themselves, the admins. */
async function ask(needs: Notifying, card: DriftCard): Promise<void> {
  const { directory, posting, log } = needs;
  const { drift } = card;
  const keepers = (await keepersOf(needs, drift.app)).filter((person) => !isAbout(drift, person));
  const owners = keepers.filter((person) => directory.isOwner(person, drift.app));
  for (const group of [owners, keepers.filter((person) => directory.isAdmin(person))]) {
    let isTold = false;
    for (const to of group) {
      const post = {
        id: `${driftLane(drift.id)}:${to.id}`,
        kind: 'driftCard',
        request: driftLane(drift.id),
        to,
      } as const;
      const isReached = await reaching(needs, to, async () => {
        await posting.card(post, driftCard(card));
      });
      isTold ||= isReached;
    }
    if (isTold) return;
  }
  log.error({ drift: drift.id }, 'nobody could be asked about this finding: mend the owner or the admins');
}

const isAbout = ({ person, accounts, entitlement }: Drift, { id, directory, directoryId }: Person): boolean =>
  person === id || (directory === partsOf(entitlement).provider && accounts.includes(directoryId));

async function redraw(needs: Notifying, link: Link, card: DriftCard): Promise<void> {
  const { store, posting, house } = needs;
  const to = link.person ? await store.people.find(link.person) : undefined;
  if (!to || (link.closedAt && !isPlaced(link))) return;
  await reaching(needs, to, () => posting.redraw(link, to, driftCard(card)));
  if (card.drift.status === 'closed' && !link.closedAt) await store.links.close(link.id, house.now());
}

async function readCard({ store, house }: Notifying, drift: Drift): Promise<DriftCard> {
  const { provider } = partsOf(drift.entitlement);
  const [groups, told, answeredBy, reason, people] = await Promise.all([
    store.entitlements.all(provider),
    store.log.summary(drift.id),
    drift.answeredBy === undefined ? undefined : store.people.find(drift.answeredBy),
    drift.reason && store.texts.find(drift.reason.id),
    someOf(store, drift),
  ]);
  const person = drift.person === undefined ? undefined : await store.people.find(drift.person);
  return {
    drift,
    people: person ? [person] : people,
    app: findApp(house.catalog, drift.app)?.name ?? drift.app,
    role: findRole(house.catalog, drift.app, drift.role)?.role.name ?? drift.role,
    group: groups.find(({ id }) => id === drift.entitlement)?.name ?? partsOf(drift.entitlement).group,
    provider: providerTitle[provider],
    told: told.map(({ kind, actorName: actor, from: at, until, count }) => ({ kind, at, actor, until, count })),
    ...(answeredBy && { answeredBy }),
    ...(reason !== undefined && { reason }),
  };
}
