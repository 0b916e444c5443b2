import { type Hold, holdsOf, lapsesAt, privacyEvents, proposalsOf } from '../domain/erasure.js';
import { periodOf } from '../domain/evidenceQuery.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { dayOf, lastDayOf } from '../views/proposalCard.js';
import { saying } from '../views/who.js';
import { answerersOf } from '../workflows/erasable.js';
import type { Deps } from './deps.js';
import { adminOnly, personIn } from './erase.js';

/** Keeping what would otherwise be erased: of one person, or of a period. One admin places it, two lift it. */
export async function hold(deps: Deps, slackId: string, words: string): Promise<Message> {
  const admin = await adminOnly(deps, slackId);
  if (isRefusal(admin)) return saying(admin.says);
  const [first = '', second = ''] = words.trim().split(/\s+/);
  if (first === '') return list(deps);
  if (first.toLowerCase() === 'lift') return lift(deps, admin, second);
  const span = /^\d{4}-/.test(first) ? periodOf(first, second) : undefined;
  const about = span ?? (await personIn(deps, words));
  if (isRefusal(about)) return saying(about.says);
  return place(deps, admin, about);
}

type About = Exclude<ReturnType<typeof periodOf>, Refusal> | Person;

async function place(deps: Deps, admin: Person, about: About): Promise<Message> {
  const { door, house } = deps;
  const id = house.newId();
  const what = 'id' in about ? { person: about.id } : { from: about.from, until: about.until };
  await door.record({ type: 'hold.placed', id, by: admin.id, ...what }, admin.id, 'slack');
  const [whom, kept] =
    'id' in about
      ? [about.name, 'nothing of theirs is erased']
      : [`${dayOf(about.from)} to ${lastDayOf(about.until)}`, 'nothing of this time is erased'];
  const lifting = await liftingWords(deps, what.person);
  return saying(`A legal hold of ${whom} is placed: ${kept}. ${lifting} \`/access hold lift ${id.slice(0, 8)}\``);
}

/** What lifting it takes. It is placed all the same where nobody could: it only keeps. */
async function liftingWords({ directory }: Deps, person: string | undefined): Promise<string> {
  const about = { id: '', by: '', at: '', status: 'placed', ...(person && { person }) } as const;
  const answerers = await answerersOf(directory, { is: 'lift', hold: about });
  const admins = answerers.filter((one) => directory.isAdmin(one)).length;
  if (admins >= 2) return 'To lift it, two admins are needed:';
  return admins === 1 && answerers.length > 1
    ? 'To lift it, an admin and, since there is no second one whom it is not about, somebody of security are needed:'
    : `As it is, nobody could lift it: ${noSecondForHold} Then:`;
}

async function list(deps: Deps): Promise<Message> {
  const holds = holdsOf(await deps.store.trail.ofTypes(privacyEvents));
  if (holds.length === 0)
    return saying(
      'There is no legal hold. Place one with `/access hold @person`, or `/access hold 2026-01-01 2026-12-31`.',
    );
  const people = await deps.store.people.findAll(holds.flatMap(({ person }) => person ?? []));
  const line = ({ id, person, from, until, at }: Hold) =>
    `• \`${id.slice(0, 8)}\`: ${person ? (people.get(person)?.name ?? 'somebody') : `${dayOf(from)} to ${lastDayOf(until)}`}, since ${dayOf(at)}`;
  return saying(`Legal holds:\n${holds.map(line).join('\n')}\nLift one with \`/access hold lift\` and its number.`);
}

const noSecondForHold =
  'there is no second admin whom it is not about, and nobody else of security. Name another one of either in policy.yaml.';

async function lift({ store, directory, door, house }: Deps, admin: Person, mark: string): Promise<Message> {
  const events = await store.trail.ofTypes(privacyEvents);
  const found = mark.length < 4 ? [] : holdsOf(events).filter(({ id }) => id.startsWith(mark.toLowerCase()));
  const [wanted] = found;
  if (!wanted || found.length > 1) return saying('Say which: `/access hold` lists them with their numbers.');
  if (wanted.person === admin.id)
    return saying('This hold is about yourself. Another admin has to propose to lift it.');
  const isProposed = proposalsOf(events).some(
    ({ wish, status }) => wish.is === 'lift' && wish.hold.id === wanted.id && status === 'open',
  );
  if (isProposed) return saying('This is already proposed. Somebody else has to confirm it in their DM.');
  const answerers = await answerersOf(directory, { is: 'lift', hold: wanted });
  const others = answerers.filter(({ id }) => id !== admin.id);
  if (others.length === 0) return saying(`Nobody could confirm it: ${noSecondForHold}`);
  const event = { type: 'hold.liftProposed', id: wanted.id, by: admin.id, until: lapsesAt(house.now()) } as const;
  await door.record(event, admin.id, 'slack');
  const who = others.some((one) => directory.isAdmin(one))
    ? 'another admin'
    : 'somebody of security (there is no second admin whom it is not about)';
  return saying(`Proposed. It is lifted as soon as ${who} has confirmed it in their DM.`);
}
