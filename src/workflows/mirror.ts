import type { Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { JiraRefused } from '../jira/errors.js';
import { labelOf } from '../jira/mirror.js';
import { despiteRefusals } from './despiteRefusals.js';
import { commentOn } from './mirrorComment.js';
import { redraw } from './mirrorErased.js';
import { eventFacts, todaysFacts } from './mirrorFacts.js';
import { issueFor, type MirrorNeeds } from './mirrorIssue.js';
import { learnt, type Unlearnt } from './mirrorLearnt.js';
import { hearMatter, isMatter } from './mirrorMatters.js';
import { bringInLine } from './mirrorStatus.js';
import { hearComment } from './talk.js';

/** Jira's copy of the record: one issue a request, a finding or a task, one comment an event, in order. */
export type Mirror = {
  /** Tells Jira of one event in the lane of one request, finding or grant. Told again, it says nothing twice. */
  hear(recorded: Recorded, requestId: string): Promise<void>;
  /** Somebody wrote a comment, as a webhook says: it is read back, and carried over to Slack when it is a person's. */
  hearComment(issueKey: string, commentId: string): Promise<void>;
};

type Given = Unlearnt & {
  /** The address of a message, by its channel and ts. */
  readonly slackPermalink?: (channel: string, ts: string) => Promise<string | undefined>;
};

type Needs = Given & MirrorNeeds;

export function createMirror(given: Given): Mirror {
  const needs = { ...given, ...learnt(given) };
  return {
    hearComment: (issueKey, commentId) => hearComment(needs, issueKey, commentId),
    async hear(recorded, requestId) {
      if (recorded.event.type === 'erasure.done') return redraw(needs, requestId);
      if (isMatter(requestId)) return hearMatter(needs, recorded, requestId);
      const request = await needs.store.requests.find(requestId);
      if (!request) return;
      const key = await issueFor(needs, request);
      const telling = recorded.event.type === 'request.mirrored' ? [] : await steps(needs, request, key, recorded);
      await despiteRefusals([...telling, () => linkToCard(needs, request, key)]);
    },
  };
}

async function steps(needs: Needs, request: Request, key: string, recorded: Recorded) {
  // Read before the comment is begun: while Jira is away it fails here, before there is any doubt.
  const issue = await needs.jira.read(key, await needs.fields.idsFor(key));
  if (!issue) throw new JiraRefused(`Issue ${key} is no longer there, or Latchkey may no longer see it.`, 404);
  return [
    async () => commentOn(needs, request, key, recorded, await eventFacts(needs, request, recorded)),
    async () => needs.fields.bringInLine(issue, await todaysFacts(needs, request)),
    async () => {
      // Whatever moves it by itself would only move it again.
      if (recorded.event.type === 'request.moveLeft') return;
      await bringInLine(needs, issue, await todaysFacts(needs, request));
    },
  ];
}

/** The way back to Slack, as soon as the requester's card is there. A help, not the record: it holds nothing up. */
async function linkToCard({ store, house, jira, slackPermalink, log }: Needs, request: Request, key: string) {
  const id = `remoteLink:${request.id}`;
  if (!slackPermalink || (await store.links.find(id))?.doneAt) return;
  const cards = await store.links.of(request.id, 'requesterCard');
  const card = cards.find(({ place, mark }) => place && mark);
  if (!card?.place || !card.mark) return;
  try {
    const url = await slackPermalink(card.place, card.mark);
    if (!url) return;
    await store.links.begin({ id, kind: 'remoteLink', request: request.id }, house.now());
    // An upsert by its global id: setting it twice is setting it once.
    await jira.link(key, { globalId: labelOf(request.id), url, title: 'The request in Slack' });
    await store.links.done(id, house.now(), { place: key, url });
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) };
    log.warn({ request: request.id, issue: key, problem: message }, 'the issue could not be linked to its Slack card');
  }
}
