import type { Proposal } from '../domain/erasure.js';
import { plural } from '../domain/wording.js';
import type { Message, Named } from './asked.js';
import { actions, button, confirmation, moment, named, section } from './blocks.js';

/** Buttons; the value of each is the proposal's id. */
export const confirmProposal = 'proposal.confirm';
export const declineProposal = 'proposal.decline';
/** The value is the person's id. */
export const proposeErasure = 'erasure.propose';

/** What one admin wants and another has to confirm, in the DM of each of them. */
export type ProposalCard = {
  readonly proposal: Proposal;
  /** Whom an erasure, or the hold, is about. */
  readonly subject?: Named;
  readonly by: Named;
  readonly settledBy?: Named;
  /** Whoever proposed it can only take it back. */
  readonly reader: 'proposer' | 'admin' | 'security';
  /** `security`: there is no second admin whom it is not about. */
  readonly second: 'admin' | 'security';
};

export function proposalCard(card: ProposalCard): Message {
  const { proposal } = card;
  const isOver = proposal.status === 'done' || proposal.status === 'refused';
  const says = `*${named(card.by.name)}* ${isOver ? 'wanted' : 'wants'} ${wanted(card)}.`;
  const state = stateOf(card);
  return {
    text: `${says} ${state ?? `${seconds[card.second]} has to confirm it.`}`.replaceAll('*', ''),
    blocks: [
      section(says),
      section(effects[proposal.wish.is]),
      ...(state ? [section(state)] : [section(asking(card)), actions(buttons(card))]),
    ],
  };
}

function wanted({ proposal: { wish }, subject }: ProposalCard): string {
  const whom = `*${named(subject?.name ?? 'somebody')}*`;
  switch (wish.is) {
    case 'erasure':
      return `${whom} to be erased`;
    case 'lift':
      return `the legal hold of ${wish.hold.person ? whom : `*${dayOf(wish.hold.from)} to ${lastDayOf(wish.hold.until)}*`} to be lifted`;
    case 'retention':
      return `texts to be kept for *${plural(wish.days, 'day')}* and no longer`;
  }
}

export const dayOf = (at: string | undefined): string => (at ?? '').slice(0, 10);
/** The end is not included. */
export const lastDayOf = (at: string | undefined): string =>
  at ? new Date(Date.parse(at) - 1).toISOString().slice(0, 10) : '';

const effects = {
  erasure:
    'Their name, addresses, title and department, what they wrote and what was written about them are deleted for good; a pseudonym stays. What they did, and when, stays on record under their id.',
  lift: 'What it kept can be erased afterwards.',
  retention:
    'Once a day, texts of requests and findings that have been over for longer are deleted for good, and names of people who left and were part of nothing since. Events stay. Legal holds are respected.',
} as const;

const seconds = { admin: 'Another admin', security: 'Somebody of security' } as const;

function asking({ reader, second, proposal }: ProposalCard): string {
  const why = second === 'security' ? ' There is no second admin whom it is not about, so security stands in.' : '';
  const asks = {
    proposer: `${seconds[second]} has to confirm it`,
    admin: 'It needs you, as a second admin',
    security: 'It needs you, as somebody of security',
  };
  return `${asks[reader]}, by ${moment(proposal.until)}.${why}`;
}

function buttons({ reader, proposal }: ProposalCard) {
  const decline = button({
    id: declineProposal,
    text: reader === 'proposer' ? 'Take back' : 'Refuse',
    value: proposal.id,
  });
  if (reader === 'proposer') return [decline];
  const yes = button({
    id: confirmProposal,
    text: 'Confirm',
    value: proposal.id,
    style: 'danger',
    confirm: confirmation({
      title: 'Confirm this?',
      text: proposal.wish.is === 'lift' ? 'The hold is lifted at once.' : 'What is deleted cannot be brought back.',
      yes: 'Confirm',
      no: 'Not yet',
      style: 'danger',
    }),
  });
  return [yes, decline];
}

const causes = {
  admin: '',
  lapsed: 'Nobody confirmed it in time.',
  held: 'Not done: a legal hold was placed since.',
  active: 'Not done: they are active in the company directory again.',
  access: 'Not done: they have access, or an open request, again.',
  unknown: 'Not done: Latchkey does not know this person any more.',
} as const;

function stateOf({ proposal: { status, wish, cause }, settledBy }: ProposalCard): string | undefined {
  const by = `*${named(settledBy?.name ?? 'An admin')}*`;
  switch (status) {
    case 'open':
      return undefined;
    case 'refused':
      return cause === undefined || cause === 'admin' ? `${by} refused it.` : causes[cause];
    case 'confirmed':
      return wish.is === 'erasure' ? `${by} confirmed it. It is being done.` : `${by} confirmed it.`;
    case 'done':
      return wish.is === 'erasure' ? `${by} confirmed it, and it is done.` : `${by} confirmed it: the hold is lifted.`;
  }
}

/** What `/access erase` answers: what would be erased, and the button that proposes it. */
export const erasureOffer = (person: Named & { readonly id: string; readonly email: string }): Message => ({
  text: `Erase ${person.name}?`,
  blocks: [
    section(`Erase *${named(person.name)}* (${named(person.email)})?`),
    section(effects.erasure),
    section(
      'In Slack, cards are drawn anew and lines in the threads of their requests are blanked. In Jira, what Latchkey wrote is written anew. What people wrote there, the history of its issues, and exports that somebody took have to be removed by hand. A second admin has to confirm within seven days.',
    ),
    actions([
      button({
        id: proposeErasure,
        text: 'Propose to erase',
        value: person.id,
        style: 'danger',
        confirm: confirmation({
          title: 'Propose to erase them?',
          text: 'Every other admin is asked. As soon as one of them confirms, it is done and cannot be undone.',
          yes: 'Propose',
          no: 'Not yet',
          style: 'danger',
        }),
      }),
    ]),
  ],
});
