import { z } from 'zod';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import { refusalMessage } from '../views/refusalMessage.js';
import { faultInWords } from './answer.js';
import type { Deps } from './deps.js';
import { type Press, readPress } from './edge.js';
import { told } from './screen.js';

/** What all decisions have in common: heard once, from whom it really was, and answered when they cannot be. */

/** @returns a refusal, or whatever was done. */
export type Deed = (person: Person) => Promise<unknown>;

export type Heard = {
  readonly slackId: string;
  /** The same for both deliveries of one press. */
  readonly once: string;
  /** What the person had typed, where there was a form. */
  readonly typed?: string;
};

/** Who somebody is, and whether they may, is read at this moment; nothing that was sent is believed. */
export async function decided(deps: Deps, heard: Heard, deed: Deed): Promise<void> {
  const { directory, store, house, log } = deps;
  const tell = (says: string) => told(deps, heard.slackId, refusalMessage(says, heard.typed));
  try {
    if (!(await store.deliveries.isFirst(heard.once, house.now()))) return;
    const person = await directory.whoIs(heard.slackId);
    const outcome = isRefusal(person) ? person : await deed(person);
    if (isRefusal(outcome)) await tell(outcome.says);
  } catch (error) {
    log.error({ err: error }, 'What a person decided could not be done');
    await tell(faultInWords(error));
  }
}

/** A press on a button whose value is an id of ours. */
export async function pressed(deps: Deps, body: unknown, deed: (person: Person, id: string) => Promise<unknown>) {
  const press = await readIdPress(deps, body);
  if (!press) return;
  const heard = { slackId: press.slackId, once: `press:${press.slackId}:${press.triggerId}` };
  await decided(deps, heard, (person) => deed(person, press.value));
}

const ourId = /^[\w.:-]{1,100}$/;

/** What was not made by us is answered, as far as there is somebody to answer. */
export async function readIdPress(deps: Deps, body: unknown): Promise<Press | undefined> {
  const press = readPress(body);
  if (press && ourId.test(press.value)) return press;
  deps.log.warn({ from: presserOf(body) }, 'A button was pressed that Latchkey has not made');
  const slackId = press?.slackId ?? presserOf(body);
  if (slackId) await told(deps, slackId, 'Latchkey does not know this button. Open its Home tab and try again there.');
  return undefined;
}

const presser = z.object({ user: z.object({ id: z.string().regex(/^[UW]\w{1,30}$/) }) });
const presserOf = (body: unknown): string | undefined => presser.safeParse(body).data?.user.id;
