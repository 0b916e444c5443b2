import { findApp } from '../domain/catalog.js';
import type { Recorded } from '../domain/events.js';
import type { Grant, Task } from '../domain/grant.js';
import type { Person } from '../domain/person.js';
import type { Link } from '../store/store.js';
import { providerTitle } from '../views/asked.js';
import { delayCard } from '../views/delayCard.js';
import { type TaskCard, taskCard } from '../views/taskCard.js';
import { partsOf } from './entitlements.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';
import type { Story } from './story.js';

/** Cards for what a person has to do by hand: opened where there is a task, closed where there is none any more. */
export async function drawTaskCards(needs: Notifying, story: Story, { event }: Recorded): Promise<void> {
  // Several requests may hold one grant. Only the first of them speaks for it, or its card would be posted twice.
  const mine = story.grants.filter(({ holders }) => holders[0] === story.request.id);
  const concerned = mine.filter(({ id, task }) => task || ('id' in event && event.id === id));
  const spokenOf = mine.filter(({ id }) => 'id' in event && event.id === id);
  await inTurn(spokenOf.map((grant) => () => drawDelay(needs, story, grant)));
  await inTurn(concerned.map((grant) => () => drawOne(needs, story, grant)));
}

async function drawOne(needs: Notifying, story: Story, grant: Grant): Promise<void> {
  const origin = await originOf(needs, grant);
  if (!origin) return;
  const prefix = `task:${grant.id}:`;
  const links = (await needs.store.links.of(origin, 'taskCard')).filter(({ id }) => id.startsWith(prefix));
  if (!grant.task && links.length === 0) return;
  const facts = await factsOf(needs, story, grant);
  const { task } = grant;
  const open = task ? await giveOut(needs, story, { ...facts, kind: task.kind }, origin) : new Set<string>();
  const over = links.filter(({ id }) => !open.has(id));
  await inTurn(over.map((link) => () => close(needs, link, facts)));
}

/** The owner is told once when a provider fails for long, and the card says so when that is over. */
async function drawDelay(needs: Notifying, story: Story, grant: Grant): Promise<void> {
  const origin = await originOf(needs, grant);
  if (!origin) return;
  const prefix = `delay:${grant.id}:`;
  const links = (await needs.store.links.of(origin, 'taskCard')).filter(({ id }) => id.startsWith(prefix));
  if (!grant.delay && links.length === 0) return;
  const facts = await factsOf(needs, story, grant);
  const kind = grant.status === 'provisioning' || grant.status === 'active' ? 'add' : 'remove';
  const [people = []] = grant.delay ? await takersOf(needs, story, grant.task) : [];
  const tell = async (to: Person): Promise<void> => {
    const card = { id: `${prefix}${kind}:${to.id}`, kind: 'taskCard', request: origin, note: kind, to } as const;
    await reaching(needs, to, async () => {
      await needs.posting.card(card, delayCard({ ...facts, kind }));
    });
  };
  await inTurn(people.map((to) => () => tell(to)));
  const over = links.filter(({ closedAt }) => !grant.delay && !closedAt);
  await inTurn(over.map((link) => () => closeDelay(needs, link, facts)));
}

async function closeDelay({ store, posting, house, log }: Notifying, link: Link, facts: Facts): Promise<void> {
  const to = link.person ? await store.people.find(link.person) : undefined;
  const kind = link.note === 'remove' ? 'remove' : 'add';
  if (to) await reaching({ log }, to, () => posting.redraw(link, to, delayCard({ ...facts, kind })));
  await store.links.close(link.id, house.now());
}

/** The request that the grant was opened for: its cards stay with it, whoever holds the grant later. */
async function originOf({ store }: Notifying, { id }: Grant): Promise<string | undefined> {
  const [first] = await store.trail.streams([`grant:${id}`]);
  return first?.event.type === 'grant.opened' ? first.event.assignment : undefined;
}

type Facts = Omit<TaskCard, 'kind'>;

async function factsOf({ store }: Notifying, { asked }: Story, grant: Grant): Promise<Facts> {
  const { provider } = partsOf(grant.entitlement);
  const people = new Map(asked.people);
  const recipient = people.has(grant.recipient) ? undefined : await store.people.find(grant.recipient);
  if (recipient) people.set(recipient.id, recipient);
  const facts = { ...asked, people, grant, provider: provider === 'manual' ? asked.app : providerTitle[provider] };
  if (provider === 'manual') return facts;
  const group = (await store.entitlements.all(provider)).find(({ id }) => id === grant.entitlement);
  return { ...facts, group: group?.name ?? partsOf(grant.entitlement).group };
}

/** The app's owner does it; where they cannot be reached, and in a pilot that only observes, the admins. */
async function giveOut(needs: Notifying, story: Story, card: TaskCard, origin: string): Promise<ReadonlySet<string>> {
  const given = new Set<string>();
  const give = async (to: Person): Promise<void> => {
    const id = `task:${card.grant.id}:${card.kind}:${to.id}`;
    const isReached = await reaching(needs, to, async () => {
      await needs.posting.card({ id, kind: 'taskCard', request: origin, note: card.kind, to }, taskCard(card));
    });
    if (isReached) given.add(id);
  };
  for (const group of await takersOf(needs, story, card.grant.task)) {
    await inTurn(group.map((to) => () => give(to)));
    if (given.size > 0) return given;
  }
  needs.log.error({ grant: card.grant.id }, 'nobody could be given this task: mend the owner or the admins');
  return given;
}

async function takersOf(needs: Notifying, { request }: Story, task: Task | undefined): Promise<readonly Person[][]> {
  const { directory } = needs;
  const keepers = await keepersOf(needs, request.app);
  const owners = keepers.filter((person) => directory.isOwner(person, request.app));
  const admins = keepers.filter((person) => directory.isAdmin(person));
  return task?.why === 'observe' ? [admins, owners] : [owners, admins];
}

/** While the directory is away, those it named before will do: the task must not wait for it. */
export async function keepersOf({ directory, store, house }: Notifying, app: string): Promise<readonly Person[]> {
  try {
    return await directory.keepersOf(app);
  } catch (error) {
    const emails = [findApp(house.catalog, app)?.owner ?? '', ...house.catalog.policy.admins];
    const known = await Promise.all([...new Set(emails)].map((email) => store.people.byEmail(email)));
    const people = known.filter((person) => person !== undefined);
    if (people.length === 0) throw error;
    return people;
  }
}

async function close(needs: Notifying, link: Link, facts: Facts): Promise<void> {
  const { store, posting, house } = needs;
  const to = link.person ? await store.people.find(link.person) : undefined;
  if (!to || (link.closedAt && !isPlaced(link))) return;
  const kind = link.note === 'remove' ? 'remove' : 'add';
  await reaching(needs, to, () =>
    posting.redraw(link, to, taskCard({ ...facts, kind, grant: without(facts.grant, kind) })),
  );
  if (!link.closedAt) await store.links.close(link.id, house.now());
}

/** A task that was given to somebody else is not theirs any more. */
const without = (grant: Grant, kind: Task['kind']): Grant =>
  grant.task?.kind === kind ? { ...grant, task: undefined } : grant;
