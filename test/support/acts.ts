import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { type Acme, acme } from '../../sandbox/company.js';
import type { Modal, Person, Pressed, Shown } from '../../sandbox/slack/index.js';
import { findBreak } from '../../src/store/chain.js';
import { type House, type HouseOptions, openHouse } from './house.js';

/** What people do in the flows, as they would: by what can be read. A story is known by the reason that was given. */

jest.setTimeout(90_000);

/** Two slow cores may be busy with other tests, and what went unanswered is given 20 s before it is tried again. */
export const patience = { within: 50_000 };

/** One house for all the stories of a file, which then need different people. */
export function sharedHouse(options: HouseOptions): () => House {
  let house: House | undefined;
  beforeAll(async () => {
    house = await openHouse(options);
  });
  afterAll(async () => {
    if (!house) return;
    try {
      await everythingAgrees(house);
    } finally {
      await house.close();
    }
  });
  return () => {
    if (!house) throw new Error('the house is not open yet');
    return house;
  };
}

/** What must hold after any story: everybody has heard everything, once, and nobody can have edited the record. */
async function everythingAgrees({ store, jira, passTime, until }: House): Promise<void> {
  await passTime(60);
  await until(async () => (await store.outbox.count()).undone === 0, patience.within);
  expect((await store.outbox.count()).refused).toBe(0);
  for (const { key, comments, labels, statusCategory } of jira.issues()) {
    const twice = comments.filter((comment, index) => comments.indexOf(comment) !== index);
    // Labels may be off its screens: then only we know whose issue it is.
    const known = (await store.links.at(key)).find(({ kind }) => kind === 'issue')?.request ?? '';
    const request = labels.find((label) => label.startsWith('latchkey-'))?.slice('latchkey-'.length) ?? known;
    const isOver = await (labels.includes('finding') || labels.includes('task')
      ? isSettled(store, labels)
      : hasEnded(store, request));
    expect({ key, twice, isDone: statusCategory === 'done' }).toEqual({ key, twice: [], isDone: isOver });
  }
  for await (const stream of store.trail.all()) expect(findBreak(stream)).toBeUndefined();
}

/** Whether a finding is answered, and what had to be done by hand is done. */
async function isSettled(store: House['store'], labels: readonly string[]): Promise<boolean> {
  const about = labels.find((label) => /^latchkey-(drift|task)-/.test(label)) ?? '';
  const id = about.replace(/^latchkey-(drift|task)-/, '');
  if (about.startsWith('latchkey-drift-')) return (await store.drifts.find(id))?.status === 'closed';
  // Of several times that the same was handed over, only the last can still be open.
  const [, grant = '', handed] = /^(.*)-(\d+)$/.exec(id) ?? [];
  const last = (await store.trail.streams([`grant:${grant}`])).findLast(
    ({ event }) => event.type === 'grant.handedOver',
  );
  return last?.seq !== Number(handed) || (await store.grants.find(grant))?.task === undefined;
}

/** Whether nothing more will come of a request: it was not approved, or what it gave has ended. */
async function hasEnded(store: House['store'], id: string): Promise<boolean> {
  const [request, assignment] = await Promise.all([store.requests.find(id), store.assignments.find(id)]);
  if (request?.status === 'approved' && !request.extends) return assignment?.status === 'ended';
  return request?.status !== 'pending';
}

/** Acme with more people, so that each story has its own. */
export const acmeWith = (hired: readonly (readonly [key: string, name: string, manager?: string])[]): Acme => ({
  ...acme,
  people: [
    ...acme.people,
    ...hired.map(([key, name, manager]) => ({
      key,
      name,
      email: `${key}@acme.example.com`,
      title: 'Engineer',
      department: 'Engineering',
      manager,
    })),
  ],
});

export type Wanted = {
  /** What is typed after /access. */
  readonly app: string;
  readonly role?: string;
  readonly duration?: string;
  readonly reason: string;
};

/** Fills in the form "Request access" and sends it. @returns `sent`, or what then stands on the form. */
export async function ask(person: Person, { app, role, duration, reason }: Wanted): Promise<string> {
  await person.command(`/access ${app}`);
  const form = await person.modal('Request access', patience);
  if (role) await form.choose('Role', role);
  if (duration) await form.choose('Duration', duration);
  await form.fill('Reason', reason);
  return sent(person, form);
}

/** Sends a form and closes what stays open. @returns `sent`, or what then stands on the form. */
export async function sent(person: Person, form: Modal): Promise<string> {
  const { kind } = await form.submit();
  if (kind === 'closed') return 'sent';
  // Slow machines: the form says that it is checking, and the answer is drawn into it.
  await person.until(() => !form.text().includes('Checking…'), patience);
  const says = form.text();
  await form.close();
  return kind === 'updated' && says.includes('[Done]') ? 'sent' : says;
}

/** The newest message in somebody's DMs that says so. */
export const message = (person: Person, says: string): Shown | undefined =>
  person.dms().findLast(({ text }) => text.includes(says));

/** The same, as soon as it is there and as wanted. */
export const messageOnce = (
  person: Person,
  says: string,
  isWanted: (found: Shown) => boolean = () => true,
): Promise<Shown> =>
  person.until(() => {
    const found = message(person, says);
    return found && isWanted(found) ? found : undefined;
  }, patience);

/** A card, as soon as it says this too. */
export const cardSays = (person: Person, about: string, words: string): Promise<Shown> =>
  messageOnce(person, about, ({ text }) => text.includes(words));

/** A line in the thread of a card, as soon as it is there. */
export const threadSays = (person: Person, about: string, words: string): Promise<Shown> =>
  messageOnce(person, about, ({ thread }) => thread.some((line) => line.includes(words)));

export const cardToDecide = (approver: Person, about: string): Promise<Shown> =>
  messageOnce(approver, about, ({ buttons }) => buttons.includes('Approve'));

export async function approve(approver: Person, about: string): Promise<Pressed> {
  return (await cardToDecide(approver, about)).press('Approve');
}

export async function deny(approver: Person, about: string, why: string): Promise<void> {
  await (await cardToDecide(approver, about)).press('Deny');
  const form = await approver.modal('Deny request', patience);
  await form.fill('Reason', why);
  await form.submit();
}

/** Asks, is approved by each of these in turn, and is in. */
export async function getIn(person: Person, wanted: Wanted, ...approvers: readonly Person[]): Promise<Shown> {
  const outcome = await ask(person, wanted);
  if (outcome !== 'sent') throw new Error(outcome);
  for (const approver of approvers) await approve(approver, wanted.reason);
  return cardSays(person, wanted.reason, "You're in");
}

/** A press on a button that Slack never showed to this person: whoever knows an id can send one. */
export function forgePress({ slack }: House, by: Person, action: string, value: string) {
  const { id } = by.user;
  const team = { id: slack.workspace.team.id, domain: slack.workspace.team.domain };
  return slack.forge.interaction({
    type: 'block_actions',
    user: { id, team_id: team.id },
    team,
    trigger_id: slack.forge.trigger(id),
    actions: [{ type: 'button', block_id: 'b', action_id: action, value, action_ts: '1.1' }],
  });
}

/** Reads the audit trail once it ends so: the card may be drawn before the last event is written, or after. */
export async function trailOnceItEnds(house: House, request: string, last: string): Promise<string[]> {
  await house.until(async () => (await house.auditTrail(request)).at(-1) === last, patience.within);
  return house.auditTrail(request);
}
