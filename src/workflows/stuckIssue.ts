import { findApp } from '../domain/catalog.js';
import type { Recorded } from '../domain/events.js';
import { outcomes } from '../domain/jiraMapping.js';
import { stuckIssueMessage } from '../views/stuckIssue.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { keepersOf } from './taskCards.js';

/** The app's owner is told; where there is none in Slack, the admins are. */
export async function tellOfStuckIssue(needs: Notifying, { event, stream }: Recorded): Promise<void> {
  if (event.type !== 'jira.stuck') return;
  const { directory, house, store, posting } = needs;
  const [app = '', outcome] = event.id.split('/');
  const known = outcomes.find((one) => one === outcome);
  if (!known) return;
  const url = (await store.requests.find(event.request))?.issue?.url;
  const name = findApp(house.catalog, app)?.name ?? app;
  const message = stuckIssueMessage({ app: name, outcome: known, key: event.key, ...(url && { url }) });
  const keepers = await keepersOf(needs, app);
  const owners = keepers.filter((person) => directory.isOwner(person, app));
  await inTurn(
    (owners.length > 0 ? owners : keepers).map((to) => async () => {
      const post = { id: `notice:${stream}:${to.id}`, kind: 'notice', request: stream, to } as const;
      await reaching(needs, to, async () => void (await posting.card(post, message)));
    }),
  );
}
