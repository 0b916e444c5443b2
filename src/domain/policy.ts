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
  /** Any of these may answer. Never empty. */
  readonly approvers: readonly Somebody[];
  /** Set when the ones the policy names cannot answer. */
  readonly standsIn?: { readonly as: StandIn; readonly why: string };
};

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
};

/** @param decided who has already said yes to an earlier stage: two stages need two people. */
export function analyse(
  catalog: Catalog,
  wanted: { app: string; role: string },
  circle: Circle,
  decided: ReadonlyArray<{ by: string; stage: StageKind }> = [],
): Analysis | Refusal {
  const found = findRole(catalog, wanted.app, wanted.role);
  if (!found) return refuse('This role is no longer in the catalog. Ask again with /access.', 'role');
  const { risk } = found.role;
  const { approval } = catalog.policy.risks[risk];
  if (approval === 'auto') return { risk, rule: `${risk} risk is approved automatically`, stages: [] };
  const stages: Stage[] = [];
  for (const rule of approval) {
    const elsewhere = decided.filter(({ stage }) => stage !== rule.kind).map(({ by }) => by);
    const stage = resolve(rule, circle, elsewhere, found.app);
    if (isRefusal(stage)) return stage;
    stages.push(stage);
  }
  return { risk, rule: `${risk} risk needs ${approval.map(({ kind }) => kind).join(', then ')}`, stages };
}

function resolve(rule: StageRule, circle: Circle, elsewhere: readonly string[], app: App): Stage | Refusal {
  const named = members(rule.kind, circle);
  const able = named.filter((somebody) => obstacle(somebody, circle, elsewhere) === undefined);
  if (able.length >= rule.quorum) return { ...rule, approvers: able };
  const why = reason(rule.kind, named, circle, elsewhere);
  for (const as of ['manager', 'owner', "owner's manager", 'security', 'admins'] as const) {
    const others = members(as, circle).filter((somebody) => obstacle(somebody, circle, elsewhere) === undefined);
    const approvers = [...able, ...others.filter(({ id }) => !able.some((one) => one.id === id))];
    if (approvers.length >= rule.quorum) return { ...rule, approvers, standsIn: { as, why } };
  }
  return refuse(`Nobody is left who could approve this: ${why}. ${app.fallback}.`, 'role');
}

function members(as: StandIn, circle: Circle): readonly Somebody[] {
  switch (as) {
    case 'manager':
      return circle.manager ? [circle.manager] : [];
    case 'owner':
      return circle.owner ? [circle.owner] : [];
    case "owner's manager":
      return circle.ownersManager ? [circle.ownersManager] : [];
    case 'security':
      return circle.security;
    case 'admins':
      return circle.admins;
  }
}

/** Why this person cannot answer, or nothing. */
function obstacle(somebody: Somebody, circle: Circle, elsewhere: readonly string[]): string | undefined {
  if (somebody.id === circle.requester) return 'is asking';
  if (somebody.id === circle.recipient) return 'would get the access';
  if (!somebody.isActive) return 'has left';
  if (!somebody.isInSlack) return 'is not in Slack';
  return elsewhere.includes(somebody.id) ? 'has already decided another stage' : undefined;
}

function reason(kind: StageKind, named: readonly Somebody[], circle: Circle, elsewhere: readonly string[]): string {
  if (named.length === 0) return `no ${kind} is known`;
  return named
    .map((somebody) => `${somebody.name} (${kind}) ${obstacle(somebody, circle, elsewhere) ?? 'alone is not enough'}`)
    .join(', ');
}
