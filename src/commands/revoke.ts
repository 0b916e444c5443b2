import type { App } from '@slack/bolt';
import type { Person } from '../domain/person.js';
import { refuse } from '../domain/refusal.js';
import type { Text } from '../store/store.js';
import { readRevocation, revokeAction, revokeForm, revokeModal } from '../views/revokeModal.js';
import type { Deps } from './deps.js';
import { registerReasoned } from './reasoned.js';

/** Ending somebody's access, by an admin or the app's owner. */
export function register(app: App, deps: Deps): void {
  registerReasoned(app, deps, {
    button: revokeAction,
    form: revokeForm,
    draw: revokeModal,
    read: readRevocation,
    act: (person, id, reason) => revoke(deps, person, id, reason),
  });
}

export async function revoke({ store, directory, door }: Deps, person: Person, id: string, text: Text) {
  const assignment = await store.assignments.find(id);
  if (!assignment) return refuse('Latchkey does not know this access.');
  const mayRevoke = (await directory.keepersOf(assignment.app)).map((keeper) => keeper.id);
  const reason = { id: text.id, hash: text.hash };
  return door.run({ type: 'assignment.revoke', id, by: person.id, reason, mayRevoke }, person.id, 'slack', [text]);
}
