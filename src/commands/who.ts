import type { App } from '@slack/bolt';
import type { Assignment } from '../domain/assignment.js';
import type { App as CatalogApp } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { appCalled } from '../domain/search.js';
import { namesOf } from '../domain/standing.js';
import type { Message } from '../views/asked.js';
import { oneLine, shorten } from '../views/blocks.js';
import { pageOf } from '../views/paging.js';
import { type Holding, readWhoPage, saying, whoMessage, whoPager, whoPageSize } from '../views/who.js';
import { type Reply, reply } from './command.js';
import type { Deps } from './deps.js';
import { addressIn, mentionedIn, readPress } from './edge.js';

/** Who has what, until when and by whose approval: for admins, and for owners in their own apps. */
export function register(app: App, deps: Deps): void {
  app.action(new RegExp(`^${whoPager}\\.(previous|next)$`), async ({ ack, body, respond }) => {
    await ack();
    const press = readPress(body);
    const turn = press && readWhoPage(press.value);
    if (!turn) return;
    const page: Reply = (message) => respond({ ...message, response_type: 'ephemeral', replace_original: true });
    await reply(deps, page, () => whoHas(deps, press.slackId, turn));
  });
}

export type Question = { readonly question: string; readonly page: number };

export async function whoHas(deps: Deps, slackId: string, { question, page }: Question): Promise<Message> {
  const asker = await deps.directory.whoIs(slackId);
  const answer = isRefusal(asker) ? asker : await answerTo(deps, asker, oneLine(question));
  if (isRefusal(answer)) return saying(answer.says);
  const shown = pageOf(answer.found, page, whoPageSize);
  const items = await holdingsOf(deps, shown.items);
  return whoMessage({ ...answer, page: { ...shown, items }, now: deps.house.now() });
}

type Answer = {
  readonly about: string;
  readonly isPerson?: boolean;
  /** The question in its shortest form, for turning the page. */
  readonly question: string;
  readonly found: readonly Assignment[];
};

async function answerTo(deps: Deps, asker: Person, question: string): Promise<Answer | Refusal> {
  if (question === '') return refuse('Say of whom or of what: /access who @person or /access who figma.');
  if (isAboutPerson(question)) return aboutPerson(deps, asker, question);
  const app = appCalled(deps.house.catalog, question);
  if (!app) return refuse(`There is no app “${shorten(question, 60)}” in the catalog.`);
  return aboutApp(deps, asker, app);
}

const isAboutPerson = (question: string): boolean =>
  mentionedIn(question) !== undefined || addressIn(question) !== undefined || question.startsWith('@');

async function aboutApp(
  { store, directory }: Deps,
  asker: Person,
  { id, name }: CatalogApp,
): Promise<Answer | Refusal> {
  if (!directory.isAdmin(asker) && !directory.isOwner(asker, id))
    return refuse(`Only admins and the owner of ${name} can see who has access to it.`);
  return { about: name, question: id, found: inOrder(await store.assignments.liveIn(id)) };
}

async function aboutPerson(deps: Deps, asker: Person, question: string): Promise<Answer | Refusal> {
  const { store, directory, house } = deps;
  const isAdmin = directory.isAdmin(asker);
  if (!isAdmin && !house.catalog.apps.some(({ id }) => directory.isOwner(asker, id)))
    return refuse("Only admins and app owners can see other people's access. Your own is under /access mine.");
  const person = await personMeant(deps, asker, question);
  if (!person) return refuse('Latchkey has never given this person access. Pick them by @name, or give their e-mail.');
  const all = await store.assignments.liveOf(person.id);
  const found = isAdmin ? all : all.filter(({ app }) => directory.isOwner(asker, app));
  return { about: person.name, isPerson: true, question: person.email, found: inOrder(found) };
}

/** A person whom Slack marked up, an e-mail, or `@ana`: then the one with that address in the asker's own company. */
async function personMeant({ store }: Deps, asker: Person, question: string): Promise<Person | undefined> {
  const slackId = mentionedIn(question);
  if (slackId) return store.people.bySlackId(slackId);
  const company = asker.email.slice(asker.email.indexOf('@'));
  return store.people.byEmail(addressIn(question) ?? `${question.slice(1).toLowerCase()}${company}`);
}

const inOrder = (found: readonly Assignment[]): Assignment[] =>
  [...found].sort((one, other) => one.openedAt.localeCompare(other.openedAt));

/** Assignments with the names that belong to them. */
export async function holdingsOf(
  { store, house }: Pick<Deps, 'store' | 'house'>,
  assignments: readonly Assignment[],
): Promise<Holding[]> {
  const requests = await Promise.all(assignments.map(({ id }) => store.requests.find(id)));
  const approvers = requests.map((request) => request?.approvals.map(({ by }) => by));
  const people = await store.people.findAll([
    ...new Set([...assignments.map(({ recipient }) => recipient), ...approvers.flatMap((ids) => ids ?? [])]),
  ]);
  return assignments.map((assignment, index) => ({
    assignment,
    holder: people.get(assignment.recipient),
    ...namesOf(house.catalog, assignment),
    ...(approvers[index] && { approvers: approvers[index].map((id) => people.get(id)) }),
  }));
}
