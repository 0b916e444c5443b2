import { expect } from '@jest/globals';
import type { Assignment, AssignmentCommand } from '../../src/domain/assignment.js';
import type { Duration, StageKind } from '../../src/domain/catalog.js';
import type { Drift } from '../../src/domain/drift.js';
import type { Grant } from '../../src/domain/grant.js';
import {
  type Command,
  type Decision,
  decide,
  emptyWorld,
  type LifecycleEvent,
  type World,
} from '../../src/domain/lifecycle.js';
import type { Analysis, Somebody, Stage } from '../../src/domain/policy.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import type { Request, SealedText } from '../../src/domain/request.js';

/** Given what is so, when somebody does something, then this happens: the lifecycle as a table of sentences. */

export const seconds = (count: number): number => count;
export const minutes = (count: number): number => count * 60;
export const hours = (count: number): number => count * 3600;
export const days = (count: number): number => count * 86_400;

export const monday = new Date('2026-03-02T09:00:00.000Z');
/** The moment that many seconds after Monday at nine. */
export const at = (passed: number): string => new Date(monday.getTime() + passed * 1000).toISOString();

export const text = (id: string): SealedText => ({ id, hash: `hash of ${id}` });

export const somebody = (id: string, but: Partial<Somebody> = {}): Somebody => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  isActive: true,
  isInSlack: true,
  ...but,
});

export const stage = (kind: StageKind, approvers: readonly string[], quorum = 1): Stage => ({
  kind,
  quorum,
  approvers: approvers.map((id) => somebody(id)),
});

export const analysis = (...stages: readonly Stage[]): Analysis => ({
  risk: 'standard',
  rule: 'standard risk needs manager',
  stages,
});

const byTheManager = analysis(stage('manager', ['ben', 'cleo', 'dana']));

type Asked = {
  id?: string;
  by?: string;
  for?: string;
  role?: string;
  quorum?: number;
  approvals?: readonly string[];
  status?: Request['status'];
  duration?: Duration;
  extends?: string;
};

export function request({ by = 'ana', quorum = 1, approvals = [], role = 'editor', ...asked }: Asked = {}): Request {
  return {
    id: asked.id ?? 'r1',
    status: asked.status ?? 'pending',
    requester: by,
    recipient: asked.for ?? by,
    app: 'figma',
    role,
    risk: 'standard',
    duration: asked.duration ?? hours(4),
    reason: text('t1'),
    approvals: approvals.map((one) => ({ by: one, stage: 'manager', at: at(0) })),
    submittedAt: at(0),
    remindAt: at(days(1.5)),
    lapsesAt: at(days(3)),
    ...(asked.extends && { extends: asked.extends }),
    ...(quorum > 1 && { quorum }),
  };
}

export const assignment = (but: Partial<Assignment> = {}): Assignment => ({
  id: 'r1',
  status: 'active',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(4),
  grants: ['g1'],
  alreadyHad: [],
  openedAt: at(0),
  activatedAt: at(0),
  endsAt: at(hours(4)),
  warnAt: at(hours(3.2)),
  ...but,
});

export const grant = (but: Partial<Grant> = {}): Grant => ({
  id: 'g1',
  status: 'active',
  recipient: 'ana',
  entitlement: 'okta:figma-editors',
  holders: ['r1'],
  entries: [],
  openedAt: at(0),
  activatedAt: at(0),
  ...but,
});

/** A command, or one that needs to know the request's quorum to say what policy answers. */
type Act = Command | ((quorum: number) => Command);

const policyNow = (quorum: number): Analysis => analysis({ ...byTheManager.stages[0]!, quorum });

export const ask = (but: Partial<Extract<Command, { type: 'request.submit' }>> = {}): Command => ({
  type: 'request.submit',
  id: 'r1',
  requester: 'ana',
  recipient: but.requester ?? 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(4),
  reason: text('t1'),
  analysis: byTheManager,
  lapse: days(3),
  catalog: 'c1',
  ...but,
});

type Answering = { analysis?: Analysis; request?: string };

export const approve =
  (by: string, { analysis, request: id = 'r1' }: Answering = {}): Act =>
  (quorum) => ({ type: 'request.approve', id, by, analysis: analysis ?? policyNow(quorum), catalog: 'c1' });

export const deny =
  (by: string, { analysis, request: id = 'r1' }: Answering = {}): Act =>
  (quorum) => ({
    type: 'request.deny',
    id,
    by,
    reason: text('t2'),
    analysis: analysis ?? policyNow(quorum),
    catalog: 'c1',
  });

export const cancel = (by: string): Command => ({ type: 'request.cancel', id: 'r1', by });
export const lapse: Command = { type: 'request.lapse', id: 'r1' };

type Open = Extract<AssignmentCommand, { type: 'assignment.open' }>;

/** `of: { 'figma-editors': 'g1' }`: the groups, and the id for a grant of each. */
export const open = (of: Readonly<Record<string, string>>, but: Partial<Open> = {}): Command => ({
  type: 'assignment.open',
  id: 'r1',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(4),
  wanted: Object.entries(of).map(([group, id]) => ({ entitlement: `okta:${group}`, grant: id })),
  alreadyHad: [],
  ...but,
});

export const provisioned = (id = 'g1'): Command => ({ type: 'grant.confirmProvisioned', id, how: 'done' });
export const removed = (id = 'g1'): Command => ({ type: 'grant.confirmRevoked', id, how: 'done' });
export const expire = (id = 'r1'): Command => ({ type: 'assignment.expire', id });
export const giveBack = (by: string, id = 'r1'): Command => ({ type: 'assignment.giveBack', id, by });
export const revoke = (by: string, id = 'r1'): Command => ({
  type: 'assignment.revoke',
  id,
  by,
  reason: text('t3'),
  mayRevoke: ['iris', 'dana'],
});
export const extend = (by: string, duration: number, but: { longest?: Duration; request?: string } = {}): Command => ({
  type: 'assignment.extend',
  id: 'r1',
  by,
  duration,
  longest: days(30),
  ...but,
});

export const drift = (but: Partial<Drift> = {}): Drift => ({
  id: 'd1',
  status: 'open',
  kind: 'added',
  entitlement: 'okta:figma-editors',
  recipient: 'ana',
  person: 'ana',
  accounts: ['00uana'],
  app: 'figma',
  role: 'editor',
  risk: 'elevated',
  source: 'reconcile',
  entries: [],
  foundAt: at(0),
  ...but,
});

const { status: _, entries: _entries, foundAt: _foundAt, ...found } = drift();

export const find = (but: Partial<Extract<Command, { type: 'drift.find' }>> = {}): Command => ({
  ...found,
  type: 'drift.find',
  ...but,
});

const answering = (by: string) => ({ id: 'd1', by, accounts: [`00u${by}`], mayAnswer: ['dana', 'iris', 'ana'] });

export const adopt = (by: string, but: Partial<Extract<Command, { type: 'drift.adopt' }>> = {}): Command => ({
  ...answering(by),
  type: 'drift.adopt',
  reason: text('t4'),
  request: 'r9',
  duration: hours(4),
  offered: [hours(4), hours(8)],
  risk: 'elevated',
  catalog: 'c1',
  ...but,
});
export const takeAway = (by: string): Command => ({ ...answering(by), type: 'drift.remove' });
export const explain = (by: string): Command => ({ ...answering(by), type: 'drift.explain', reason: text('t5') });

type Thing = Request | Assignment | Grant | Drift;

export function worldOf(...things: readonly Thing[]): World {
  const of = <T extends Thing>(is: (thing: Thing) => thing is T) =>
    new Map(things.filter(is).map((thing) => [thing.id, thing]));
  return {
    requests: of((thing): thing is Request => 'requester' in thing),
    assignments: of((thing): thing is Assignment => 'grants' in thing),
    grants: of((thing): thing is Grant => 'holders' in thing),
    drifts: of((thing): thing is Drift => 'kind' in thing),
  };
}

export const given = (...things: readonly Thing[]): Given => new Given(worldOf(...things));
export const nothingYet = (): Given => new Given(emptyWorld);

class Given {
  private readonly quorum: number;
  constructor(
    readonly world: World,
    private readonly passed = 0,
    private readonly last: Decision | Refusal = { events: [], world },
  ) {
    const [first] = [...world.requests.values()] as { quorum?: number }[];
    this.quorum = first?.quorum ?? 1;
  }

  /** That many seconds after Monday at nine, whatever was before. */
  at(passed: number): Given {
    return new Given(this.world, passed, this.last);
  }

  when(act: Act): Given {
    const command = typeof act === 'function' ? act(this.quorum) : act;
    const decision = decide(this.world, command, new Date(at(this.passed)));
    return new Given(isRefusal(decision) ? this.world : decision.world, this.passed, decision);
  }

  /** Exactly these events, in this order. */
  // biome-ignore lint/suspicious/noThenProperty: the sentence needs the word, and nobody awaits it
  then(...types: readonly LifecycleEvent['type'][]): Given {
    expect(this.events.map(({ type }) => type)).toEqual(types);
    return this;
  }

  /** And among them one with these facts. */
  saying(facts: Partial<Record<string, unknown>>): Given {
    expect(this.events).toContainEqual(expect.objectContaining(facts));
    return this;
  }

  nothing(): Given {
    return this.then();
  }

  refused(says: string | RegExp): Given {
    if (!isRefusal(this.last)) throw new Error(`Not refused: ${this.events.map(({ type }) => type).join(', ')}`);
    expect(this.last.says).toMatch(says);
    return this;
  }

  get events(): readonly LifecycleEvent[] {
    if (isRefusal(this.last)) throw new Error(`Refused: ${this.last.says}`);
    return this.last.events;
  }
}
