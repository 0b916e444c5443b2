import type { App } from '@slack/bolt';
import { readRevocation, revokeAction, revokeForm, revokeModal } from '../views/revokeModal.js';
import { revoke } from '../workflows/deciding.js';
import type { Deps } from './deps.js';
import { registerReasoned } from './reasoned.js';

/** Ending somebody's access, by an admin or the app's owner. */
export function register(app: App, deps: Deps): void {
  registerReasoned(app, deps, {
    button: revokeAction,
    form: revokeForm,
    draw: revokeModal,
    read: readRevocation,
    act: (person, id, reason) => revoke(deps, person, id, { cause: 'slack', reason }),
  });
}
