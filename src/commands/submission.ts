import { type Field, isRefusal } from '../domain/refusal.js';
import { type Draft, fieldOf, mistakesIn, readRequest, requestModal } from '../views/requestModal.js';
import { ask } from '../workflows/asking.js';
import { faultInWords, type Outcome } from './answer.js';
import type { Deps } from './deps.js';
import { idFrom, type Submission } from './edge.js';

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
  const person = await deps.directory.whoIs(slackId);
  if (isRefusal(person)) return { app: person.says };
  const refusal = await ask(deps, person, { id, app, role, duration, reason }, 'slack');
  return refusal && { [refusal.field ?? 'role']: refusal.says };
}

/** On the fields; where the form does not have the field yet, the form again with the sentence on top. */
function refused({ house }: Deps, { view }: Submission, draft: Draft, refusals: Refusals): Outcome {
  const again = (note: string) => requestModal({ catalog: house.catalog, draft, note, now: house.now() });
  const entries = Object.entries(refusals).map(([field, says]) => [fieldOf(view, field as Field), says] as const);
  const says = Object.values(refusals).join(' ');
  if (entries.some(([blockId]) => blockId === undefined)) return { is: 'again', view: again(says), says };
  return { is: 'refused', errors: Object.fromEntries(entries), again };
}
