import type { Decided, Evidence } from '../domain/evidence.js';
import type { Changed, Made } from '../domain/evidenceChanges.js';
import { durationInWords } from '../domain/wording.js';
import { groupIdOf, type Names, providerOf } from './names.js';
import { erased } from './sealed.js';

/**
 * The four questions as columns: who asked, who decided, what changed at the provider, when and why it ended. Where a
 * cell holds several things, its neighbours hold as many in the same order. docs/evidence.md says what each one means.
 */
type Column = readonly [name: string, read: (row: Evidence, names: Names) => string];

/** What people are called may hold what parts parts: a backslash inside it keeps the two apart. */
const several = (words: readonly (string | undefined)[]): string =>
  words.map((word) => (word ?? '').replaceAll('|', '\\|')).join(' | ');

const asked: readonly Column[] = [
  ['request', ({ request }) => request],
  ['state', ({ state }) => state],
  ['requested_at', ({ asked: { at } }) => at],
  ['requested_by', (row, { person }) => person(row.asked.by)],
  ['requested_by_id', ({ asked: { by } }) => by],
  ['requested_for', (row, { person }) => person(row.asked.for)],
  ['requested_for_id', (row) => row.asked.for],
  ['requested_through', ({ asked: { through } }) => through],
  ['app', (row, { app }) => app(row.asked.app)],
  ['role', ({ asked: { app, role } }, names) => names.role(app, role)],
  ['risk', ({ asked: { risk } }) => risk],
  ['duration', ({ asked: { duration } }) => durationInWords(duration)],
  ['reason', (row, { text }) => text(row.asked.reason) ?? erased],
  ['policy_rule', ({ asked: { rule } }) => rule],
  ['policy_hash', ({ asked: { catalog } }) => catalog],
  ['extends_request', (row) => row.asked.extends ?? ''],
  ['adopts_finding', (row) => row.asked.adopts ?? ''],
];

const decision = (name: string, read: (decided: Decided, names: Names) => string | undefined): Column => [
  name,
  ({ decisions }, names) => several(decisions.map((one) => read(one, names))),
];

const decided: readonly Column[] = [
  decision('decision', ({ outcome }) => outcome),
  decision('decided_at', ({ at }) => at),
  decision('decided_by', ({ by, through }, { person }) => (by === undefined ? nobody(through) : person(by))),
  decision('decided_by_id', ({ by }) => by),
  decision('decided_as', ({ stage }) => stage),
  decision(
    'standing_in',
    ({ standsIn, stage }, { person }) =>
      standsIn &&
      [`${standsIn.as} for ${stage}`, ...standsIn.missing.map(({ id, why }) => `${person(id)} ${why}`)].join(': '),
  ),
  decision('decided_through', ({ through }) => through),
  decision('decided_by_rule', ({ rule }) => rule),
  decision('decided_under_policy_hash', ({ catalog }) => catalog),
  decision('decision_reason', ({ reason, cause }, { text }) => (reason ? (text(reason) ?? erased) : cause)),
];

/** Nobody had to be asked, or nobody answered. */
const nobody = (through: string): string => (through === 'policy' ? 'policy' : 'Latchkey');

const change = (name: string, read: (changed: Changed, names: Names) => string | undefined): Column => [
  name,
  ({ changes }, names) => several(changes.map((one) => read(one, names))),
];

/** Of one of the two changes of each group. */
const made = (
  side: 'added' | 'removed',
  name: string,
  read: (made: Made, changed: Changed, names: Names) => string | undefined,
) =>
  change(`${side}_${name}`, (changed, names) => {
    const one = changed[side];
    return one && read(one, changed, names);
  });

/** Several things within one part, in the same way. */
const together = (words: readonly string[]): string => words.map((word) => word.replaceAll(',', ',\\')).join(', ');

const changesOf = (side: 'added' | 'removed'): readonly Column[] => [
  made(side, 'decided_at', ({ decidedAt }) => decidedAt),
  made(side, 'read_back_at', ({ readBackAt }) => readBackAt),
  made(side, 'how', ({ how, handledBy }, _, { person }) =>
    handledBy === undefined ? how : `${how ?? 'waiting'} (${person(handledBy)})`,
  ),
  made(side, 'provider_event', ({ log }) => together(log.map(({ id }) => id))),
  made(side, 'provider_event_at', ({ log }) => together(log.map(({ at }) => at))),
  made(side, 'provider_actor', ({ log }, { entitlement }, { actor }) =>
    together(log.map((entry) => [actor(entitlement, entry.id), entry.actor].filter(Boolean).join(' '))),
  ),
];

const changed: readonly Column[] = [
  change('provider', ({ entitlement }) => providerOf(entitlement)),
  change('group_id', ({ entitlement }) => groupIdOf(entitlement)),
  change('group_name', ({ entitlement }, { group }) => group(entitlement)),
  change('provider_account', ({ added }) => added?.account),
  change('shared_with_another_request', ({ isShared }) => (isShared ? 'yes' : 'no')),
  change('by_hand', ({ tasks }) => together(tasks.map(({ kind, why, at }) => `${kind} (${why}) ${at}`))),
  ...changesOf('added'),
  ['already_had', ({ alreadyHad }, { group }) => several(alreadyHad.map(group))],
];

const ended: readonly Column[] = [
  ['active_from', ({ activatedAt }) => activatedAt ?? ''],
  ['ends_at', ({ endsAt }) => endsAt ?? ''],
  [
    'extended',
    ({ extensions }, { person }) =>
      several(
        extensions.map(({ by, at, until, request }) => {
          const how = request === undefined ? 'within the longest time' : `approved in ${request}`;
          return `${at} by ${person(by)} until ${until}, ${how}`;
        }),
      ),
  ],
  ['end_cause', ({ end }) => end?.cause ?? ''],
  ['end_decided_at', ({ end }) => end?.decidedAt ?? ''],
  ['end_decided_by', ({ end }, { person }) => (end ? (end.by === undefined ? 'Latchkey' : person(end.by)) : '')],
  ['end_decided_by_id', ({ end }) => end?.by ?? ''],
  ['end_through', ({ end }) => end?.through ?? ''],
  ['end_reason', ({ end }, { text }) => (end?.reason ? (text(end.reason) ?? erased) : '')],
  ...changesOf('removed'),
  change('membership_stayed_since', ({ letGoAt }) => letGoAt),
  ['end_confirmed_at', ({ end }) => end?.confirmedAt ?? ''],
];

export const columns: readonly Column[] = [...asked, ...decided, ...changed, ...ended];
export const columnNames: readonly string[] = columns.map(([name]) => name);
export const cellsOf = (row: Evidence, names: Names): string[] => columns.map(([, read]) => read(row, names));
