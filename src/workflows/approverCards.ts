import type { Recorded } from '../domain/events.js';
import type { Stage } from '../domain/policy.js';
import { currentStage } from '../domain/stages.js';
import type { Link } from '../store/store.js';
import { approverCard } from '../views/approverCard.js';
import { reminderLine } from '../views/lines.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';
import type { Story } from './story.js';

/** A card for everybody who may answer now, and no button on any other. */
export async function drawApproverCards(needs: Notifying, story: Story, { event }: Recorded): Promise<void> {
  const { store } = needs;
  const { request } = story;
  const stage = openStage(story);
  const wanted = stage ? undecided(story, stage) : [];
  const links = await store.links.of(request.id, 'approverCard');
  const current = new Set(wanted.map((approver) => cardId(story, stage, approver)));
  const isAboutRequest = event.type.startsWith('request.') || event.type === 'erasure.done';
  const over = links.filter(({ id, closedAt }) => !current.has(id) && (!closedAt || isAboutRequest));
  await inTurn([
    ...over.map((link) => () => close(needs, story, link)),
    ...wanted.map((approver) => () => ask(needs, story, stage, approver)),
  ]);
}

const openStage = ({ request, stages }: Story): Stage | undefined => stages && currentStage(request, stages);

/** Nobody is asked twice, and nobody who has answered. */
const undecided = ({ request }: Story, stage: Stage): string[] =>
  [...new Set(stage.approvers.map(({ id }) => id))].filter((id) => !request.approvals.some(({ by }) => by === id));

const cardId = ({ request }: Story, stage: Stage | undefined, approver: string): string =>
  `card:${request.id}:${stage?.kind}:${approver}`;

async function ask(needs: Notifying, story: Story, stage: Stage | undefined, approver: string): Promise<void> {
  const to = story.people.get(approver);
  if (!to || !stage) return;
  const post = {
    id: cardId(story, stage, approver),
    kind: 'approverCard',
    request: story.request.id,
    note: stage.kind,
    to,
  } as const;
  await reaching(needs, to, async () => {
    await needs.posting.card(post, approverCard({ ...story.asked, stages: story.stages, approver, stage: stage.kind }));
  });
}

async function close(needs: Notifying, story: Story, link: Link): Promise<void> {
  const { store, posting, house } = needs;
  const to = link.person ? await store.people.find(link.person) : undefined;
  // A card that could not be posted and is over need not be looked for again and again.
  const isWorthIt = to && (isPlaced(link) || !link.closedAt);
  if (isWorthIt) {
    await reaching(needs, to, () => posting.redraw(link, to, drawn(story, link, to.id)));
  }
  if (!link.closedAt) await store.links.close(link.id, house.now());
}

const drawn = ({ asked, stages }: Story, { note }: Link, approver: string) =>
  approverCard({ ...asked, ...(stages && { stages }), approver, stage: stageOf(note) });

const stageOf = (note: string | undefined) => (note === 'owner' || note === 'security' ? note : 'manager');

/** One line in the thread of each card that has not been answered. */
export async function remind(needs: Notifying, story: Story, { event, stream, seq }: Recorded): Promise<void> {
  const stage = openStage(story);
  if (event.type !== 'request.reminded' || !stage) return;
  await inTurn(
    undecided(story, stage).map((approver) => async () => {
      const to = story.people.get(approver);
      const card = await needs.store.links.find(cardId(story, stage, approver));
      if (!to || !isPlaced(card)) return;
      const { text } = reminderLine(story.asked, to, needs.house.now());
      const id = `line:${stream}:${seq}:${approver}`;
      await reaching(needs, to, () => needs.posting.line({ id, request: story.request.id }, card, text));
    }),
  );
}
