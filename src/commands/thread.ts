import type { App } from '@slack/bolt';
import { isRefusal } from '../domain/refusal.js';
import type { Link } from '../store/store.js';
import { plainWords } from '../views/plainWords.js';
import type { Deps } from './deps.js';
import { readReply } from './edge.js';

/**
 * What somebody writes in the thread of a request's card is put on record, and appears in its issue under their name.
 * Nothing is answered: they write to each other, and Latchkey carries it over.
 */
export function register(app: App, deps: Deps): void {
  if ((deps.threads ?? 'nobody') === 'nobody') return;
  app.event('message', async ({ event }) => {
    await hearReply(deps, event).catch((error) => deps.log.error({ err: error }, 'A reply could not be put on record'));
  });
}

const cards: ReadonlySet<Link['kind']> = new Set(['requesterCard', 'approverCard', 'taskCard']);

export async function hearReply({ store, directory, door }: Deps, event: unknown): Promise<void> {
  const reply = readReply(event);
  if (!reply) return;
  const { channel, thread, at, slackId } = reply;
  const card = (await store.links.at(channel, thread)).find(({ kind }) => cards.has(kind));
  const words = plainWords(reply.words);
  if (!card || words === '' || !(await store.requests.find(card.request))) return;
  const person = await directory.whoWas(slackId);
  if (isRefusal(person)) return;
  const text = door.seal(words, person.id);
  await door.record(
    {
      type: 'talk.said',
      id: `${card.request}/slack/${channel}:${at}`,
      request: card.request,
      via: 'slack',
      by: person.id,
      text: { id: text.id, hash: text.hash },
    },
    person.id,
    'slack',
    (last) => last !== undefined,
    [text],
  );
}
