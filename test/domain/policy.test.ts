import { describe, expect, test } from '@jest/globals';
import type { Catalog, RiskRule, StageRule } from '../../src/domain/catalog.js';
import { type Analysis, analyse, type Circle, type Somebody } from '../../src/domain/policy.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { days, somebody } from '../support/given.js';

/** Ana asks for Editor; Ben manages her, Dana owns Figma, Eve manages Dana, Sam and Tess are security, Iris is admin. */
const people = {
  requester: 'ana',
  recipient: 'ana',
  manager: somebody('ben'),
  owner: somebody('dana'),
  ownersManager: somebody('eve'),
  security: [somebody('sam'), somebody('tess')],
  admins: [somebody('iris')],
} satisfies Circle;

const left = (id: string): Somebody => somebody(id, { isActive: false });
const notInSlack = (id: string): Somebody => somebody(id, { isInSlack: false });
const alone = { manager: undefined, owner: undefined, ownersManager: undefined, security: [], admins: [] };

const stages = (...kinds: readonly (StageRule['kind'] | StageRule)[]): RiskRule['approval'] =>
  kinds.map((kind) => (typeof kind === 'string' ? { kind, quorum: 1 } : kind));

function catalog(approval: RiskRule['approval'], fallback = 'Ask in #it-help'): Catalog {
  const role = {
    id: 'editor',
    name: 'Editor',
    risk: 'standard',
    groups: ['g'],
    durations: [days(7)],
    endSessions: false,
  } as const;
  const app = {
    id: 'figma',
    name: 'Figma',
    owner: 'dana@acme.example.com',
    provider: 'okta',
    fallback,
    roles: [role],
  } as const;
  const auto = { approval: 'auto' } as const;
  const risks = { low: auto, standard: { approval }, sensitive: auto, elevated: auto, privileged: auto };
  return {
    apps: [app],
    policy: { risks, security: [], admins: [], lapse: days(3), pilot: [], directory: 'okta' },
    hash: 'c1',
  };
}

const editor = { app: 'figma', role: 'editor' };
type Decided = Parameters<typeof analyse>[3];

const ask = (approval: RiskRule['approval'], but: Partial<Circle> = {}, decided: Decided = []) =>
  analyse(catalog(approval), editor, { ...people, ...but }, decided);

function answer(approval: RiskRule['approval'], but: Partial<Circle> = {}, decided: Decided = []): Analysis {
  const result = ask(approval, but, decided);
  if (isRefusal(result)) throw new Error(`Refused: ${result.says}`);
  return result;
}

const approvers = ({ stages }: Analysis) => stages.map((stage) => stage.approvers.map(({ id }) => id));
const standIns = ({ stages }: Analysis) => stages.map(({ standsIn }) => standsIn?.as);

describe('who approves', () => {
  test('nobody, where the risk is approved automatically', () => {
    expect(answer('auto')).toEqual({ risk: 'standard', rule: 'standard risk is approved automatically', stages: [] });
  });

  test.each([
    ['manager', ['ben']],
    ['owner', ['dana']],
    ['security', ['sam', 'tess']],
  ] as const)('the %s', (kind, ids) => {
    expect(approvers(answer(stages(kind)))).toEqual([ids]);
  });

  test('stages in their order, and the rule says them', () => {
    const two = answer(stages('security', 'owner'));
    expect(approvers(two)).toEqual([['sam', 'tess'], ['dana']]);
    expect(two.rule).toBe('standard risk needs security, then owner');
    expect(answer(stages({ kind: 'security', quorum: 2 })).rule).toBe('standard risk needs 2 of security');
  });

  test('a role that left the catalog is approved by nobody', () => {
    const gone = analyse(catalog('auto'), { app: 'figma', role: 'gone' }, people);
    expect(gone).toMatchObject({ refused: true, says: expect.stringContaining('no longer in the catalog') });
  });
});

describe('who stands in', () => {
  const order = [
    ['manager', {}, 'ben'],
    ['owner', { manager: undefined }, 'dana'],
    ["owner's manager", { manager: undefined, owner: undefined }, 'eve'],
    ['admins', alone, 'iris'],
  ] as const;

  test.each(order)('for security: the %s comes next', (as, but, id) => {
    const admins = [somebody('iris')];
    const result = answer(stages('security'), { ...people, ...but, admins, security: [] });
    expect([approvers(result), standIns(result)]).toEqual([[[id]], [as]]);
    expect(result.stages[0]?.standsIn?.why).toBe('no security is known');
  });

  test('for the manager: the owner, then the owner’s manager, security, admins', () => {
    const without = { manager: undefined };
    expect(standIns(answer(stages('manager'), without))).toEqual(['owner']);
    expect(standIns(answer(stages('manager'), { ...without, owner: undefined }))).toEqual(["owner's manager"]);
    const noOwner = { ...without, owner: undefined, ownersManager: undefined };
    expect(approvers(answer(stages('manager'), noOwner))).toEqual([['sam', 'tess']]);
    expect(standIns(answer(stages('manager'), { ...noOwner, security: [] }))).toEqual(['admins']);
  });

  test.each([
    ['is asking', { requester: 'ben', recipient: 'ana' }],
    ['would get the access', { requester: 'ana', recipient: 'ben' }],
    ['has left', { manager: left('ben') }],
    ['is not in Slack', { manager: notInSlack('ben') }],
  ])('for a manager who %s, and the card can say why', (why, but) => {
    const result = answer(stages('manager'), but);
    expect(approvers(result)).toEqual([['dana']]);
    expect(result.stages[0]?.standsIn).toEqual({
      as: 'owner',
      why: `Ben (manager) ${why}`,
      missing: [{ id: 'ben', why }],
    });
  });

  test('not for one of several who is still there', () => {
    const result = answer(stages('security'), { security: [left('sam'), somebody('tess')] });
    expect([approvers(result), standIns(result)]).toEqual([[['tess']], [undefined]]);
  });

  test('a stand-in may not be the requester either', () => {
    expect(approvers(answer(stages('owner'), { requester: 'dana', recipient: 'dana' }))).toEqual([['ben']]);
    const managed = { requester: 'dana', recipient: 'dana', manager: left('ben') };
    expect(standIns(answer(stages('owner'), managed))).toEqual(["owner's manager"]);
  });
});

describe('a quorum', () => {
  const two = stages({ kind: 'security', quorum: 2 });

  test('is met by those the policy names, where they are enough', () => {
    expect(answer(two).stages[0]).toMatchObject({ quorum: 2, approvers: [{ id: 'sam' }, { id: 'tess' }] });
  });

  test('is filled up by stand-ins, who decide beside the ones who are left', () => {
    const result = answer(two, { security: [somebody('sam'), left('tess')] });
    expect(approvers(result)).toEqual([['sam', 'ben']]);
    expect(result.stages[0]?.standsIn).toMatchObject({
      as: 'manager',
      why: 'Sam (security) alone is not enough, Tess (security) has left',
    });
  });

  test('is filled up from several groups, where one is not enough', () => {
    expect(approvers(answer(two, { security: [] }))).toEqual([['ben', 'dana']]);
  });

  test('needs that many people, not that many addresses', () => {
    expect(approvers(answer(two, { security: [somebody('sam'), somebody('sam')] }))).toEqual([['sam', 'ben']]);
  });
});

describe('two stages need two people', () => {
  test('who said yes to one does not decide the other', () => {
    const owner = somebody('sam');
    const decided = [{ by: 'sam', stage: 'security' }] as const;
    const result = answer(stages('security', 'owner'), { owner }, decided);
    expect(approvers(result)[1]).toEqual(['ben']);
    expect(result.stages[1]?.standsIn?.why).toBe('Sam (owner) decides another stage');
  });

  test('who alone can decide an earlier stage is not counted for a later one: the right people are asked at once', () => {
    const result = answer(stages('security', 'owner'), { owner: somebody('sam'), security: [somebody('sam')] });
    expect([approvers(result), standIns(result)]).toEqual([
      [['sam'], ['ben']],
      [undefined, 'manager'],
    ]);
  });

  test('where one person is all there is, the request is refused and not left to lapse', () => {
    const onlySam = { ...alone, owner: somebody('sam'), security: [somebody('sam')] };
    expect(ask(stages('security', 'owner'), onlySam)).toMatchObject({ refused: true });
  });

  test('a stage that has its yes does not need one again, even when the one who gave it has left', () => {
    const decided = [{ by: 'sam', stage: 'security' }] as const;
    const onlyDana = { ...alone, owner: somebody('dana'), security: [left('sam')] };
    expect(approvers(answer(stages('security', 'owner'), onlyDana, decided))[1]).toEqual(['dana']);
  });

  test('a stage that has one of its two yeses needs one more person, and not the same one', () => {
    const decided = [{ by: 'sam', stage: 'security' }] as const;
    const two = stages({ kind: 'security', quorum: 2 });
    const result = answer(two, { security: [somebody('sam'), left('tess')], manager: somebody('sam') }, decided);
    expect(approvers(result)).toEqual([['sam', 'dana']]);
  });
});

describe('lesson 9: an approver who is gone must not break the request', () => {
  test('they are skipped, named, and the others go on', () => {
    const gone = { manager: left('ben'), owner: notInSlack('dana') };
    const result = answer(stages('manager'), gone);
    expect(approvers(result)).toEqual([['eve']]);
    expect(result.stages[0]?.standsIn?.why).toBe('Ben (manager) has left');
  });

  test.each(['Ask in #it-help', 'Ask in #it-help.', 'Ask in #it-help!'])(
    'with nobody left, the request is refused with the fallback: %s',
    (fallback) => {
      const nobody = { ...people, ...alone, manager: left('ben') };
      const says = `Nobody is left who could approve this: Ben (manager) has left. Ask in #it-help${fallback.endsWith('!') ? '!' : '.'}`;
      expect(analyse(catalog(stages('manager'), fallback), editor, nobody)).toEqual({
        refused: true,
        says,
        field: 'role',
      });
    },
  );
});

describe('lesson 14: nobody approves for themselves', () => {
  test('neither as manager, owner, security, stand-in nor admin', () => {
    const ana = somebody('ana');
    const everywhere = { manager: ana, owner: ana, ownersManager: ana, security: [ana], admins: [ana] };
    for (const kind of ['manager', 'owner', 'security'] as const) {
      expect(ask(stages(kind), everywhere)).toMatchObject({ refused: true });
    }
  });
});
