import type { Recorded } from '../domain/events.js';
import { noticeFor, referenceTo } from '../jira/mirror.js';
import type { JiraClient } from '../jira/port.js';
import type { Deciding } from './deciding.js';
import { findComment } from './mirrorComment.js';
import { isSurelyUnmade } from './mirrorIssue.js';
import { onlyOnce } from './onlyOnce.js';

export type Refusing = Pick<Deciding, 'store' | 'door' | 'house'> & {
  readonly jira: Pick<JiraClient, 'me' | 'comments' | 'comment'>;
};

/** What was raised in the portal and why it was not taken. `by`: a Jira account. */
export type Refused = { readonly issue: string; readonly key: string; readonly by: string; readonly says: string };

/**
 * On record first, then told on the issue, where the customer reads it. The same thing is said once; when the form is
 * corrected, what is wrong then is said anew.
 */
export async function refuseInPortal(needs: Refusing, refused: Refused): Promise<void> {
  const { store, house, jira } = needs;
  const { issue, key, says } = refused;
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
      look: () => findComment(jira, key, reference),
      make: async () => ({ place: key, mark: await jira.comment(key, body, 'customer') }),
      isSurelyUnmade,
    },
  );
}

async function onRecord({ store, door }: Refusing, { issue, key, by, says }: Refused): Promise<Recorded | undefined> {
  const before = await store.trail.last(`portal:${issue}`);
  if (before?.event.type === 'portal.refused' && (await store.texts.find(before.event.text.id)) === says) return before;
  const text = door.seal(says, `jira:${by}`);
  const refusal = { id: issue, key, text: { id: text.id, hash: text.hash } };
  const isOvertaken = (last: Recorded | undefined) => last?.seq !== before?.seq;
  const recorded = await door.record({ type: 'portal.refused', ...refusal }, 'latchkey', 'jira', isOvertaken, [text]);
  return recorded[0];
}
