import type { App } from '@slack/bolt';
import { giveBackAccess } from '../views/requesterCard.js';
import { giveBack } from '../workflows/deciding.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';

/** Ending one's own access early. */
export function register(app: App, deps: Deps): void {
  app.action(giveBackAccess, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => giveBack(deps, person, id, 'slack'));
  });
}
