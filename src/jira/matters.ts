import type { Drift, DriftEvent } from '../domain/drift.js';
import { isFlood } from '../domain/flood.js';
import { strangerInWords } from '../domain/innerGroup.js';
import { momentInUtc, plural, sentence } from '../domain/wording.js';
import { documentAround, oneLine, paragraph, shortened, small, strong, text } from './adf.js';
import { longestSummary } from './mirror.js';
import type { IssueDraft } from './port.js';
import type { Words } from './words.js';

/** What has an issue of its own beside requests: a finding, and what a person has to do by hand. As words; pure. */

export type FindingFacts = {
  readonly drift: Drift;
  /** Whom it is about, as far as the directory knows them. */
  readonly who?: string;
  readonly app: string;
  readonly role: string;
  readonly group: string;
  readonly provider: string;
  /** What its owner answered, unless it was erased. */
  readonly reason?: string;
  /** Of many: some of them by name, and who did it, as far as the log has told. */
  readonly among?: readonly string[];
  readonly by?: readonly string[];
  nameOf(person: string): string;
};

export type Matter = {
  /** `drift:<id>` or `task:<grant>:<n>`. */
  readonly id: string;
  readonly summary: string;
  readonly rows: readonly (readonly [label: string, words: string])[];
  readonly labels: readonly string[];
};

export const matterLabel = (id: string): string => `latchkey-${id.replaceAll(':', '-')}`;

export function draftMatter({ id, summary, rows, labels }: Matter): IssueDraft {
  const line = oneLine(summary);
  return {
    summary: line.length <= longestSummary ? line : `${shortened(line, longestSummary - 1)}…`,
    description: documentAround(
      rows.map(([label, words]) => paragraph(strong(`${label}: `), text(words))),
      undefined,
      [paragraph(small(`Latchkey keeps this issue. Audit trail: ${id}`))],
    ),
    labels: ['latchkey', matterLabel(id), ...labels],
    property: { key: 'latchkey', value: { request: id } },
  };
}

export function findingMatter(facts: FindingFacts): Matter {
  const { drift, app, role, group, provider, among = [], by = [] } = facts;
  const who = facts.who ?? strangerInWords(drift.accounts[0]);
  const where = `${group} in ${provider}`;
  // Of those who come at once the first are told of before the last are there: comments count them.
  const many = isFlood(drift)
    ? `Many people were put into ${where} at once, not through Latchkey`
    : `${plural(drift.accounts.length, 'person is', 'people are')} in ${where} whom Latchkey did not put there`;
  const summary = {
    added: `${who} was added to ${where}, not through Latchkey`,
    removed: `${who} was taken out of ${where}, not through Latchkey`,
    many,
  }[drift.kind];
  return {
    id: `drift:${drift.id}`,
    summary,
    rows: [
      ['What', `${summary}.`],
      ...(by.length > 0 ? [['By', by.join(', ')] as const] : []),
      ...(among.length > 0 ? [['Among them', among.join(', ')] as const] : []),
      ['App', app],
      ['Role', role],
      ['Risk', drift.risk],
      ['Found', momentInUtc(drift.foundAt)],
    ],
    labels: ['finding', drift.risk, `app-${drift.app}`, `role-${drift.role}`],
  };
}

export function findingWords(event: DriftEvent, { provider, nameOf }: FindingFacts): Words {
  switch (event.type) {
    case 'drift.found':
      return {
        headline: 'Found.',
        detail: `${event.kind === 'many' ? `${plural(event.accounts.length, 'person', 'people')}. ` : ''}${
          event.source === 'log' ? `${provider}'s own log tells of it.` : `${provider} was compared with the record.`
        }`,
      };
    case 'drift.traced':
      return { headline: 'Traced.', detail: `${provider}'s log tells of it: ${momentInUtc(event.entry.at)}.` };
    case 'drift.undone':
      return { headline: 'Undone.', detail: `${provider} no longer shows it.` };
    case 'drift.recounted':
      return { headline: 'Recounted.', detail: recounted(event, provider) };
    case 'drift.answered':
      return {
        headline: event.answer === 'adopted' ? 'Adopted' : 'Explained',
        detail: `by ${nameOf(event.by)}:`,
        takesText: true,
      };
    case 'drift.removing':
      return { headline: 'To be removed,', detail: `says ${nameOf(event.by)}.` };
    case 'drift.refused':
      return { headline: 'Not removed.', detail: `${provider} refused: ${sentence(event.says)}` };
    case 'drift.removed':
      return { headline: 'Removed.', detail: removals[event.how](provider) };
    case 'drift.settled':
      return {
        headline: 'Settled.',
        detail:
          event.cause === 'ours' ? `${provider}'s log says that it was Latchkey.` : 'Nobody of them is in any more.',
      };
  }
}

function recounted({ change, accounts, entries }: Recounted, provider: string): string {
  const people = plural(accounts.length, 'person', 'people');
  const moved = change === 'added' ? `${people} more.` : `${people} no longer in it.`;
  const told = entries.length > 0 ? `${provider}'s log tells of it, ${plural(entries.length, 'time')}.` : '';
  return [accounts.length > 0 ? moved : '', told].filter((words) => words !== '').join(' ');
}

type Recounted = Extract<DriftEvent, { type: 'drift.recounted' }>;

const removals = {
  done: (provider: string) => `${provider} confirms it.`,
  already: (provider: string) => `${provider} confirms it, as it was already so.`,
  groupGone: (provider: string) => `${provider} confirms that the group is no longer there.`,
  personGone: (provider: string) => `${provider} confirms that the person is no longer there.`,
  held: () => 'It stays, since Latchkey has given the same meanwhile.',
} as const;
