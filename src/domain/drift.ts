import type { Duration, Risk } from './catalog.js';
import { type Edge, step } from './edges.js';
import { recount, recounted, settling } from './flood.js';
import { innerGroup } from './innerGroup.js';
import { type Refusal, refuse } from './refusal.js';
import type { SealedText } from './request.js';

/**
 * A membership change that Latchkey did not make, from *found* to *answered*. It gives and takes nothing by itself:
 * only what somebody answers to it does.
 */
export type Drift = {
  readonly id: string;
  /** `removing`: the owner wants the membership gone, and the provider has not confirmed it yet. */
  readonly status: 'open' | 'removing' | 'closed';
  /** `many`: people who were in a group before Latchkey looked at it, or came at once: one finding, not one for each. */
  readonly kind: 'added' | 'removed' | 'many';
  readonly entitlement: string;
  /** Under whose lock it changes: the person, else the provider's own id with the provider, else the group's. */
  readonly recipient: string;
  /** Ours, when the directory knows them. */
  readonly person?: string;
  /** The provider's own ids of the people concerned; of `many`, those who are still in. */
  readonly accounts: readonly string[];
  /** The mildest role that gave the group when it was found; of a removal, the one that it was given for. */
  readonly app: string;
  readonly role: string;
  readonly risk: Risk;
  readonly source: DriftSource;
  /** Of a removal: the grant whose membership is gone. */
  readonly grant?: string;
  /** Ids of the provider's log entries that tell of it. */
  readonly entries: readonly string[];
  readonly foundAt: string;
  /** Since when the provider no longer shows it. It has to be explained all the same. */
  readonly undoneAt?: string;
  /** What the provider said when it refused to take the membership away. */
  readonly says?: string;
  readonly answer?: DriftAnswer;
  readonly answeredBy?: string;
  readonly answeredAt?: string;
  readonly reason?: SealedText;
  /** The request that the adoption was recorded as. */
  readonly request?: string;
  readonly closedAt?: string;
};

export type DriftSource = 'log' | 'reconcile';
export type DriftAnswer = 'adopted' | 'removed' | 'explained';
/** `ours`: the provider's log says late that Latchkey did it. `undone`: of many, nobody is in any more. */
export type SettleCause = 'ours' | 'undone';

/**
 * One line of the provider's log, by ids: names and addresses stay in the row that can be erased. Events of earlier
 * releases have the first three alone, and then nothing is known of the others.
 */
export type Entry = {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  /** Latchkey made the change itself. */
  readonly isOurs?: boolean;
  /** Whose membership it was, by the provider's own id; absent where its log names people by address. */
  readonly account?: string;
};
export type Change = 'added' | 'removed';
/** Of many. `whose`: the account that it is about, where the log names people by address. */
export type Line = Entry & { readonly whose?: string };

export type DriftEvent =
  | ({ type: 'drift.found'; entry?: Entry; entries?: readonly Line[] } & Facts)
  | { type: 'drift.traced'; id: string; change: Change; entry: Entry }
  | { type: 'drift.undone'; id: string; account: string }
  /** Of many: more of them came, or some left again, and what the log tells of it. */
  | { type: 'drift.recounted'; id: string; change: Change; accounts: readonly string[]; entries: readonly Line[] }
  | {
      type: 'drift.answered';
      id: string;
      by: string;
      answer: Exclude<DriftAnswer, 'removed'>;
      reason: SealedText;
      /** What the adoption becomes: a request, by this id, approved by this answer. */
      adoption?: { request: string; duration: Duration; risk: Risk; catalog: string };
    }
  | { type: 'drift.removing'; id: string; by: string }
  | { type: 'drift.refused'; id: string; says: string }
  | { type: 'drift.removed'; id: string; how: GoneHow }
  | { type: 'drift.settled'; id: string; cause: SettleCause };

/** `held`: Latchkey gave the same membership meanwhile, and it is not taken away from under that. */
export type GoneHow = 'done' | 'already' | 'groupGone' | 'personGone' | 'held';

type Facts = Pick<
  Drift,
  'id' | 'kind' | 'entitlement' | 'recipient' | 'person' | 'accounts' | 'app' | 'role' | 'risk' | 'source' | 'grant'
>;

/** Who answers, and who may: read when the button was pressed. */
type Answering = {
  readonly id: string;
  readonly by: string;
  /** The answerer's own accounts at the provider. */
  readonly accounts: readonly string[];
  readonly mayAnswer: readonly string[];
};

export type DriftCommand =
  | ({ type: 'drift.find'; entry?: Entry; entries?: readonly Line[] } & Facts)
  | { type: 'drift.trace'; id: string; change: Change; entry: Entry }
  | { type: 'drift.undo'; id: string; account: string }
  | { type: 'drift.recount'; id: string; change: Change; accounts: readonly string[]; entries: readonly Line[] }
  | ({ type: 'drift.adopt' } & Answering & Adoption)
  /** `seen`: of how many people the answerer has read. */
  | ({ type: 'drift.explain'; reason: SealedText; seen?: number } & Answering)
  | ({ type: 'drift.remove' } & Answering)
  | { type: 'drift.refuse'; id: string; says: string }
  | { type: 'drift.confirmRemoved'; id: string; how: GoneHow }
  | { type: 'drift.settle'; id: string; cause: SettleCause };

export type Adoption = {
  readonly reason: SealedText;
  /** The id for the request that this becomes. */
  readonly request: string;
  readonly duration: Duration;
  /** What the role offers now, and how it is guarded now. */
  readonly offered: readonly Duration[];
  readonly risk: Risk;
  /** Policy's longest time for such a role, in seconds. */
  readonly longest?: number;
  readonly catalog: string;
};

export const driftEdges = {
  'drift.found': { from: [], to: 'open' },
  // The provider's log comes late, also after the answer.
  'drift.traced': { from: ['open', 'removing', 'closed'], to: 'same' },
  'drift.undone': { from: ['open', 'removing', 'closed'], to: 'same' },
  'drift.recounted': { from: ['open', 'removing', 'closed'], to: 'same' },
  'drift.answered': { from: ['open'], to: 'closed' },
  'drift.removing': { from: ['open'], to: 'removing' },
  'drift.refused': { from: ['removing'], to: 'open' },
  'drift.removed': { from: ['removing'], to: 'closed' },
  'drift.settled': { from: ['open'], to: 'closed' },
} as const satisfies Record<DriftEvent['type'], Edge<Drift['status']>>;

export function decideDrift(drift: Drift | undefined, command: DriftCommand): DriftEvent[] | Refusal {
  if (command.type === 'drift.find') return drift ? [] : [{ ...command, type: 'drift.found' }];
  if (!drift) return refuse('Latchkey does not know this finding.');
  const { id, status } = drift;
  switch (command.type) {
    case 'drift.trace':
      return drift.entries.includes(command.entry.id)
        ? []
        : [{ type: 'drift.traced', id, change: command.change, entry: command.entry }];
    case 'drift.undo':
      return undo(drift, command.account);
    case 'drift.recount':
      return drift.kind === 'many' ? recount(drift, command) : [];
    case 'drift.adopt':
      return notTheirs(drift, command) ?? adopt(drift, command);
    case 'drift.explain':
      return (
        notTheirs(drift, command) ??
        unread(drift, command.seen) ?? [
          { type: 'drift.answered', id, by: command.by, answer: 'explained', reason: command.reason },
        ]
      );
    case 'drift.remove':
      return notTheirs(drift, command) ?? remove(drift, command);
    case 'drift.refuse':
      return status === 'removing' ? [{ type: 'drift.refused', id, says: impersonal(command.says) }] : [];
    case 'drift.confirmRemoved':
      return status === 'removing' ? [{ type: 'drift.removed', id, how: command.how }] : [];
    case 'drift.settle':
      return status === 'open' ? [{ type: 'drift.settled', id, cause: command.cause }] : [];
  }
}

/** A provider's words may name somebody by address, and an event is for ever. */
export const impersonal = (says: string): string => says.replace(/\S+@\S+/g, '(an address)');

/** Why this person may not answer this now, or nothing. */
function notTheirs(drift: Drift, { by, accounts, mayAnswer }: Answering): Refusal | undefined {
  if (!mayAnswer.includes(by)) return refuse("Only an admin or the app's owner can answer this.");
  if (drift.person === by || accounts.some((account) => drift.accounts.includes(account)))
    return refuse('You cannot answer about your own access. Ask an admin, or another one.');
  return drift.status === 'open' ? undefined : refuse(over(drift));
}

/** An answer is given for the people whom the card told of, and for nobody who came while it was written. */
const unread = ({ accounts }: Drift, seen = accounts.length): Refusal | undefined =>
  accounts.length > seen
    ? refuse('More people have come since. Look at the card once more, and answer then.')
    : undefined;

function over({ status, answer }: Drift): string {
  if (status === 'removing') return 'The membership is just being taken away.';
  switch (answer) {
    case 'adopted':
      return 'This is already answered: it was adopted with an end.';
    case 'removed':
      return 'This is already answered: the membership was removed.';
    case 'explained':
      return 'This is already answered: it was explained.';
    case undefined:
      return 'This has settled by itself. Nothing is left to answer.';
  }
}

/** Latchkey puts people in and takes them out; of a group it would take out whoever is in it by other ways, too. */
const byHand = 'This is a group, with everybody in it. Take it out there by hand, or explain it.';

type Adopt = Extract<DriftCommand, { type: 'drift.adopt' }>;

/** What was found is never adopted for ever where the role is dangerous, nor for longer than the role offers. */
function adopt(drift: Drift, command: Adopt): DriftEvent[] | Refusal {
  const { by, reason, request, duration, offered, risk, longest, catalog } = command;
  if (drift.kind !== 'added') return refuse('Only a membership that one person was given can be adopted.');
  if (drift.undoneAt) return refuse('This person is no longer in the group. Explain it instead.');
  if (innerGroup(drift.accounts[0]) !== undefined) return refuse(byHand);
  if (!drift.person)
    return refuse('The company directory does not know this person, so nobody could be told. Remove it instead.');
  if (!offered.includes(duration)) return refuse('The role does not offer this duration. Choose another.', 'duration');
  if (duration === 'permanent' && isGuarded(risk)) return refuse('This role always has an end.', 'duration');
  if (longest !== undefined && (duration === 'permanent' || duration > longest))
    return refuse('Policy does not allow this for so long. Choose a shorter time.', 'duration');
  const adoption = { request, duration, risk, catalog };
  return [{ type: 'drift.answered', id: drift.id, by, answer: 'adopted', reason, adoption }];
}

/** Whoever gets in here otherwise than by asking is reported. */
export const isGuarded = (risk: Risk): boolean => risk === 'elevated' || risk === 'privileged';

/** Recorded and to be explained, but not worth a message of its own: nothing hangs on it. */
export const isQuiet = ({ risk, kind, grant }: Drift): boolean =>
  !isGuarded(risk) && kind !== 'many' && grant === undefined;

function remove(drift: Drift, { by }: Answering): DriftEvent[] | Refusal {
  if (drift.kind !== 'added') return refuse('There is no single membership to remove here. Explain it instead.');
  if (innerGroup(drift.accounts[0]) !== undefined) return refuse(byHand);
  if (drift.undoneAt) return refuse('This person is no longer in the group. Explain it instead.');
  return [{ type: 'drift.removing', id: drift.id, by }];
}

function undo(drift: Drift, account: string): DriftEvent[] {
  if (drift.undoneAt || !drift.accounts.includes(account)) return [];
  const settled = drift.kind === 'many' ? settling(drift, [account]) : [];
  return [{ type: 'drift.undone', id: drift.id, account }, ...settled];
}

export function evolveDrift(drift: Drift | undefined, event: DriftEvent, at: string): Drift {
  const status = step(driftEdges, drift?.status, event.type);
  if (event.type === 'drift.found') {
    const { type: _, entry, entries = entry ? [entry] : [], ...found } = event;
    return { ...found, status, entries: entries.map(({ id }) => id), foundAt: at };
  }
  const before = drift as Drift; // step() refused every other first event
  switch (event.type) {
    case 'drift.traced':
      return { ...before, entries: [...before.entries, event.entry.id] };
    case 'drift.undone':
      return undone(before, event.account, at);
    case 'drift.recounted':
      return recounted(before, event, at);
    case 'drift.answered': {
      const { answer, by, reason, adoption } = event;
      const request = adoption && { request: adoption.request };
      return { ...before, ...answered(status, answer, by, at), reason, ...request, closedAt: at };
    }
    case 'drift.removing':
      return { ...before, ...answered(status, 'removed', event.by, at), says: undefined };
    case 'drift.refused':
      return { ...before, status, says: event.says, answer: undefined, answeredBy: undefined, answeredAt: undefined };
    case 'drift.removed':
    case 'drift.settled':
      return { ...before, status, closedAt: at };
  }
}

const answered = (status: Drift['status'], answer: DriftAnswer, answeredBy: string, answeredAt: string) => ({
  status,
  answer,
  answeredBy,
  answeredAt,
});

/** Of many, those who are left go on being known as there; of one, it stays on record whom it was about. */
function undone(drift: Drift, account: string, at: string): Drift {
  if (drift.kind !== 'many') return { ...drift, undoneAt: at };
  const accounts = drift.accounts.filter((one) => one !== account);
  return { ...drift, accounts, ...(accounts.length === 0 && { undoneAt: at }) };
}
