import type { App } from '@slack/bolt';
import type { Person } from '../domain/person.js';
import { refuse } from '../domain/refusal.js';
import { goOn, leaveIt } from '../views/stopCard.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';

/** Answering when so many memberships are gone at once that Latchkey asks first. */
export function register(app: App, deps: Deps): void {
  app.action(goOn, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, stop) => settleStop(deps, person, stop, 'reconcile.resumed'));
  });
  app.action(leaveIt, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, stop) => settleStop(deps, person, stop, 'reconcile.left'));
  });
}

type Answer = 'reconcile.resumed' | 'reconcile.left';

export async function settleStop({ store, directory, door }: Deps, person: Person, stop: string, type: Answer) {
  if (!directory.isAdmin(person)) return refuse('Only admins can answer this.');
  const history = (await store.trail.streams(['reconcile'])).map(({ event }) => event);
  const stopped = history.find((event) => event.type === 'reconcile.stopped' && event.stop === stop);
  if (stopped?.type !== 'reconcile.stopped') return refuse('Latchkey does not know this question.');
  const concerned = await Promise.all(stopped.grants.map((id) => store.grants.find(id)));
  if (concerned.some((grant) => grant?.recipient === person.id))
    return refuse('Your own access is among them. Ask another admin.');
  const isAnswered = (last: { event: { type: string } } | undefined): boolean =>
    [...history, ...(last ? [last.event] : [])].some((event) => isAnswer(event, stop));
  const recorded = await door.record({ type, stop, by: person.id }, person.id, 'slack', isAnswered);
  if (recorded.length === 0) return refuse('Another admin has answered this already.');
  // The next look is due now: what is still gone then ends.
  if (type === 'reconcile.resumed') await store.positions.forget('reconcile');
  return recorded;
}

const isAnswer = (event: { type: string; stop?: string }, stop: string): boolean =>
  (event.type === 'reconcile.resumed' || event.type === 'reconcile.left') && event.stop === stop;
