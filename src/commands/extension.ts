import type { ModalView } from '@slack/types';
import type { Assignment } from '../domain/assignment.js';
import { type Extending, endAfter, extendingOf } from '../domain/extending.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { refusalFor } from '../domain/standing.js';
import { type Extension, extendModal, extendTitle, extensionField, readExtension } from '../views/extendModal.js';
import { refusedView } from '../views/plainViews.js';
import { reasonMistake } from '../views/requestModal.js';
import { faultInWords, type Outcome } from './answer.js';
import type { Deps } from './deps.js';
import { idFrom, type Submission } from './edge.js';

/** A submitted "Extend access", with everything that was looked up for it. */
type Sent = {
  readonly view: Submission['view'];
  readonly entered: Extension;
  readonly person: Person;
  again(note: string): ModalView;
  readonly assignment: Assignment;
  readonly extending: Extending;
  readonly duration: number;
};

/** What becomes of it. Never rejects. */
export async function submitExtension(deps: Deps, { slackId, view }: Submission): Promise<Outcome> {
  const entered = readExtension(view);
  let again = (note: string) => refusedView(extendTitle, note);
  try {
    const seen = await deps.store.people.bySlackId(slackId);
    const mine = await ownExtending(deps, seen?.id, entered.assignment);
    if (isRefusal(mine)) return onField({ view, again }, mine.says);
    again = (note) => formAgain(deps, { ...mine, entered }, note);
    const person = await deps.directory.whoIs(slackId);
    if (isRefusal(person)) return onField({ view, again }, person.says);
    if (await deps.store.requests.find(idFrom(view.id))) return wasAsked;
    return await extend(deps, { ...mine, view, again, entered, person });
  } catch (error) {
    deps.log.error({ err: error }, 'An extension could not be submitted');
    return onField({ view, again }, faultInWords(error));
  }
}

function extend(deps: Deps, sent: Omit<Sent, 'duration'>): Promise<Outcome> | Outcome {
  const { assignment, extending, entered, person } = sent;
  const duration = extending.durations.find((one) => one === entered.duration);
  if (duration === undefined) return onField(sent, 'Choose a duration from the list.');
  if (assignment.recipient !== person.id) return onField(sent, notYours.says);
  // A form drawn for another end was sent before, or is out of date: what it offered then no longer counts.
  const isCurrent = entered.from === assignment.endsAt;
  const isAskedAgain = isCurrent && endAfter(assignment, extending, duration)?.needsApproval;
  return isAskedAgain ? askAgain(deps, { ...sent, duration }) : extendNow(deps, { ...sent, duration });
}

const wasAsked: Outcome = {
  is: 'sent',
  says: 'Your request is on its way. Until it is decided, your access goes on to its old end.',
};
const wasExtended: Outcome = { is: 'sent', says: 'Extended. Your card shows the new end.' };

/** Within the role's longest time: nobody has to be asked. */
async function extendNow(deps: Deps, sent: Sent): Promise<Outcome> {
  const { view, entered, person, assignment, extending, duration } = sent;
  const { now } = deps.house;
  // A redrawn form counts anew: a second delivery of the same one does not extend twice, a second try may.
  const isFirst = await deps.store.deliveries.isFirst(`extend:${view.id}:${entered.round}`, now());
  if (!isFirst) return wasExtended;
  if (entered.from !== assignment.endsAt) return comesAgain(sent, 'The end has changed meanwhile. Look again.');
  try {
    const command = { type: 'assignment.extend', id: assignment.id, by: person.id, duration } as const;
    const outcome = await deps.door.run({ ...command, longest: extending.longest }, person.id, 'slack');
    return isRefusal(outcome) ? comesAgain(sent, outcome.says) : wasExtended;
  } catch (error) {
    deps.log.error({ err: error }, 'An access could not be extended');
    return comesAgain(sent, faultInWords(error));
  }
}

/** Beyond it: a request like any other, while access goes on until its old end. */
async function askAgain(deps: Deps, sent: Sent): Promise<Outcome> {
  const { view, entered, person, assignment, duration } = sent;
  if (!entered.wasAskedWhy) return comesAgain(sent, 'This has to be approved again: say why you need it longer.');
  const { reason: mistake } = reasonMistake(entered.reason);
  if (mistake) return onField(sent, mistake, 'reason');
  const { app, role } = assignment;
  const circle = { app, role, requester: person.id, recipient: person.id };
  const [pending, may, analysis] = await Promise.all([
    deps.store.requests.pendingFor(person.id, { app, role }),
    deps.directory.mayAsk(person),
    deps.directory.analyse(circle, [], 'fresh'),
  ]);
  if (pending) return onField(sent, refusalFor({ is: 'asked', request: pending }, deps.house.now()).says);
  if (isRefusal(may)) return onField(sent, may.says);
  if (isRefusal(analysis)) return onField(sent, analysis.says);
  const text = deps.door.seal((entered.reason ?? '').trim(), person.id);
  const { policy, hash } = deps.house.catalog;
  const asked = { ...circle, duration, reason: { id: text.id, hash: text.hash }, extends: assignment.id };
  const outcome = await deps.door.run(
    { type: 'request.submit', id: idFrom(view.id), ...asked, analysis, lapse: policy.lapse, catalog: hash },
    person.id,
    'slack',
    [text],
  );
  return isRefusal(outcome) ? onField(sent, outcome.says) : wasAsked;
}

function onField(
  { view, again }: Pick<Sent, 'view' | 'again'>,
  says: string,
  about: 'duration' | 'reason' = 'duration',
): Outcome {
  return { is: 'refused', errors: { [extensionField(view, about)]: says }, again };
}

const comesAgain = ({ again }: Sent, says: string): Outcome => ({ is: 'again', view: again(says), says });

/** The form as it stands now, with what was entered and a sentence on top. */
function formAgain(
  { house }: Deps,
  { entered, ...mine }: Pick<Sent, 'assignment' | 'extending' | 'entered'>,
  note: string,
): ModalView {
  const { duration: chosen, reason, round } = entered;
  return extendModal({ ...mine, chosen, reason, note, round: round + 1, now: house.now() });
}

const notYours = refuse('Only the person who holds an access can extend it.');

/** Only one's own, and only what can be extended now. */
export async function ownExtending(
  { store, house }: Pick<Deps, 'store' | 'house'>,
  person: string | undefined,
  id: string,
): Promise<{ assignment: Assignment; extending: Extending } | Refusal> {
  const assignment = id === '' ? undefined : await store.assignments.find(id);
  if (!assignment) return refuse('Latchkey does not know this access.');
  if (assignment.recipient !== person) return notYours;
  const extending = extendingOf(house.catalog, assignment);
  return isRefusal(extending) ? extending : { assignment, extending };
}
