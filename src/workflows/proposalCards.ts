import { aboutWhom, type Proposal, proposalOf } from '../domain/erasure.js';
import type { Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { type ProposalCard, proposalCard } from '../views/proposalCard.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';
import { privacyLane } from './reactions.js';

/** Every admin is asked but the one whom it is about, and every card says what became of it. */
export async function drawProposalCards(needs: Notifying, { stream }: Recorded): Promise<void> {
  const { store, posting, directory, house } = needs;
  const proposal = proposalOf(stream, await store.trail.streams([stream]));
  if (!proposal) return;
  const card = await readCard(needs, proposal);
  const drawn = (to: Person) => proposalCard({ ...card, reader: to.id === proposal.by ? 'proposer' : 'other' });
  const prefix = `proposal:${stream}:${proposal.round}:`;
  if (proposal.status === 'open') {
    const admins = (await directory.admins()).filter(({ id }) => id !== aboutWhom(proposal.wish));
    return inTurn(
      admins.map((to) => () => {
        const post = { id: `${prefix}${to.id}`, kind: 'proposalCard', request: privacyLane, to } as const;
        return reaching(needs, to, async () => {
          await posting.card(post, drawn(to));
        });
      }),
    );
  }
  const links = (await store.links.of(privacyLane, 'proposalCard')).filter(({ id }) => id.startsWith(prefix));
  await inTurn(
    links.map((link) => async () => {
      const to = link.person ? await store.people.find(link.person) : undefined;
      if (to) await reaching(needs, to, () => posting.redraw(link, to, drawn(to)));
      await store.links.close(link.id, house.now());
    }),
  );
}

async function readCard({ store }: Notifying, proposal: Proposal): Promise<Omit<ProposalCard, 'reader'>> {
  const { wish, by, settledBy } = proposal;
  const about = aboutWhom(wish);
  const people = await store.people.findAll([by, settledBy, about].filter((id): id is string => id !== undefined));
  const [subject, settler] = [about && people.get(about), settledBy && people.get(settledBy)];
  return {
    proposal,
    ...(subject && { subject }),
    by: people.get(by) ?? { name: 'An admin' },
    ...(settler && { settledBy: settler }),
  };
}

const blank = { text: 'This line was erased together with somebody whom it may have named.', blocks: [] };

/** Lines in threads are said once and not drawn again; of somebody who was erased, they are blanked. */
export async function blankLines(needs: Notifying, request: string): Promise<void> {
  const { store, posting } = needs;
  const asked = await store.requests.find(request);
  const to = asked && (await store.people.find(asked.requester));
  const lines = (await store.links.of(request, 'line')).filter(isPlaced);
  if (!to) return;
  await inTurn(lines.map((line) => () => reaching(needs, to, () => posting.redraw(line, to, blank))));
}
