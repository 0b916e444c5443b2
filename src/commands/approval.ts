import type { App } from '@slack/bolt';
import { approveRequest, denyRequest } from '../views/approverCard.js';
import { denyForm, denyModal, readDenial } from '../views/denyModal.js';
import { approve, deny } from '../workflows/deciding.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';
import { registerReasoned } from './reasoned.js';

/** Deciding a request, on the card or on the Home tab. */
export function register(app: App, deps: Deps): void {
  const said = { cause: 'slack' } as const;
  app.action(approveRequest, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => approve(deps, person, id, said));
  });
  registerReasoned(app, deps, {
    button: denyRequest,
    form: denyForm,
    draw: denyModal,
    read: readDenial,
    act: (person, id, reason) => deny(deps, person, id, { said, reason }),
  });
}
