import type { WebClient } from '@slack/web-api';
import type { Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import type { Store } from '../store/store.js';
import { homeView } from '../views/home.js';
import { requesterCard } from '../views/requesterCard.js';
import { drawApproverCards, remind } from './approverCards.js';
import type { Directory, House, Log } from './contracts.js';
import { drawDriftCards } from './driftCards.js';
import { readHome } from './homeData.js';
import { tellOfHeldLeavers } from './leaversHeld.js';
import { lineAt } from './moments.js';
import { tellOfMovedIssue } from './movedIssue.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { createPosting } from './posting.js';
import { blankLines, drawProposalCards } from './proposalCards.js';
import { driftLane, privacyLane, stopLane } from './reactions.js';
import { drawStopCards } from './stopCards.js';
import { readStory, type Story } from './story.js';
import { tellOfStuckIssue } from './stuckIssue.js';
import { tellInThread } from './talkInSlack.js';
import { drawTaskCards } from './taskCards.js';

export type Notify = {
  /** @throws SlackDown to be tried again, SlackRefused when Slack will never take it */
  hear(recorded: Recorded, requestId: string): Promise<void>;
};

type Needs = { store: Store; directory: Directory; house: House; client: WebClient; log: Log };

/**
 * Tells people in Slack. An event only says that something has changed: every copy is drawn from what is true now, so
 * the same event may be heard again after a crash, and a missed drawing is made good by the next one.
 */
export function createNotify(given: Needs): Notify {
  const { client, ...rest } = given;
  const needs: Notifying = { ...rest, posting: createPosting({ ...rest, client }) };
  return {
    async hear(recorded, requestId) {
      if (recorded.event.type === 'leavers.held') return tellOfHeldLeavers(needs, recorded);
      if (recorded.event.type === 'talk.said') return tellInThread(needs, recorded);
      if (recorded.event.type === 'jira.stuck') return tellOfStuckIssue(needs, recorded);
      if (recorded.event.type === 'request.moveLeft') return tellOfMovedIssue(needs, recorded);
      if (requestId === privacyLane) return drawProposalCards(needs, recorded);
      if (requestId === stopLane) return drawStopCards(needs, recorded);
      if (requestId.startsWith(driftLane(''))) return drawDriftCards(needs, requestId.slice(driftLane('').length));
      const story = await readStory(needs, requestId);
      if (!story) return;
      await inTurn([
        () => drawApproverCards(needs, story, recorded),
        () => drawRequesterCard(needs, story, recorded),
        () => remind(needs, story, recorded),
        () => drawTaskCards(needs, story, recorded),
        () => publishHomes(needs, story, recorded),
        ...(recorded.event.type === 'erasure.done' ? [() => blankLines(needs, requestId)] : []),
      ]);
    },
  };
}

async function drawRequesterCard(needs: Notifying, story: Story, recorded: Recorded): Promise<void> {
  const { requester, request } = story;
  if (!requester) return;
  // Whose access was adopted has perhaps never spoken with Latchkey.
  const to = request.adopts ? await needs.directory.located(requester) : requester;
  await reaching(needs, to, async () => {
    const post = { id: `card:${request.id}:requester`, kind: 'requesterCard', request: request.id, to } as const;
    const card = await needs.posting.card(post, requesterCard(story.card));
    const line = lineAt(story, recorded, needs.house.now());
    if (!line) return;
    await needs.posting.line({ id: lineId(recorded, request.id), request: request.id }, card, line.text);
  });
}

/** A grant may be held for several requests, and each has a thread of its own. */
const lineId = ({ stream, seq }: Recorded, request: string): string =>
  stream.startsWith('grant:') ? `line:${stream}:${seq}:${request}` : `line:${stream}:${seq}`;

/** Only who has opened the Home tab has one to look at; approvers' ones change with the request alone. */
async function publishHomes(needs: Notifying, story: Story, { event }: Recorded): Promise<void> {
  const { request } = story;
  const links = event.type.startsWith('request.') ? await needs.store.links.of(request.id, 'approverCard') : [];
  const ids = [request.requester, request.recipient, ...links.map(({ person }) => person ?? '')];
  const people = await needs.store.people.findAll([...new Set(ids)]);
  await inTurn([...people.values()].map((person) => () => publishHome(needs, person)));
}

async function publishHome(needs: Notifying, person: Person): Promise<void> {
  const { slackId, homeOpenedAt } = person;
  if (!slackId || !homeOpenedAt) return;
  const home = await readHome(needs, person);
  await reaching(needs, person, () => needs.posting.home(slackId, homeView(home)));
}
