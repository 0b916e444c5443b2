import { type Assignment, isLive } from '../domain/assignment.js';
import { findRole, mayDecideInJira } from '../domain/catalog.js';
import type { Acting, JiraMapping } from '../domain/jiraMapping.js';
import type { Move, WhyRefused } from '../domain/move.js';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { JiraActs } from '../jira/acting.js';
import type { Text } from '../store/store.js';
import { approve, cancel, type Deciding, deny, giveBack, revoke } from './deciding.js';
import { noteDone } from './doneBefore.js';
import { isNobody, type JiraAccounts } from './jiraAccounts.js';

/** What a person's move in Jira means, and what happens when it means nothing. */

export type ActingNeeds = Deciding & {
  readonly jira: JiraActs;
  readonly accounts: JiraAccounts;
  readonly mapping: JiraMapping & { readonly acting: Acting };
  /** What was done before this moment was done before it meant anything. @throws NotYet until that is known. */
  since(): Date;
};

/** What was done in Jira, when, and by which account. */
export type Deed = {
  readonly request: string;
  /** Its id. */
  readonly issue: string;
  readonly move: Move;
  readonly account: string;
  readonly at: Date;
};

export async function decide(needs: ActingNeeds, deed: Deed & { readonly means: 'approve' | 'deny' }): Promise<void> {
  const { accounts, store } = needs;
  const { request: id, move, means } = deed;
  const who = await accounts.whoIs(deed.account);
  if (isNobody(who)) return refuseMove(needs, deed, who);
  const request = await store.requests.find(id);
  if (!request || isSaid(request, who, deed)) return;
  if (means === 'deny' && who.id === request.requester) return takeBack(needs, who, deed);
  if (!mayBeDecidedInJira(needs, request)) return refuseMove(needs, deed, { by: who.id, ...slackOnly });
  const said = { cause: 'jira', move } as const;
  const outcome =
    means === 'approve'
      ? await approve(needs, who, id, said)
      : await deny(needs, who, id, { said, reason: await reasonOf(needs, who, deed) });
  if (!isRefusal(outcome)) return;
  const now = await store.requests.find(id);
  // Said in Slack at the same moment: both say the same, and one of them is on record.
  if (now && isSaid(now, who, deed)) return;
  await refuseMove(needs, deed, { by: who.id, why: 'refused', says: outcome.says });
}

/** Whether the record says so already. */
function isSaid(
  request: Request,
  who: Person,
  { means, at }: Pick<Deed, 'at'> & { means: 'approve' | 'deny' },
): boolean {
  if (means === 'deny') return request.status === 'denied';
  if (request.status === 'approved') return true;
  // Jira moves an issue by itself once an approval is given: that is the same yes, which waits for somebody else's.
  return request.approvals.some((approval) => approval.by === who.id && new Date(approval.at) >= at);
}

/** By what its risk was when it was asked, and by what it is now: the stricter of the two counts. */
function mayBeDecidedInJira({ house: { catalog } }: ActingNeeds, { app, role, risk }: Request): boolean {
  const now = findRole(catalog, app, role)?.role.risk ?? risk;
  return mayDecideInJira(catalog.policy, risk) && mayDecideInJira(catalog.policy, now);
}

const slackOnly = {
  why: 'slackOnly',
  says: 'Policy has this decided in Slack only. Press Approve or Deny on the card that Latchkey has sent there.',
} as const satisfies Why;

export const beforeItCounted = {
  why: 'notSo',
  says: 'This was done before it counted for anything here. If it is still meant, do it once more.',
} as const satisfies Why;

/** A comment may be written on the screen of the move itself, or just before. */
const justBefore = 60_000;
const longestReason = 3_000;

async function reasonOf({ jira, door }: ActingNeeds, who: Person, { account, issue, at }: Deed): Promise<Text> {
  const since = new Date(Math.max(0, at.getTime() - justBefore));
  const [written = 'Said in Jira, without a reason.'] = await jira.writtenBy(account, issue, since);
  return door.seal([...written].slice(0, longestReason).join(''), who.id);
}

/** Whoever asked takes it back by closing its issue while it waits. @returns whether it was that. */
export async function cancelByClosing(needs: ActingNeeds, request: Request, deed: Deed): Promise<boolean> {
  if (request.status !== 'pending') return false;
  const who = await needs.accounts.whoIs(deed.account);
  if (isNobody(who) || who.id !== request.requester) return false;
  const isFromBefore = deed.at < needs.since();
  await (isFromBefore ? refuseMove(needs, deed, { by: who.id, ...beforeItCounted }) : takeBack(needs, who, deed));
  return true;
}

async function takeBack(needs: ActingNeeds, who: Person, deed: Deed): Promise<void> {
  const { request: id, move } = deed;
  const outcome = await cancel(needs, who, id, { cause: 'jira', move });
  if (!isRefusal(outcome)) return;
  // In Slack at the same moment: both say the same.
  if ((await needs.store.requests.find(id))?.status === 'cancelled') return;
  await refuseMove(needs, deed, { by: who.id, why: 'refused', says: outcome.says });
}

/** Whoever closes the issue of active access ends it, where they may. @returns why not, or nothing: it was not that. */
export async function endByClosing(
  needs: ActingNeeds,
  assignment: Assignment | undefined,
  move: Deed,
): Promise<'ended' | Why | undefined> {
  if (!assignment || !isLive(assignment) || needs.mapping.acting.close !== 'endAccess') return undefined;
  if (move.at < needs.since()) return beforeItCounted;
  const who = await needs.accounts.whoIs(move.account);
  if (isNobody(who)) return who;
  const { id, recipient } = assignment;
  const outcome =
    who.id === recipient
      ? await giveBack(needs, who, id, 'jira')
      : await revoke(needs, who, id, { cause: 'jira', reason: await reasonOf(needs, who, move) });
  return isRefusal(outcome) ? { by: who.id, why: 'refused', says: outcome.says } : 'ended';
}

export type Why = { readonly by?: string; readonly why: WhyRefused; readonly says: string };

/** So often within an hour is an issue put back. Whatever moves it once more is no person, or is not listening. */
export const mostPutBacks = 3;
const hour = 3_600_000;

/** It counted for nothing: on record first, and from there the issue is told why and is put back. */
export async function refuseMove(needs: Deciding, deed: Deed, { by, why, says }: Why): Promise<void> {
  const { store, door, house } = needs;
  const { request: id, move, account } = deed;
  const stream = await store.trail.streams([`request:${id}`]);
  const lately = stream.filter(({ at }) => new Date(at).getTime() > house.now().getTime() - hour);
  const putBack = lately.filter(({ event }) => event.type === 'request.moveRefused' && event.move.startsWith('move:'));
  if (move.startsWith('move:') && putBack.length >= mostPutBacks) {
    // One event an hour says it; what is no more on record must not count either, when it is read again later.
    if (lately.some(({ event }) => event.type === 'request.moveLeft')) return noteDone(needs, id, [move]);
    await door.run({ type: 'request.leaveMove', id, move, account }, 'latchkey', 'jira');
    return;
  }
  const request = await store.requests.find(id);
  if (!request) return;
  const text = door.seal(says, by ?? request.recipient);
  const sealed = { id: text.id, hash: text.hash };
  const command = { type: 'request.refuseMove', id, move, account, ...(by && { by }), why, says: sealed } as const;
  await door.run(command, 'latchkey', 'jira', [text]);
}
