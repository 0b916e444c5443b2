import type { Recorded } from '../domain/events.js';
import { commentLine, erasedLine } from '../views/talk.js';
import { type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';

/** What was written in Jira, in the thread of the requester's card; where there is no card yet, nobody has a thread. */
export async function tellInThread(needs: Notifying, { event, stream, seq }: Recorded): Promise<void> {
  if (event.type !== 'talk.said' || event.via !== 'jira') return;
  const { store, posting } = needs;
  const cards = await store.links.of(event.request, 'requesterCard');
  const card = cards.find(isPlaced);
  const to = card?.person ? await store.people.find(card.person) : undefined;
  if (!card || !isPlaced(card) || !to) return;
  const [author = '', ...lines] = ((await store.texts.find(event.text.id)) ?? '').split('\n');
  const text = author === '' ? erasedLine : commentLine(author, lines.join('\n'));
  await reaching(needs, to, () => posting.line({ id: `line:${stream}:${seq}`, request: event.request }, card, text));
}
