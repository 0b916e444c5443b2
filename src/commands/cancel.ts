import type { App } from '@slack/bolt';
import { cancelRequest } from '../views/requesterCard.js';
import { cancel } from '../workflows/deciding.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';

/** Taking back one's own request while nobody has decided it. */
export function register(app: App, deps: Deps): void {
  app.action(cancelRequest, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => cancel(deps, person, id, { cause: 'slack' }));
  });
}
