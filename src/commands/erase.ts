import type { App } from '@slack/bolt';
import {
  confirm,
  decline,
  holdsOf,
  lapsesAt,
  obstacle,
  type Proposal,
  privacyEvents,
  proposalOf,
  proposalsOf,
} from '../domain/erasure.js';
import type { Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { confirmProposal, declineProposal, erasureOffer, proposeErasure } from '../views/proposalCard.js';
import { saying } from '../views/who.js';
import { answerersOf, standingOf } from '../workflows/erasable.js';
import type { Deps } from './deps.js';
import { addressIn, mentionedIn } from './edge.js';
import { pressed } from './press.js';

/** Erasing a person, and the answers of a second admin to whatever needs one. */
export function register(app: App, deps: Deps): void {
  app.action(proposeErasure, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => propose(deps, person, id));
  });
  app.action(confirmProposal, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => answer(deps, person, id, confirm));
  });
  app.action(declineProposal, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => answer(deps, person, id, decline));
  });
}

/** What would be erased, or what stands in the way: nothing is on record yet. */
export async function erase(deps: Deps, slackId: string, words: string): Promise<Message> {
  const admin = await adminOnly(deps, slackId);
  if (isRefusal(admin)) return saying(admin.says);
  const person = await personIn(deps, words);
  if (isRefusal(person)) return saying(person.says);
  const refusal = await unerasable(deps, admin, person);
  return refusal ? saying(refusal.says) : erasureOffer(person);
}

export async function adminOnly({ directory }: Deps, slackId: string): Promise<Person | Refusal> {
  const person = await directory.whoIs(slackId);
  if (isRefusal(person)) return person;
  return directory.isAdmin(person) ? person : refuse('Only admins can do this.');
}

/** Also somebody who has left, whom Slack offers no longer: then by the address that they had. */
export async function personIn({ store }: Deps, words: string): Promise<Person | Refusal> {
  const account = mentionedIn(words);
  const address = addressIn(words);
  if (!account && !address)
    return refuse('Say who: @person, picked from the list that Slack offers, or the e-mail address that they had.');
  const person = account ? await store.people.bySlackId(account) : await store.people.byEmail(address ?? '');
  return person ?? refuse('Latchkey does not know this person: there is nothing of theirs here.');
}

async function unerasable(deps: Deps, admin: Person, person: Person): Promise<Refusal | undefined> {
  const { store, directory } = deps;
  if (person.id === admin.id) return refuse('You cannot erase yourself. Ask another admin.');
  const events = await store.trail.ofTypes(privacyEvents);
  const stands = await standsAgainst(deps, person, events);
  if (stands) return stands;
  const isProposed = proposalsOf(events).some(
    ({ wish, status }) =>
      wish.is === 'erasure' && wish.person === person.id && (status === 'open' || status === 'confirmed'),
  );
  if (isProposed) return refuse('This is already proposed. Another admin has to confirm it in their DM.');
  const others = (await directory.admins()).filter(({ id, isActive }) => isActive && id !== admin.id);
  return others.length === 0 ? refuse(noSecond) : undefined;
}

async function standsAgainst({ store, house }: Deps, person: Person, events: readonly Recorded[]) {
  const { directory } = house.catalog.policy;
  const stands = obstacle(await standingOf(store, person, { holds: holdsOf(events), directory }));
  return stands && refuse(`${person.name} cannot be erased now. ${stands.says}`);
}

/** What came up since it was proposed. It stays open: once that is out of the way, it can still be confirmed. */
async function inTheWay(deps: Deps, proposal: Proposal | undefined): Promise<Refusal | undefined> {
  const { store } = deps;
  const person = proposal?.wish.is === 'erasure' ? await store.people.find(proposal.wish.person) : undefined;
  return person && standsAgainst(deps, person, await store.trail.ofTypes(privacyEvents));
}

export const noSecond = 'There is no second admin who could confirm it. Name another one in policy.yaml.';

async function propose(deps: Deps, admin: Person, id: string) {
  const { store, directory, door, house } = deps;
  if (!directory.isAdmin(admin)) return refuse('Only admins can do this.');
  const person = await store.people.find(id);
  if (!person) return refuse('Latchkey does not know this person.');
  const refusal = await unerasable(deps, admin, person);
  if (refusal) return refusal;
  const event = { type: 'erasure.proposed', id: house.newId(), by: admin.id, person: id } as const;
  return door.record({ ...event, until: lapsesAt(house.now()) }, admin.id, 'slack');
}

/** An admin is known by policy alone; whether security stands in depends on how many of them there are. */
async function mayAnswer({ directory }: Deps, by: Person, proposal: Proposal | undefined): Promise<readonly string[]> {
  if (directory.isAdmin(by)) return [by.id];
  return proposal ? (await answerersOf(directory, proposal.wish)).map(({ id }) => id) : [];
}

/** Who answers is read at this moment, and so is what the proposal has come to. */
async function answer(deps: Deps, by: Person, stream: string, decide: typeof confirm) {
  const { store, door, house } = deps;
  const history = await store.trail.streams([stream]);
  const proposal = proposalOf(stream, history);
  const event = decide(proposal, { by: by.id, mayAnswer: await mayAnswer(deps, by, proposal) }, house.now());
  if (isRefusal(event)) return event;
  const refusal = event.type === 'erasure.confirmed' && (await inTheWay(deps, proposal));
  if (refusal) return refusal;
  const before = history.at(-1)?.seq;
  const recorded = await door.record(event, by.id, 'slack', (last) => last?.seq !== before);
  return recorded.length === 0 ? refuse('Another admin was quicker.') : recorded;
}
