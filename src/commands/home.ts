import type { App } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import { closedHome, firstPages, type HomePages, homePagers, homeView, readHomePages } from '../views/home.js';
import { readHome } from '../workflows/homeData.js';
import { faultInWords } from './answer.js';
import type { Deps } from './deps.js';
import { readPress } from './edge.js';

/** The Home tab: drawn when somebody opens it, and when they turn a page. */
export function register(app: App, deps: Deps): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await openHome(deps, client, event.user, firstPages);
  });
  for (const pager of homePagers) {
    app.action(pager, async ({ ack, body, client }) => {
      await ack();
      const press = readPress(body);
      if (press) await openHome(deps, client, press.slackId, readHomePages(press.value));
    });
  }
}

/** The part of a WebClient that draws Home tabs. */
export type Publishing = {
  readonly views: { publish(home: { user_id: string; view: HomeView }): Promise<unknown> };
};

async function openHome(deps: Deps, client: Publishing, slackId: string, pages: HomePages): Promise<void> {
  const closed = (says: string) => client.views.publish({ user_id: slackId, view: closedHome(says) });
  try {
    const person = await deps.directory.whoWas(slackId);
    if (isRefusal(person)) {
      await closed(person.says);
      return;
    }
    // First: from now on what changes is drawn for them as well.
    await deps.store.people.homeOpened(person.id, deps.house.now());
    await publishHome(deps, client, { ...person, slackId }, pages);
  } catch (error) {
    deps.log.error({ err: error }, 'A Home tab could not be drawn');
    await closed(faultInWords(error));
  }
}

export async function publishHome(
  deps: Pick<Deps, 'store' | 'house'>,
  client: Publishing,
  person: Person,
  pages: HomePages = firstPages,
): Promise<void> {
  if (!person.slackId) return;
  const home = await readHome(deps, person, pages);
  await client.views.publish({ user_id: person.slackId, view: homeView(home) });
}
