import { evolveAssignment } from '../domain/assignment.js';
import type { Recorded } from '../domain/events.js';
import type { Evidence } from '../domain/evidence.js';
import { evolveGrant } from '../domain/grant.js';
import { evolveRequest } from '../domain/request.js';
import { listed } from '../domain/wording.js';
import type { Facts } from '../jira/mirror.js';
import { said, type Words } from '../jira/words.js';
import { type Names, providerOf } from './names.js';

/** One line of the story of a request, in the words that Jira is told it in. */
export type Telling = { readonly headline: string; readonly detail: string; readonly quote?: string };

const nobodyElse: Words = { headline: '' };

/** What is said of an event is what was true then. @param index of the event to tell. */
export function tell(events: readonly Recorded[], index: number, row: Evidence, names: Names): Telling {
  const recorded = events[index] as Recorded;
  const { event } = recorded;
  const {
    headline,
    detail = '',
    takesText,
  } = said(event, factsAt(events, index, row, names)) ?? ownWords(recorded, names) ?? nobodyElse;
  const quote = takesText && 'reason' in event && event.reason ? names.text(event.reason) : undefined;
  const reason = event.type === 'request.submitted' ? names.text(event.reason) : undefined;
  const text = quote ?? reason;
  return { headline: headline === '' ? event.type : headline, detail, ...(text !== undefined && { quote: text }) };
}

export const nameIn = (names: Names, id: string): string => names.person(id).replace(/ <[^<>]*>$/, '');

function factsAt(events: readonly Recorded[], index: number, row: Evidence, names: Names): Facts {
  const before = events.slice(0, index + 1);
  const { request, asked } = row;
  const stream = `request:${request}`;
  // A group that is shared has a story from before this request.
  const begun = before.some((one) => one.stream === stream)
    ? before
    : events.filter((one) => one.stream === stream).slice(0, 1);
  const group = groupOf(before, names);
  const assignment = folded(before, `assignment:${request}`, evolveAssignment);
  return {
    request: folded(begun, stream, evolveRequest) as Facts['request'],
    ...(assignment && { assignment }),
    app: names.app(asked.app),
    role: names.role(asked.app, asked.role),
    nameOf: (id) => nameIn(names, id),
    ...(group && { group }),
  };
}

/** Where a stream has come to: the same folding as today's rows are made by. */
function folded<S, E>(
  events: readonly Recorded[],
  stream: string,
  evolve: (state: S | undefined, event: E, at: string) => S,
) {
  return events
    .filter((one) => one.stream === stream)
    .reduce<S | undefined>((state, { event, at }) => evolve(state, event as E, at), undefined);
}

function groupOf(before: readonly Recorded[], names: Names): Facts['group'] {
  const stream = before.at(-1)?.stream ?? '';
  if (!stream.startsWith('grant:')) return undefined;
  const grant = folded(before, stream, evolveGrant);
  return grant && { name: names.group(grant.entitlement), provider: providerOf(grant.entitlement) };
}

/** What Jira is not told, since it changes nothing for a request: but it proves something, so here it stands. */
function ownWords({ event }: Recorded, names: Names): Words | undefined {
  if (event.type === 'request.mirrored') return { headline: 'In Jira', detail: `as ${event.key}.` };
  if (event.type === 'grant.witnessed') {
    const { change, entry } = event;
    return {
      headline: "In the provider's own log:",
      detail: `${change} at ${entry.at}, event ${entry.id}, by ${entry.actor}.`,
    };
  }
  if (event.type === 'grant.lost')
    return {
      headline: 'Gone outside.',
      detail: `The membership is no longer there, and it was not Latchkey: finding ${event.drift}.`,
    };
  if (event.type === 'drift.found' || event.type === 'drift.traced') {
    const from = event.entry ? `, event ${event.entry.id} by ${event.entry.actor}` : '';
    return {
      headline: event.type === 'drift.found' ? 'Found:' : 'Traced:',
      detail: `a change at the provider that Latchkey did not make${from}.`,
    };
  }
  if (event.type === 'drift.recounted') {
    const { change, accounts, entries } = event;
    const detail = `${accounts.length} more ${change}; ${entries.length} entries of the log tell of it.`;
    return { headline: 'Recounted:', detail };
  }
  if (event.type === 'drift.answered')
    return {
      headline: 'Answered',
      detail: `by ${nameIn(names, event.by)}: ${listed([event.answer])}.`,
      takesText: true,
    };
  return undefined;
}
