import type { Field } from '../domain/refusal.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { refusalFor } from '../domain/standing.js';
import { type Draft, fieldOf, mistakesIn, readRequest, requestModal } from '../views/requestModal.js';
import { faultInWords, type Outcome } from './answer.js';
import type { Deps } from './deps.js';
import { idFrom, type Submission } from './edge.js';
import { standingIn } from './known.js';

type Complete = Required<Draft>;

/** What becomes of a submitted form. Never rejects. */
export async function submitRequest(deps: Deps, sent: Submission): Promise<Outcome> {
  const draft = readRequest(sent.view);
  try {
    const refusals = await submit(deps, sent, draft);
    return refusals ? refused(deps, sent, draft, refusals) : wasSent;
  } catch (error) {
    deps.log.error({ err: error }, 'A request could not be submitted');
    return refused(deps, sent, draft, { app: faultInWords(error) });
  }
}

const wasSent: Outcome = {
  is: 'sent',
  says: 'Your request is on its way. You will hear from Latchkey in a direct message.',
};

type Refusals = Partial<Record<Field, string>>;

async function submit(deps: Deps, { slackId, view }: Submission, draft: Draft): Promise<Refusals | undefined> {
  const mistakes = mistakesIn(deps.house.catalog, draft);
  const { app, role, duration, reason } = draft;
  if (Object.keys(mistakes).length > 0 || !app || !role || !duration || !reason) return mistakes;
  const id = idFrom(view.id);
  // The same form delivered twice: the first answer stands.
  if (await deps.store.requests.find(id)) return undefined;
  const refusal = await ask(deps, { id, slackId, wanted: { app, role, duration, reason } });
  return refusal && { [refusal.field ?? 'role']: refusal.says };
}

type Ask = { readonly id: string; readonly slackId: string; readonly wanted: Complete };

async function ask(deps: Deps, { id, slackId, wanted }: Ask): Promise<Refusal | undefined> {
  const { directory, door, house } = deps;
  const { app, role, duration } = wanted;
  const person = await directory.whoIs(slackId);
  if (isRefusal(person)) return { ...person, field: 'app' };
  const circle = { app, role, requester: person.id, recipient: person.id };
  const [may, standing, analysis] = await Promise.all([
    directory.mayAsk(person),
    standingIn(deps, person, wanted, id),
    directory.analyse(circle, [], 'fresh'),
  ]);
  if (isRefusal(may)) return { ...may, field: 'app' };
  if (standing) return isRefusal(standing) ? standing : refusalFor(standing, house.now());
  if (isRefusal(analysis)) return analysis;
  const text = door.seal(wanted.reason.trim(), person.id);
  const { policy, hash } = house.catalog;
  const outcome = await door.run(
    {
      ...circle,
      type: 'request.submit',
      id,
      duration,
      reason: { id: text.id, hash: text.hash },
      analysis,
      lapse: policy.lapse,
      catalog: hash,
    },
    person.id,
    'slack',
    [text],
  );
  return isRefusal(outcome) ? outcome : undefined;
}

/** On the fields; where the form does not have the field yet, the form again with the sentence on top. */
function refused({ house }: Deps, { view }: Submission, draft: Draft, refusals: Refusals): Outcome {
  const again = (note: string) => requestModal({ catalog: house.catalog, draft, note, now: house.now() });
  const entries = Object.entries(refusals).map(([field, says]) => [fieldOf(view, field as Field), says] as const);
  const says = Object.values(refusals).join(' ');
  if (entries.some(([blockId]) => blockId === undefined)) return { is: 'again', view: again(says), says };
  return { is: 'refused', errors: Object.fromEntries(entries), again };
}
