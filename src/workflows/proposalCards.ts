import { aboutWhom, type Proposal, proposalOf } from '../domain/erasure.js';
import type { Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { type ProposalCard, proposalCard } from '../views/proposalCard.js';
import { answerersOf } from './erasable.js';
import { inTurn, type Notifying, reaching } from './notifying.js';
import { isPlaced } from './posting.js';
import { privacyLane } from './reactions.js';

/** Every admin is asked but the one whom it is about, security where it has to stand in, and every card says what became of it. */
export async function drawProposalCards(needs: Notifying, { stream }: Recorded): Promise<void> {
  const { store, posting, directory, house } = needs;
  const proposal = proposalOf(stream, await store.trail.streams([stream]));
  if (!proposal) return;
  const card = await readCard(needs, proposal);
  const answerers = proposal.status === 'open' ? await answerersOf(directory, proposal.wish) : [];
  const second = answerers.some((one) => !directory.isAdmin(one)) ? 'security' : 'admin';
  const drawn = (to: Person) => proposalCard({ ...card, second, reader: readerOf(needs, proposal, to) });
  const prefix = `proposal:${stream}:${proposal.round}:`;
  if (proposal.status === 'open') {
    return inTurn(
      answerers.map((to) => () => {
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

function readerOf({ directory }: Notifying, { by }: Proposal, to: Person): ProposalCard['reader'] {
  if (to.id === by) return 'proposer';
  return directory.isAdmin(to) ? 'admin' : 'security';
}

async function readCard({ store }: Notifying, proposal: Proposal): Promise<Omit<ProposalCard, 'reader' | 'second'>> {
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
