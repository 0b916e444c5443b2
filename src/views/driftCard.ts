import type { KnownBlock } from '@slack/types';
import { type Drift, isGuarded } from '../domain/drift.js';
import { isFlood } from '../domain/flood.js';
import { innerGroup, strangerInWords } from '../domain/innerGroup.js';
import { plural } from '../domain/wording.js';
import { introduced, type Message, type Named, riskWords, smallPrint } from './asked.js';
import { actions, button, confirmation, fields, moment, named, quoted, section } from './blocks.js';

/** Buttons; the value of each is the finding's id. */
export const adoptAction = 'drift.adopt.open';
export const removeFound = 'drift.remove';
export const explainAction = 'drift.explain.open';

/** A membership change that Latchkey did not make, in the DM of who accounts for the app. */
export type DriftCard = {
  readonly drift: Drift;
  /** Whom it is about, as far as the directory knows them; of many, some of them. */
  readonly people: readonly Named[];
  /** Names, or the ids of what the catalog no longer has. */
  readonly app: string;
  readonly role: string;
  readonly group: string;
  readonly provider: string;
  /** What the provider's own log says, oldest first. */
  readonly told: readonly Told[];
  readonly answeredBy?: Named;
  /** What was answered; absent once erased. */
  readonly reason?: string;
};

export type Told = {
  readonly kind: 'added' | 'removed';
  readonly at: string;
  readonly actor: string;
  /** How often, if more than once, and when last. */
  readonly count?: number;
  readonly until?: string;
};

export function driftCard(card: DriftCard): Message {
  const { drift } = card;
  const state = stateOf(card);
  return {
    // What somebody wrote stands on the card alone: Slack's limit for a changed text is short.
    text: [headline(card), ...(state?.split('\n').slice(0, 1) ?? [])].join(' ').replaceAll('*', ''),
    blocks: [
      section(headline(card)),
      facts(card),
      ...(drift.says && drift.status === 'open' ? [section(refusal(card, drift.says))] : []),
      ...(state ? [section(state)] : []),
      ...open(card),
      ...smallPrint(`Risk: ${riskWords[drift.risk]}. Found ${moment(drift.foundAt)}.`),
    ],
  };
}

function headline(card: DriftCard): string {
  const { drift, group, provider } = card;
  const where = `the group *${named(group)}* in *${named(provider)}*`;
  switch (drift.kind) {
    case 'added':
      return `${whoOf(card)} was *added* to ${where}, not through Latchkey.`;
    case 'removed':
      return `${whoOf(card)} was *taken out* of ${where}, not through Latchkey.${drift.grant ? ' The access through Latchkey ends with it.' : ''}`;
    case 'many':
      return drift.undoneAt
        ? `*Many people were* in ${where} whom Latchkey did not put there. All of them are gone again.`
        : `*${plural(drift.accounts.length, 'person is', 'people are')}* in ${where} whom Latchkey did not put there.`;
  }
}

const whoOf = ({ people: [first], drift }: DriftCard): string =>
  first ? introduced(first) : `*${named(strangerInWords(drift.accounts[0]))}*`;

function whomOf({ drift, people: [first] }: DriftCard): [string, string] {
  const [account = ''] = drift.accounts;
  const inner = innerGroup(account);
  return inner === undefined ? ['Person', named(first?.name ?? account)] : ['Group', named(inner)];
}

function facts(card: DriftCard): KnownBlock {
  const { drift, app, role, told } = card;
  const whom: [string, string][] =
    drift.kind === 'many' ? drift.accounts.slice(0, 1).map(() => ['Among them', among(card)]) : [whomOf(card)];
  const log = told.map((one): [string, string] => [one.kind === 'added' ? 'Added' : 'Taken out', toldBy(one)]);
  return fields([
    ...whom,
    ['App', named(app)],
    ['Role', named(role)],
    ...(log.length > 0 ? log.slice(-4) : unsaid(card)),
  ]);
}

function among({ people, drift }: DriftCard): string {
  const names = people.map(({ name }) => named(name)).join(', ') || 'Nobody whom the directory knows';
  const others = drift.accounts.length - people.length;
  return others > 0 && people.length > 0 ? `${names}, and ${others} more` : names;
}

const toldBy = ({ actor, at, until = at, count = 1 }: Told): string =>
  count > 1
    ? `by ${named(actor)}, ${count} times, ${moment(at)} to ${moment(until)}`
    : `by ${named(actor)}, ${moment(at)}`;

const unsaid = ({ drift, provider }: DriftCard): [string, string][] =>
  drift.kind === 'many' ? [] : [['By', `${named(provider)}'s log has not said yet`]];

const refusal = ({ provider }: DriftCard, says: string): string =>
  `It could not be removed. ${named(provider)} said:\n${quoted(says, 500)}\nRemove it there by hand, or mend the cause and press *Remove* again.`;

/** What became of it; nothing while it waits for an answer. */
function stateOf(card: DriftCard): string | undefined {
  const { drift, provider, answeredBy } = card;
  const by = `*${named(answeredBy?.name ?? 'Somebody')}*`;
  if (drift.status === 'removing') return `${by} wants it removed. Latchkey is taking it away.`;
  if (drift.status === 'open') return undefined;
  switch (drift.answer) {
    case 'adopted':
      return `${by} adopted it, ${moment(drift.answeredAt)}: it has an end now.${because(card)}`;
    case 'explained':
      return `${by} explained it, ${moment(drift.answeredAt)}.${because(card)}`;
    case 'removed':
      return `${by} had it removed: ${named(provider)} confirms it, ${moment(drift.closedAt)}.`;
    case undefined:
      return drift.undoneAt
        ? 'Settled: none of them is in any more.'
        : `Settled: ${named(provider)}'s log says that Latchkey did it.`;
  }
}

const because = ({ reason }: DriftCard): string => (reason?.trim() ? `\n${quoted(reason)}` : '');

function open(card: DriftCard): KnownBlock[] {
  const { drift } = card;
  if (drift.status !== 'open') return [];
  const { id: value } = drift;
  const explain = button({ id: explainAction, text: 'Explain', value: explainedBy(drift) });
  const isGroup = innerGroup(drift.accounts[0]) !== undefined;
  if (drift.kind !== 'added' || drift.undoneAt || isGroup) return [section(explaining(drift)), actions([explain])];
  const adopt = button({ id: adoptAction, text: 'Adopt with an end', value, style: 'primary' });
  const remove = button({
    id: removeFound,
    text: 'Remove',
    value,
    style: 'danger',
    confirm: confirmation({
      title: 'Remove this membership?',
      text: `Latchkey takes it away in ${card.provider}. Access that hangs on it ends at once.`,
      yes: 'Remove',
      no: 'Keep it',
      style: 'danger',
    }),
  });
  return [
    section(
      drift.person
        ? 'Nothing changes until you answer: adopt it, so that it ends by itself, or have it removed.'
        : 'Nothing changes until you answer: have it removed, or explain why it is as it should be.',
    ),
    actions(drift.person ? [adopt, remove, explain] : [remove, explain]),
  ];
}

/** What is explained, and of how many people that was read. */
const explainedBy = ({ id, kind, accounts }: Drift): string => (kind === 'many' ? `${id}:${accounts.length}` : id);

function explaining(drift: Drift): string {
  const { kind, undoneAt, risk } = drift;
  if (isFlood(drift))
    return 'They came at once, so this is one question, with one answer for all of them. Latchkey leaves them alone. If they should not be there, have whoever put them there undo it, in the sync or the import that did: it is noted here who leaves. Then press *Explain* and say what it was; auditors read the answer.';
  if (kind === 'many')
    return 'They were there at the first look, or came at once. Latchkey leaves them alone. Say why it is as it should be, or have them taken out there; auditors read the answer.';
  if (!undoneAt && kind === 'added')
    return 'Whoever is put into that group has this too, and no log of this one says so. Latchkey takes out people only: take the group out there by hand, or say why it is as it should be; auditors read the answer.';
  const what = undoneAt
    ? 'The membership is gone again, and Latchkey changes nothing.'
    : 'Latchkey changes nothing more.';
  return `${what} Say what it was: ${isGuarded(risk) ? 'for a role of this risk ' : ''}auditors read the answer.`;
}
