import type { EndCause } from '../domain/assignment.js';
import type { Duration, StageKind } from '../domain/catalog.js';
import type { SettleCause } from '../domain/drift.js';
import type { SealedText } from '../domain/request.js';
import type { Texts } from '../store/store.js';
import { notedIn } from './noted.js';
import { type Streams, said } from './said.js';
import { unsealed } from './sealed.js';
import { broken, isAnswered } from './verdict.js';

/** What was decided about one request, and what came of it, as the record has it. People go by our ids. */
export type Decision = {
  readonly request: string;
  readonly requester: string;
  readonly recipient: string;
  readonly app: string;
  readonly role: string;
  readonly risk: string;
  readonly duration: Duration;
  /** Absent once it has been erased. One that is not what was sealed says so instead. */
  readonly reason?: string;
  readonly submittedAt: string;
  readonly approvals: readonly { readonly by: string; readonly stage: StageKind | 'answer'; readonly at: string }[];
  readonly rule: string;
  /** The hash of catalog and policy at the moment of the decision. */
  readonly catalog: string;
  readonly approvedAt: string;
  readonly activatedAt?: string;
  readonly extendedTo?: string;
  readonly endingAt?: string;
  readonly endedAt?: string;
  readonly cause?: EndCause;
  readonly endedBy?: string;
  readonly proof: readonly Proof[];
};

/** A deciding event, to be found in an export and checked. */
export type Proof = { readonly event: string; readonly type: string; readonly at: string; readonly hash: string };

/** What Latchkey found that it had not done, and what somebody answered. */
export type Finding = {
  readonly drift: string;
  readonly kind: 'added' | 'removed' | 'many';
  readonly accounts: readonly string[];
  readonly person?: string;
  readonly source: 'log' | 'reconcile';
  readonly foundAt: string;
  /** How many lines of the log are on its record. */
  readonly entries: number;
  readonly goneAt?: string;
  readonly isAnswered: boolean;
  readonly answer?: 'adopted' | 'removed' | 'explained';
  readonly answeredBy?: string;
  readonly answeredAt?: string;
  /** Absent when none was asked for, or once it has been erased. */
  readonly reason?: string;
  /** Why what its record says counts for nothing. */
  readonly broken?: string;
  /** Why it closed without an answer. */
  readonly settled?: SettleCause;
  /** What an adoption became. */
  readonly request?: string;
  readonly proof: readonly Proof[];
};

/** The requests that the events of grants and findings name. */
export function requestsBehind(streams: Streams): readonly string[] {
  const ids = new Set<string>();
  for (const events of streams.values()) {
    for (const type of ['grant.opened', 'grant.held'] as const)
      for (const { event } of said(events, type)) ids.add(event.assignment);
    for (const { event } of said(events, 'drift.answered')) if (event.adoption) ids.add(event.adoption.request);
  }
  return [...ids];
}

const deciding = [
  'request.submitted',
  'request.approvalRecorded',
  'request.approved',
  'assignment.ending',
  'drift.found',
  'drift.answered',
  'drift.removing',
] as const;

const proofOf = (streams: Streams, ...names: readonly string[]): Proof[] =>
  names
    .flatMap((name) => deciding.flatMap((type) => said(streams.get(name), type)))
    .toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
    .map(({ stream, seq, event, at, hash }) => ({ event: `${stream} #${seq}`, type: event.type, at, hash }));

const textOf = async (sealed: SealedText, texts: Texts) => unsealed(sealed, await texts.kept(sealed.id));

export async function decisionOf(id: string, streams: Streams, texts: Texts): Promise<Decision | undefined> {
  const asked = streams.get(`request:${id}`);
  const given = streams.get(`assignment:${id}`);
  const [submitted] = said(asked, 'request.submitted');
  const [approved] = said(asked, 'request.approved');
  if (!submitted || !approved) return undefined;
  const { requester, recipient, app, role, risk, duration, adopts } = submitted.event;
  const yeses = said(asked, 'request.approvalRecorded').map(({ event, at }) => ({
    by: event.by,
    stage: event.stage,
    at,
  }));
  // An adoption is approved by the answer that it came from.
  const answer = adopts === undefined ? [] : [{ by: requester, stage: 'answer' as const, at: approved.at }];
  const [ending] = said(given, 'assignment.ending');
  const [activated] = said(given, 'assignment.activated');
  const [ended] = said(given, 'assignment.ended');
  const extended = said(given, 'assignment.extended').at(-1);
  const reason = await textOf(submitted.event.reason, texts);
  return {
    request: id,
    ...{ requester, recipient, app, role, risk, duration },
    ...(reason !== undefined && { reason }),
    submittedAt: submitted.at,
    approvals: [...yeses, ...answer],
    rule: approved.event.rule,
    catalog: approved.event.catalog,
    approvedAt: approved.at,
    ...(activated && { activatedAt: activated.at }),
    ...(extended && { extendedTo: extended.event.endsAt }),
    ...(ending && { endingAt: ending.at, cause: ending.event.cause, endedBy: ending.event.by }),
    ...(ended && { endedAt: ended.at }),
    proof: proofOf(streams, `request:${id}`, `assignment:${id}`),
  };
}

export async function findingOf(id: string, streams: Streams, texts: Texts): Promise<Finding | undefined> {
  const events = streams.get(`drift:${id}`);
  const [found] = said(events, 'drift.found');
  if (!found) return undefined;
  const { kind, person, source } = found.event;
  const recounted = said(events, 'drift.recounted').map(({ event }) => event);
  const joined = recounted.flatMap(({ change, accounts }) => (change === 'added' ? accounts : []));
  const accounts = [...new Set([...found.event.accounts, ...joined])];
  const [undone] = said(events, 'drift.undone').toReversed();
  const [settled] = said(events, 'drift.settled');
  return {
    drift: id,
    ...{ kind, accounts, source },
    ...(person !== undefined && { person }),
    foundAt: found.at,
    entries: notedIn(events).length,
    ...(undone && { goneAt: undone.at }),
    ...(settled && { settled: settled.event.cause }),
    ...(await answerOf(id, streams, texts)),
    proof: proofOf(streams, `drift:${id}`),
  };
}

async function answerOf(id: string, streams: Streams, texts: Texts) {
  const events = streams.get(`drift:${id}`);
  const flaw = broken(events);
  if (flaw !== undefined) return { isAnswered: false, broken: flaw };
  if (!isAnswered(events)) return { isAnswered: false };
  const [answered] = said(events, 'drift.answered').toReversed();
  if (answered) {
    const { answer, by, reason, adoption } = answered.event;
    const body = await textOf(reason, texts);
    return {
      isAnswered: true,
      ...{ answer, answeredBy: by, answeredAt: answered.at },
      ...(body !== undefined && { reason: body }),
      ...(adoption && { request: adoption.request }),
    };
  }
  const [removing] = said(events, 'drift.removing').toReversed();
  if (!removing) return { isAnswered: false };
  return { isAnswered: true, answer: 'removed' as const, answeredBy: removing.event.by, answeredAt: removing.at };
}
