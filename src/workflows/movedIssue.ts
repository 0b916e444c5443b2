import { findApp } from '../domain/catalog.js';
import type { Recorded } from '../domain/events.js';
import { movedIssueMessage } from '../views/movedIssue.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { keepersOf } from './taskCards.js';

/** The app's owner is told; where there is none in Slack, the admins are. */
export async function tellOfMovedIssue(needs: Notifying, { event, stream, seq }: Recorded): Promise<void> {
  if (event.type !== 'request.moveLeft') return;
  const { directory, house, store, posting } = needs;
  const request = await store.requests.find(event.id);
  if (!request?.issue) return;
  const name = findApp(house.catalog, request.app)?.name ?? request.app;
  const message = movedIssueMessage({ app: name, ...request.issue });
  const keepers = await keepersOf(needs, request.app);
  const owners = keepers.filter((person) => directory.isOwner(person, request.app));
  await inTurn(
    (owners.length > 0 ? owners : keepers).map((to) => async () => {
      const post = { id: `notice:${stream}:${seq}:${to.id}`, kind: 'notice', request: request.id, to } as const;
      await reaching(needs, to, async () => void (await posting.card(post, message)));
    }),
  );
}
