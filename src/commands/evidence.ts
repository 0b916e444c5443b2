import type { App, ViewSubmitAction } from '@slack/bolt';
import type { EvidenceErrand } from '../domain/events.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { appCalled } from '../domain/search.js';
import {
  type EvidenceDraft,
  type EvidenceField,
  type EvidenceWish,
  evidenceForm,
  evidenceModal,
  evidenceTitle,
  readEvidence,
} from '../views/evidenceModal.js';
import { saying } from '../views/who.js';
import { answer, faultInWords, type Outcome } from './answer.js';
import { isRepetition, type Reply, reply } from './command.js';
import type { Deps } from './deps.js';
import { idFrom, mentionedIn, readSubmission, type Submission } from './edge.js';
import { inTime } from './inTime.js';
import { opened } from './screen.js';

/** Taking the record out as files: by admins and auditors, on record before a line of it is read. */
export function register(app: App, deps: Deps): void {
  app.view<ViewSubmitAction>({ callback_id: evidenceForm, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    const wish = readEvidence(sent?.view);
    if ('errors' in wish) return ack({ response_action: 'errors', errors: { ...wish.errors } });
    if (!sent) return ack();
    const form = { slackId: sent.slackId, viewId: sent.view.id, title: evidenceTitle };
    await answer(deps, (how) => ack(how), form, submit(deps, sent, wish));
  });
}

/** A trigger is good for three seconds: where the directory takes longer, the form opens, and asks it when it is sent. */
const glance = 1_500;

type Typed = { readonly slackId: string; readonly triggerId: string };

export async function openEvidence(deps: Deps, typed: Typed, words: string, respond: Reply): Promise<void> {
  const { directory, house } = deps;
  const looking = directory.whoWas(typed.slackId).then(
    (person) => (isRefusal(person) ? person : directory.mayTakeEvidence(person) || onlyThey),
    () => 'late' as const,
  );
  const may = await inTime(looking, glance);
  if (isRefusal(may)) {
    if (await isRepetition(deps, `command:${typed.triggerId}`)) return;
    return reply(deps, respond, async () => saying(may.says));
  }
  const { draft, note } = draftFrom(deps, words);
  await opened(deps, typed, evidenceModal(house.catalog, draft, house.now(), note));
}

const onlyThey = refuse('Only admins and auditors can take out evidence. Your own access is under /access mine.');

/** `2026-01-01 2026-03-31 figma @ana`, in any order. */
function draftFrom({ house }: Deps, words: string): { readonly draft: EvidenceDraft; readonly note?: string } {
  const all = words.split(/\s+/).filter((word) => word !== '');
  const [from, to] = all.filter((word) => /^\d{4}-\d{2}-\d{2}$/.test(word));
  const person = all.map(mentionedIn).find((id) => id !== undefined);
  const name = all.filter((word) => !/^\d{4}-\d{2}-\d{2}$/.test(word) && mentionedIn(word) === undefined).join(' ');
  const app = name === '' ? undefined : appCalled(house.catalog, name)?.id;
  const draft = { ...(from && { from }), ...(to && { to }), ...(person && { person }), ...(app && { app }) };
  return name !== '' && app === undefined
    ? { draft, note: 'Latchkey has no app of this name. Choose one from the list.' }
    : { draft };
}

const isOnItsWay: Outcome = {
  is: 'sent',
  says: 'It is being put together, and comes to you as a direct message.',
};

/** Never rejects. */
async function submit(deps: Deps, sent: Submission, wish: EvidenceWish): Promise<Outcome> {
  try {
    const refusal = await ask(deps, sent, wish);
    return refusal ? refused(deps, refusal) : isOnItsWay;
  } catch (error) {
    deps.log.error({ err: error }, 'Evidence could not be asked for');
    return refused(deps, { field: 'format', says: faultInWords(error) });
  }
}

type Mistake = { readonly field: EvidenceField; readonly says: string };

const refused = ({ house }: Deps, { field, says }: Mistake): Outcome => ({
  is: 'refused',
  errors: { [field]: says },
  again: (note) => evidenceModal(house.catalog, {}, house.now(), note),
});

async function ask(deps: Deps, { slackId, view }: Submission, wish: EvidenceWish): Promise<Mistake | undefined> {
  const { directory, door, store } = deps;
  const person = await directory.whoIs(slackId);
  const barred: Refusal | undefined = isRefusal(person)
    ? person
    : directory.mayTakeEvidence(person)
      ? undefined
      : onlyThey;
  if (barred || isRefusal(person)) return { field: 'format', says: barred?.says ?? '' };
  const typed = wish.query.request;
  const request = typed === undefined ? undefined : await requestCalled(deps, typed);
  if (typed !== undefined && request === undefined)
    return { field: 'request', says: 'Latchkey has no request with this issue or id.' };
  const about = wish.person === undefined ? undefined : await store.people.bySlackId(wish.person);
  if (wish.person !== undefined && !about)
    return { field: 'person', says: 'Latchkey knows nothing of this person: they have never asked or decided.' };
  const id = idFrom(view.id);
  const query = { ...wish.query, ...(request && { request }), ...(about && { person: about.id }) };
  const errand: EvidenceErrand = { export: id, by: person.id, through: 'slack', format: wish.format, query };
  // The same form delivered twice is one errand.
  if ((await store.evidence.errand(id)).length > 0) return undefined;
  await door.record({ type: 'evidence.asked', ...errand }, person.id, 'slack', (last) => isSame(last?.event, id));
  return undefined;
}

/** By the key of its issue, which is what people know, or by its id. */
async function requestCalled({ store }: Deps, typed: string): Promise<string | undefined> {
  if (/^[a-z][a-z0-9_]+-\d+$/i.test(typed)) return (await store.requests.withIssue(typed.toUpperCase()))?.id;
  return (await store.trail.streams([`request:${typed}`])).length > 0 ? typed : undefined;
}

const isSame = (event: object | undefined, id: string): boolean =>
  event !== undefined && 'export' in event && event.export === id;
