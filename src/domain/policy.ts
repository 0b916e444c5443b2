import { type App, type Catalog, findRole, type Risk, type StageKind, type StageRule } from './catalog.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';

/**
 * Policy turns (person, role) into stages of approvers and says why. It is asked twice with the same question: at
 * submission, to say who will decide, and again when a button is pressed, to know whether that person still may.
 */
export type Stage = {
  readonly kind: StageKind;
  /** How many yeses it needs. */
  readonly quorum: number;
  /** Any of these may answer. Never empty while the stage waits for an answer. */
  readonly approvers: readonly Somebody[];
  /** Set when the ones the policy names cannot answer; `as` is the last group that was needed. */
  readonly standsIn?: StandsIn & { readonly why: string };
};

/** As the record keeps it: people by id. */
export type StandsIn = { readonly as: StandIn; readonly missing: readonly Missing[] };
/** One whom the policy names, and why they cannot answer: `has left`. */
export type Missing = { readonly id: string; readonly why: string };

export type StandIn = 'manager' | 'owner' | "owner's manager" | 'security' | 'admins';

/** A person as far as approving goes. */
export type Somebody = {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly isInSlack: boolean;
};

/** The people around a request, as the directory knows them at this moment. */
export type Circle = {
  readonly requester: string;
  readonly recipient: string;
  readonly hasRecipientLeft?: boolean;
  readonly manager?: Somebody;
  readonly owner?: Somebody;
  readonly ownersManager?: Somebody;
  readonly security: readonly Somebody[];
  readonly admins: readonly Somebody[];
};

export type Analysis = {
  readonly risk: Risk;
  /** Why these stages: one sentence for the record and the card. */
  readonly rule: string;
  /** In order; empty means nobody has to be asked. */
  readonly stages: readonly Stage[];
  /** Seconds: the longest that this risk allows now. */
  readonly longest?: number;
  /** The one who would get it is no longer active in the directory. */
  readonly recipient?: 'left';
};

/** @param decided who has already said yes, and to which stage: two stages need two people. */
export function analyse(
  catalog: Catalog,
  wanted: { app: string; role: string },
  circle: Circle,
  decided: ReadonlyArray<{ by: string; stage: StageKind }> = [],
): Analysis | Refusal {
  const found = findRole(catalog, wanted.app, wanted.role);
  if (!found) return refuse('This role is no longer in the catalog. Ask again with /access.', 'role');
  const { risk } = found.role;
  const { approval, longest } = catalog.policy.risks[risk];
  const limit = {
    ...(longest !== undefined && { longest }),
    ...(circle.hasRecipientLeft && { recipient: 'left' as const }),
  };
  if (approval === 'auto') return { risk, rule: `${risk} risk is approved automatically`, stages: [], ...limit };
  const stages: Stage[] = [];
  const spent: string[] = [];
  for (const rule of approval) {
    const yes = decided.filter(({ stage }) => stage === rule.kind).map(({ by }) => by);
    const others = decided.filter(({ stage }) => stage !== rule.kind).map(({ by }) => by);
    const stage = resolve({ rule, yes, elsewhere: [...others, ...spent] }, circle, found.app);
    if (isRefusal(stage)) return stage;
    stages.push(stage);
    spent.push(...indispensable(stage, yes));
  }
  return { risk, rule: `${risk} risk needs ${approval.map(inWords).join(', then ')}`, stages, ...limit };
}

const inWords = ({ kind, quorum }: StageRule): string => (quorum === 1 ? kind : `${quorum} of ${kind}`);

/** Those without whom this stage cannot be decided: a later stage must not count on them. */
function indispensable({ approvers, quorum }: Stage, yes: readonly string[]): string[] {
  const waiting = approvers.map(({ id }) => id).filter((id) => !yes.includes(id));
  return yes.length < quorum && waiting.length <= quorum - yes.length ? waiting : [];
}

/** A stage to find people for: who has said yes to it, and who decides another. */
type Open = { readonly rule: StageRule; readonly yes: readonly string[]; readonly elsewhere: readonly string[] };

function resolve({ rule, yes, elsewhere }: Open, circle: Circle, { fallback }: App): Stage | Refusal {
  const canAnswer = (somebody: Somebody) => obstacle(somebody, circle, elsewhere) === undefined;
  const isEnough = (people: readonly Somebody[]) =>
    yes.length + people.filter(({ id }) => !yes.includes(id)).length >= rule.quorum;
  const named = members(rule.kind, circle);
  let approvers: readonly Somebody[] = named.filter(canAnswer);
  if (isEnough(approvers)) return { ...rule, approvers };
  const missing = named.map((one) => ({ id: one.id, why: obstacle(one, circle, elsewhere) ?? 'alone is not enough' }));
  const why = whyMissing(rule.kind, missing, (id) => named.find((one) => one.id === id)?.name ?? id);
  for (const as of ['manager', 'owner', "owner's manager", 'security', 'admins'] as const) {
    approvers = unique([...approvers, ...members(as, circle).filter(canAnswer)]);
    if (isEnough(approvers)) return { ...rule, approvers, standsIn: { as, why, missing } };
  }
  const instead = /[.!?]$/.test(fallback) ? fallback : `${fallback}.`;
  return refuse(`Nobody is left who could approve this: ${why}. ${instead}`, 'role');
}

/** A quorum counts people: two addresses may be one person's. */
const unique = (people: readonly Somebody[]): readonly Somebody[] => [
  ...new Map(people.map((somebody) => [somebody.id, somebody])).values(),
];

function members(as: StandIn, circle: Circle): readonly Somebody[] {
  switch (as) {
    case 'manager':
      return circle.manager ? [circle.manager] : [];
    case 'owner':
      return circle.owner ? [circle.owner] : [];
    case "owner's manager":
      return circle.ownersManager ? [circle.ownersManager] : [];
    case 'security':
      return unique(circle.security);
    case 'admins':
      return unique(circle.admins);
  }
}

/** Why this person cannot answer, or nothing. */
function obstacle(somebody: Somebody, circle: Circle, elsewhere: readonly string[]): string | undefined {
  if (somebody.id === circle.requester) return 'is asking';
  if (somebody.id === circle.recipient) return 'would get the access';
  if (!somebody.isActive) return 'has left';
  if (!somebody.isInSlack) return 'is not in Slack';
  return elsewhere.includes(somebody.id) ? 'decides another stage' : undefined;
}

/** In words, for who reads it: on a card, or in Jira's copy of the record. */
export const whyMissing = (kind: StageKind, missing: readonly Missing[], nameOf: (id: string) => string): string =>
  missing.length === 0
    ? `no ${kind} is known`
    : missing.map(({ id, why }) => `${nameOf(id)} (${kind}) ${why}`).join(', ');
