import { createHash } from 'node:crypto';
import type { Acting } from '../domain/jiraMapping.js';
import type { Request } from '../domain/request.js';
import type { ActedOn, StatusMove } from '../jira/acting.js';
import { JiraRefused } from '../jira/errors.js';
import { isNamedIn } from '../jira/standing.js';
import type { Link } from '../store/store.js';
import { type ActingNeeds, beforeItCounted, refuseMove } from './answering.js';
import { type Log, NotYet } from './contracts.js';
import { noteDoneBefore } from './doneBefore.js';
import { issuesOf } from './mirrorIssue.js';
import { inParallel } from './relay.js';

/**
 * Since when a move in Jira means what jira.yaml says that it means. What was done before was said by nobody: so it is
 * noted as soon as a process starts with other statuses than the last one, before anything is looked at.
 */
export type Beginning = {
  /** Notes what was done until now, a page of requests at a time. */
  begin(): Promise<'more' | 'done'>;
  /** @throws NotYet until that is done. */
  since(): Date;
};

type Needs = Omit<ActingNeeds, 'since'> & { readonly log: Pick<Log, 'warn'> };

/** @param after the last request that is noted, while not all of them are */
type Begun = { readonly digest: string; readonly since: string; readonly after?: string };

const position = 'acting';
const page = 50;

export function createBeginning(needs: Needs): Beginning {
  const { store, house, mapping } = needs;
  const digest = digestOf(mapping.acting);
  const soon = () => new Date(house.now().getTime() + 2_000);
  let since: Date | undefined;
  return {
    async begin() {
      const known = await knownIn(needs);
      const isDone = known?.digest === digest && known.after === undefined;
      const begun = isDone ? known : await store.leases.hold(position, () => goOn(needs, digest));
      if (begun === 'busy') throw new NotYet('another process notes what was done in Jira before', soon());
      if (begun.after !== undefined) return 'more';
      since = new Date(begun.since);
      return 'done';
    },
    since() {
      if (since) return since;
      throw new NotYet('what was done in Jira before is not noted yet', soon());
    },
  };
}

/** Where nobody acts in Jira, what is done from now on means nothing: whoever starts otherwise begins anew. */
export async function forgetBeginning({ store }: Pick<ActingNeeds, 'store'>): Promise<'done'> {
  await store.positions.forget(position);
  return 'done';
}

/** The order of the names and their capitals mean nothing. */
function digestOf({ approved, declined, close }: Acting): string {
  const [yes, no] = [approved, declined].map((names) => names.map((name) => name.toLowerCase()).toSorted());
  return createHash('sha256')
    .update(JSON.stringify([yes, no, close]))
    .digest('hex');
}

async function knownIn({ store }: Pick<Needs, 'store'>): Promise<Begun | undefined> {
  const known = await store.positions.find(position);
  return known === undefined ? undefined : JSON.parse(known);
}

/** What is interrupted goes on where it was, and counts since it was begun. */
async function goOn(needs: Needs, digest: string): Promise<Begun> {
  const { store, house } = needs;
  const known = await knownIn(needs);
  const begun = known?.digest === digest ? known : { digest, since: house.now().toISOString(), after: '' };
  // Another process has just done it.
  if (begun.after === undefined) return begun;
  await store.positions.keep(position, JSON.stringify(begun), house.now());
  const requests = await store.requests.pendingAfter(begun.after, page);
  await inParallel(requests, 4, (request) => note(needs, request, new Date(begun.since)));
  const { after: _, ...whole } = begun;
  const last = requests.length < page ? undefined : requests.at(-1)?.id;
  const next = { ...whole, ...(last !== undefined && { after: last }) };
  await store.positions.keep(position, JSON.stringify(next), house.now());
  return next;
}

async function note(needs: Needs, request: Request, since: Date): Promise<void> {
  const { store, house, log } = needs;
  const link = await linkOf(needs, request);
  if (!link?.mark) return;
  const { mark } = link;
  const held = await store.leases.hold(`issue:${mark}`, async () => {
    try {
      const moves = await noteDoneBefore(needs, request.id, mark);
      await answerWhatStands(needs, { request: request.id, issue: mark, moves, since });
    } catch (error) {
      if (!(error instanceof JiraRefused)) throw error;
      // Without a note, what was asked or moved before counts for nothing by its time alone.
      log.warn({ err: error, request: request.id }, 'what was done to an issue in Jira before could not be read');
    }
  });
  if (held === 'busy') throw new NotYet('an issue is just being looked at', new Date(house.now().getTime() + 2_000));
}

async function linkOf({ store }: Needs, request: Request): Promise<Link | undefined> {
  const { current } = await issuesOf(store, request.id);
  const links = await store.links.of(request.id, 'issue');
  return links.find(({ place }) => current !== undefined && place === current);
}

type Noted = {
  readonly request: string;
  readonly issue: string;
  readonly moves: readonly StatusMove[];
  readonly since: Date;
};

/** Whoever moved it to where it looks like an answer hears that it was none: they would wait for what never comes. */
async function answerWhatStands(needs: Needs, { request: id, issue, moves, since }: Noted): Promise<void> {
  const { jira, store } = needs;
  const [me, found] = await Promise.all([jira.me(), jira.issue(issue)]);
  const last = moves.findLast(({ by }) => by !== me);
  if (!last || !found || !isStanding(needs, { last, final: moves.at(-1), issue: found, since })) return;
  const move = `move:${last.id}`;
  const events = await store.trail.streams([`request:${id}`]);
  const isSaid = events.some(({ event }) => 'move' in event && event.move === move);
  const request = await store.requests.find(id);
  if (isSaid || request?.status !== 'pending') return;
  await refuseMove(needs, { request: id, issue, move, account: last.by ?? 'nobody', at: last.at }, beforeItCounted);
}

type Standing = {
  readonly last: StatusMove;
  readonly final: StatusMove | undefined;
  readonly issue: ActedOn;
  readonly since: Date;
};

/** Also where Latchkey has put it back since, and nobody was told why. */
function isStanding({ mapping: { acting } }: Needs, { last, final, issue: { status }, since }: Standing): boolean {
  const answers = [...acting.approved, ...acting.declined];
  if (last !== final) return final !== undefined && final.at >= since && isNamedIn(answers, last.to);
  return last.toId === status.id && (status.category === 'done' || isNamedIn(answers, status.name));
}
