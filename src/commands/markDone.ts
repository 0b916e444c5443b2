import type { App } from '@slack/bolt';
import type { Person } from '../domain/person.js';
import { refuse } from '../domain/refusal.js';
import { markDone } from '../views/taskCard.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';

/** Saying that what had to be done by hand is done. */
export function register(app: App, deps: Deps): void {
  app.action(markDone, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => handle(deps, person, id));
  });
}

export async function handle({ store, directory, door }: Deps, person: Person, id: string) {
  const grant = await store.grants.find(id);
  const holder = grant?.holders[0];
  const assignment = holder === undefined ? undefined : await store.assignments.find(holder);
  if (!assignment) return refuse('Latchkey does not know this task.');
  const mayHandle = (await directory.keepersOf(assignment.app)).map((keeper) => keeper.id);
  return door.run({ type: 'grant.handle', id, by: person.id, mayHandle }, person.id, 'slack');
}
