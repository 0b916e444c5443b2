import { type Catalog, findApp } from '../domain/catalog.js';
import { mayTakeEvidence } from '../domain/evidenceQuery.js';
import type { Person } from '../domain/person.js';
import { analyse, type Circle, type Somebody } from '../domain/policy.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { type DirectoryPerson, type IdentityProvider, ProviderDown } from '../idp/port.js';
import type { Store } from '../store/store.js';
import type { Directory, Door, Wanted } from './contracts.js';
import { type Entitlements, partsOf, roleOf } from './entitlements.js';
import type { SlackAccount, SlackAccounts } from './slackAccounts.js';

/** What is asked of a provider here. */
type Asked = IdentityProvider & Pick<IdentityProvider, 'isNested'>;

type Needs = {
  store: Store;
  door: Pick<Door, 'record'>;
  catalog: Catalog;
  provider: (name: Catalog['policy']['directory']) => Asked | undefined;
  entitlements: Entitlements;
  slack: SlackAccounts;
  /** Rings for somebody who was found to have left. */
  leaves: (person: string) => void;
  now: () => Date;
};

/** How old may what we know be? `fresh`: it decides something now. */
type Age = 'fresh' | 'just now' | 'recent';
/** In milliseconds. `just now`: a whole security team is not asked about anew for each of fifty clicks. */
const ages: Readonly<Record<Exclude<Age, 'fresh'>, number>> = { 'just now': 10_000, recent: 5 * 60 * 1000 };

export function createDirectory(needs: Needs): Directory {
  const { catalog } = needs;
  const people = knownPeople(needs);
  const keepers = async (emails: readonly string[]) => {
    const found = await Promise.all([...new Set(emails)].map((email) => people.byEmail(email, 'recent')));
    return found.filter((person) => person !== undefined);
  };
  return {
    whoIs: (slackId) => identify(needs, people, slackId, 'fresh'),
    whoWas: (slackId) => identify(needs, people, slackId, 'recent'),
    confirm: (slackId, by) => confirm(needs, people, slackId, by),
    analyse: async (wanted, approvals, others = 'just now') => {
      const decided = approvals.map(({ by, stage }) => ({ by, stage }));
      const moment = readOnce(people);
      const near = await circleOf(needs, moment, wanted, { reach: 'near', others });
      const first = analyse(catalog, wanted, near, decided);
      const isSettled = !isRefusal(first) && first.stages.every(({ standsIn }) => !standsIn);
      if (isSettled) return first;
      const whole = await circleOf(needs, moment, wanted, { reach: 'whole', others });
      return analyse(catalog, wanted, whole, decided);
    },
    pointedAt: async (email) => {
      const pointed = await directoryOf(needs).findPerson(email);
      return pointed && whoIsHere(await people.learn(pointed));
    },
    afresh: async (id) => whoIsHere((await people.byId(id, 'fresh'))?.person),
    mayAsk: (person) => mayAsk(needs, person),
    located: (person) => people.located(person, 'recent'),
    keepersOf: (app) => keepers([findApp(catalog, app)?.owner ?? '', ...catalog.policy.admins].filter(Boolean)),
    admins: () => keepers(catalog.policy.admins),
    security: () => keepers(catalog.policy.security),
    isAdmin: ({ email }) => catalog.policy.admins.includes(email),
    mayTakeEvidence: ({ email }) => mayTakeEvidence(catalog.policy, email),
    isOwner: ({ email }, app) => findApp(catalog, app)?.owner === email,
    alreadyHas: (person, wanted) => alreadyHas(needs, person, wanted),
  };
}

const somebody = ({ id, name, isActive, slackId }: Person): Somebody => ({ id, name, isActive, isInSlack: !!slackId });

const whoIsHere = (person: Person | undefined): Person | undefined => (person?.isActive ? person : undefined);

function directoryOf({ provider, catalog }: Needs): Asked {
  const name = catalog.policy.directory;
  const found = provider(name);
  if (!found) throw new ProviderDown(name, `${name} knows the people, but it is not configured`);
  return found;
}

type Known = ReturnType<typeof knownPeople>;

/** People as the directory knows them, remembered in Postgres and asked again when that is too old. */
function knownPeople(needs: Needs) {
  const { store, now, slack, catalog, leaves } = needs;
  const isYoung = (moment: string | undefined, age: Age) =>
    age !== 'fresh' && !!moment && now().getTime() - new Date(moment).getTime() < ages[age];
  const learn = async ({ id, ...facts }: DirectoryPerson): Promise<Person> => {
    const { directory } = catalog.policy;
    const person = await store.people.learn({ ...facts, directory, directoryId: id, readAt: now().toISOString() });
    if (person.leavingAt) leaves(person.id);
    return person;
  };
  /** A person of an earlier directory is no longer looked for, and so cannot be found gone. */
  const gone = async (person: Person): Promise<Person> => {
    if (person.directory === catalog.policy.directory && person.isActive) {
      await store.people.leave([person.id], now());
      leaves(person.id);
    }
    return { ...person, isActive: false };
  };
  /** Whether they are in Slack, and by which account: asked by e-mail, bound at first use. */
  const located = async (person: Person, age: Age): Promise<Person> => {
    if (isYoung(person.slackReadAt, age)) return person;
    const account = await slack.byEmail(person.email).catch((error) => {
      if (isYoung(person.slackReadAt, 'recent')) return 'as before' as const; // rather than refuse what needs nobody else
      throw error;
    });
    if (account === 'as before') return person;
    const slackId = account && !account.obstacle ? account.id : undefined;
    if (slackId !== undefined && slackId !== person.slackId) {
      if (person.slackId || (await store.people.bySlackId(slackId))) return { ...person, slackId: person.slackId };
      return bind(needs, person, slackId);
    }
    return slackId ? store.people.bind(person.id, slackId, now()) : { ...person, slackId: undefined };
  };
  return {
    learn,
    located,
    async byEmail(email: string, age: Age): Promise<Person | undefined> {
      const known = await store.people.byEmail(email);
      if (known && isYoung(known.readAt, age)) return located(known, age);
      const found = await directoryOf(needs).findPerson(email);
      return found && located(await learn(found), age);
    },
    async byId(id: string, age: Age): Promise<{ person: Person; entry?: DirectoryPerson } | undefined> {
      const known = await store.people.find(id);
      if (!known || isYoung(known.readAt, age)) return known && { person: known };
      const entry = await directoryOf(needs).readPerson(known.directoryId);
      if (!entry) return { person: await gone(known) };
      return { person: await learn(entry), entry };
    },
  };
}

/** For one answer of policy: it speaks of one moment, and whoever has several parts in it need not be asked about again. */
function readOnce(people: Known): Known {
  const [byEmail, byId] = [remembering(people.byEmail), remembering(people.byId)];
  return { ...people, byEmail, byId };
}

function remembering<Found>(read: (who: string, age: Age) => Promise<Found>) {
  const reads = new Map<string, Promise<Found>>();
  return (who: string, age: Age): Promise<Found> => {
    const found = reads.get(`${age} ${who}`) ?? read(who, age);
    reads.set(`${age} ${who}`, found);
    return found;
  };
}

async function bind({ store, door, now }: Needs, person: Person, slackId: string, by?: string): Promise<Person> {
  const { id, directory, directoryId } = person;
  await door.record(
    { type: 'person.bound', id, slackId, directory, directoryId, ...(by && { by }) },
    by ?? 'latchkey',
    'slack',
    (last) => last?.event.type === 'person.bound' && last.event.slackId === slackId,
  );
  return store.people.bind(id, slackId, now());
}

const obstacles: Record<NonNullable<SlackAccount['obstacle']>, string> = {
  bot: 'Bots cannot ask for access.',
  guest: 'Guests cannot use Latchkey. Ask the person who invited you to request access for their team.',
  outside: 'Latchkey serves the members of its own workspace only. Ask your own IT team.',
  deactivated: 'This Slack account is deactivated.',
};

async function identify(needs: Needs, people: Known, slackId: string, age: Age): Promise<Person | Refusal> {
  const bound = await needs.store.people.bySlackId(slackId);
  if (bound && age === 'recent') {
    const known = await people.byId(bound.id, age);
    return known?.person.isActive ? known.person : refuse(hasLeft);
  }
  const account = await needs.slack.read(slackId);
  if (!account) return refuse('Slack does not know this account. Sign in to Slack again.');
  if (account.obstacle) return refuse(obstacles[account.obstacle]);
  if (!account.email)
    return refuse('Slack has no confirmed e-mail address for you. Confirm it in your Slack profile and try again.');
  const directory = directoryOf(needs);
  const pointed = await directory.findPerson(account.email);
  if (bound) return confirmedBinding(people, bound, pointed);
  if (!pointed)
    return refuse(`The company directory does not know ${account.email}. Ask your IT team to add you, then try again.`);
  const person = await people.learn(pointed);
  if (person.erasedAt) return refuse(wasErased);
  if (!person.isActive) return refuse(hasLeft);
  if (person.slackId === slackId) return person; // two deliveries at once: the other one was first
  if (person.slackId) {
    const before = await needs.slack.read(person.slackId);
    if (before && before.obstacle !== 'deactivated') return refuse(needsConfirmation);
  }
  return bind(needs, person, slackId);
}

const hasLeft = 'The company directory says that this account is not active. Ask your IT team.';
const wasErased =
  'You were erased from Latchkey. An admin has to let you in again: ask them to type /access confirm and your name.';
const needsConfirmation =
  'Your Slack account and the company directory no longer point to the same person. An admin has to confirm it: ask them to type /access confirm and your name.';

/** A Slack account stays with the directory account it was bound to, whatever its e-mail says later. */
async function confirmedBinding(
  people: Known,
  bound: Person,
  pointed: DirectoryPerson | undefined,
): Promise<Person | Refusal> {
  if (pointed && pointed.id !== bound.directoryId) return refuse(needsConfirmation);
  const known = pointed ? { person: await people.learn(pointed) } : await people.byId(bound.id, 'fresh');
  return known?.person.isActive ? known.person : refuse(hasLeft);
}

/** An admin says that this Slack account belongs to whom its e-mail names now. */
async function confirm(needs: Needs, people: Known, slackId: string, by: string): Promise<Person | Refusal> {
  const account = await needs.slack.read(slackId);
  if (!account?.email || account.obstacle)
    return refuse('This Slack account is not a full member with a confirmed e-mail address.');
  const pointed = await directoryOf(needs).findPerson(account.email);
  if (!pointed) return refuse(`The company directory does not know ${account.email}.`);
  let person = await people.learn(pointed);
  if (person.erasedAt) {
    await needs.store.people.letBackIn(person.id);
    person = await people.learn(pointed);
  }
  return person.slackId === slackId ? person : bind(needs, person, slackId, by);
}

/** `near`: whom the stages name. `whole`: everybody who might stand in for them. */
type Look = { readonly reach: 'near' | 'whole'; readonly others: Age };

async function circleOf(needs: Needs, people: Known, wanted: Wanted, { reach, others }: Look): Promise<Circle> {
  const { catalog } = needs;
  const app = findApp(catalog, wanted.app);
  const found = roleOf(catalog, wanted);
  const approval = found ? catalog.policy.risks[found.role.risk].approval : 'auto';
  const names = (kind: string) =>
    reach === 'whole' || (approval !== 'auto' && approval.some((stage) => stage.kind === kind));
  const all = async (emails: readonly string[]) =>
    (await Promise.all(emails.map((email) => people.byEmail(email, others))))
      .filter((person) => person !== undefined)
      .map(somebody);
  const owner = app && names('owner') ? await people.byEmail(app.owner, 'fresh') : undefined;
  const manager = names('manager') ? await managerOf(needs, people, wanted.recipient) : undefined;
  const ownersManager = owner && reach === 'whole' ? await managerOf(needs, people, owner.id) : undefined;
  const recipient = await people.byId(wanted.recipient, 'fresh');
  return {
    requester: wanted.requester,
    recipient: wanted.recipient,
    hasRecipientLeft: recipient?.person.isActive === false,
    ...(manager && { manager: somebody(manager) }),
    ...(owner && { owner: somebody(owner) }),
    ...(ownersManager && { ownersManager: somebody(ownersManager) }),
    security: names('security') ? await all(catalog.policy.security) : [],
    admins: reach === 'whole' ? await all(catalog.policy.admins) : [],
  };
}

async function managerOf(needs: Needs, people: Known, id: string): Promise<Person | undefined> {
  const read = await people.byId(id, 'fresh');
  const manager = read?.entry && (await directoryOf(needs).managerOf(read.entry));
  return manager && people.located(await people.learn(manager), 'fresh');
}

/** A look-up that fails is never read as "in no group": it throws, and the person is told to try again. */
async function mayAsk(needs: Needs, person: Person): Promise<true | Refusal> {
  const { pilot } = needs.catalog.policy;
  if (pilot.length === 0) return true;
  const directory = directoryOf(needs);
  for (const name of pilot) {
    const group = await directory.findGroup(name);
    if (group && (await directory.isMember(person.directoryId, group.id))) return true;
  }
  return refuse(
    'Latchkey is being tried out with a few teams first, and yours is not one of them yet. Ask your IT team.',
    'app',
  );
}

async function alreadyHas(needs: Needs, person: Person, wanted: { app: string; role: string }) {
  const found = roleOf(needs.catalog, wanted);
  const entitlements = found ? await needs.entitlements.of(found.app, found.role) : [];
  if (isRefusal(entitlements)) return entitlements;
  const ours = new Set((await needs.store.grants.liveOf(person.id)).map((grant) => grant.entitlement));
  const outside: string[] = [];
  let isNested = false;
  for (const { id } of entitlements) {
    const { provider: name, group } = partsOf(id);
    if (name === 'manual' || ours.has(id)) continue;
    const provider = needs.provider(name);
    const account = name === person.directory ? { id: person.directoryId } : await provider?.findPerson(person.email);
    if (!provider || !account) continue;
    const isDirect = await provider.isMember(account.id, group);
    // A membership of our own beside it could be taken away, and nothing would change by it.
    const isInside = !isDirect && (await provider.isNested(account.id, group));
    if (isDirect || isInside) outside.push(id);
    isNested ||= isInside;
  }
  return { all: entitlements.length > 0 && outside.length === entitlements.length, entitlements: outside, isNested };
}
