import type { App } from '@slack/bolt';
import { isQuiet } from '../domain/drift.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Text } from '../store/store.js';
import { explainAllForm, explainAllModal, readExplanation } from '../views/explainModal.js';
import { explainAllAction } from '../views/quietCard.js';
import type { Deps } from './deps.js';
import { explain } from './drift.js';
import { registerReasoned } from './reasoned.js';

/** One word on everything that was changed outside in an app's milder groups. */
export function register(app: App, deps: Deps): void {
  registerReasoned(app, deps, {
    button: explainAllAction,
    form: explainAllForm,
    draw: explainAllModal,
    read: readExplanation,
    act: (person, id, reason) => explainAll(deps, person, id, reason),
  });
}

/** Each is answered by itself, under the same authority: what is about the answerer stays open. */
export async function explainAll(deps: Deps, person: Person, app: string, { body }: Text): Promise<Refusal | number> {
  const waiting = (await deps.store.drifts.open()).filter((drift) => drift.app === app && isQuiet(drift));
  let refusal: Refusal | undefined;
  for (const { id } of waiting) {
    const outcome = await explain(deps, person, id, deps.door.seal(body, person.id));
    if (isRefusal(outcome)) refusal = outcome;
  }
  return waiting.length === 0 ? refuse('All of this is explained already.') : (refusal ?? waiting.length);
}
