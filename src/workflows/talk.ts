import type { Person } from '../domain/person.js';
import { inLines } from '../jira/adf.js';
import { isReference } from '../jira/mirror.js';
import type { Comment, Writer } from '../jira/port.js';
import { isCurrent, type MirrorNeeds } from './mirrorIssue.js';

/**
 * A comment that a person wrote on the issue of a request, read back from Jira: it is put on record, and appears in the
 * thread of the requester's card. Heard again, it says nothing twice. What is ours, an app's, for agents only where
 * there are customers, or written where another issue has taken the place of this one, stays in Jira.
 * @throws JiraDown to be tried again.
 */
export async function hearComment(needs: MirrorNeeds, issueKey: string, commentId: string): Promise<void> {
  if (needs.mapping.show.threads === 'nobody') return;
  const { store, jira } = needs;
  const links = await store.links.at(issueKey);
  const link = links.find(({ kind, doneAt }) => kind === 'issue' && doneAt);
  if (!link || !(await store.requests.find(link.request)) || !(await isCurrent(store, link))) return;
  const comment = await jira.readComment(issueKey, commentId);
  if (comment) await takeComment(needs, link.request, comment);
}

/** As hearComment, of one that was just read. @returns whether it is news. */
export async function takeComment(needs: MirrorNeeds, request: string, comment: Comment): Promise<boolean> {
  const { door, jira } = needs;
  const { id, body, author, writer } = comment;
  if (needs.mapping.show.threads === 'nobody' || !body || !author || !writer) return false;
  if (writer.kind === 'app' || author === (await jira.me()) || isReference(body)) return false;
  if (!comment.isPublic) return false;
  const words = inLines(body);
  if (words === '') return false;
  const person = await provenWriter(needs, author, writer);
  const text = door.seal(`${writer.name}\n${words}`, person?.id ?? `jira:${author}`);
  const said = {
    type: 'talk.said',
    id: `${request}/jira/${id}`,
    request,
    via: 'jira',
    ...(person && { by: person.id }),
    text: { id: text.id, hash: text.hash },
  } as const;
  const recorded = await door.record(said, 'latchkey', 'jira', (last) => last !== undefined, [text]);
  return recorded.length > 0;
}

/** Nobody is named by an address: only the account that was bound to a person says that they wrote it. */
async function provenWriter({ store }: MirrorNeeds, author: string, { kind }: Writer): Promise<Person | undefined> {
  const bound = kind === 'person' ? await store.people.byJiraAccount(author) : undefined;
  return bound?.isActive ? bound : undefined;
}
