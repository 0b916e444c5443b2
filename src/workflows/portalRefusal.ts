import { createHash } from 'node:crypto';
import type { Recorded } from '../domain/events.js';
import { noticeFor, referenceTo } from '../jira/mirror.js';
import type { JiraClient } from '../jira/port.js';
import type { Asked } from '../jira/portal.js';
import type { Deciding } from './deciding.js';
import { findComment } from './mirrorComment.js';
import { isSurelyUnmade } from './mirrorIssue.js';
import { onlyOnce } from './onlyOnce.js';

export type Refusing = Pick<Deciding, 'store' | 'door' | 'house'> & {
  readonly jira: Pick<JiraClient, 'me' | 'comments' | 'comment'>;
};

/** What was raised in the portal and why it was not taken. `issue`: its id. */
export type Refused = { readonly issue: string; readonly asked: Asked; readonly says: string };

/**
 * On record first, then told on the issue, where the customer reads it. It is said once for each form: when that is
 * corrected, what is wrong then is said anew.
 */
export async function refuseInPortal(needs: Refusing, refused: Refused): Promise<void> {
  const { store, house, jira } = needs;
  const { issue, asked, says } = refused;
  const recorded = await onRecord(needs, refused);
  if (!recorded) return;
  const reference = referenceTo(recorded);
  const body = noticeFor(`This was not taken as a request for access. ${says}`, reference);
  await onlyOnce(
    { store, now: house.now },
    {
      id: `comment:${recorded.stream}:${recorded.seq}`,
      kind: 'comment',
      request: `portal:${issue}`,
      look: () => findComment(jira, asked.key, reference),
      make: async () => ({ place: asked.key, mark: await jira.comment(asked.key, body, 'customer') }),
      isSurelyUnmade,
    },
  );
}

/**
 * The form is told by its digest, since the sentence may hold how long ago something was, and so be another one at every
 * look. The two are sealed as one text: a digest that outlived an erasure would still tell who guessed the words right.
 */
async function onRecord({ store, door }: Refusing, { issue, asked, says }: Refused): Promise<Recorded | undefined> {
  const before = await store.trail.last(`portal:${issue}`);
  const form = digestOf(asked);
  if (before?.event.type === 'portal.refused') {
    const [toldForm, ...told] = ((await store.texts.find(before.event.text.id)) ?? '').split(' ');
    if (toldForm === form || told.join(' ') === says) return before;
  }
  const text = door.seal(`${form} ${says}`, `jira:${asked.by}`);
  const refusal = { id: issue, key: asked.key, text: { id: text.id, hash: text.hash } };
  const isOvertaken = (last: Recorded | undefined) => last?.seq !== before?.seq;
  const recorded = await door.record({ type: 'portal.refused', ...refusal }, 'latchkey', 'jira', isOvertaken, [text]);
  return recorded[0];
}

/** Who asks, and what they filled in. */
function digestOf({ by, values }: Asked): string {
  const filled = [...values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([by, filled]))
    .digest('hex');
}
