import { afterEach, describe, expect, test } from '@jest/globals';
import type { Budget, BudgetedCall, LimitsHeard } from '../../src/idp/budget.js';
import { ProviderDown, ProviderRefused, type WritableGroups } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench, oktaError, type Setting } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

/** A budget that writes down what is asked of it; `gate` says when a call may leave. */
function noted(gate: () => Promise<void> = async () => undefined) {
  const taken: BudgetedCall[] = [];
  const heard: LimitsHeard[] = [];
  const budget: Budget = {
    take: (call) => {
      taken.push(call);
      return gate();
    },
    heard: (answer) => void heard.push(answer),
  };
  return { taken, heard, budget };
}

const everyGroup: WritableGroups = { mayAdd: () => true, mayRemove: () => true };

async function start(budget: Budget, setting: Omit<Setting, 'budget'> = { way: 'API token' }, groups = everyGroup) {
  bench = await oktaBench({ ...setting, budget }, groups, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

const shortOf = ({ bucket }: { readonly bucket: string }) => bucket.replace('okta:', '');

describe("Okta's budget", () => {
  test('is taken from by every call, those for tokens and the repeated ones included', async () => {
    const { budget, taken, heard } = noted();
    const { org, provider, ana, figma } = await start(budget, { way: 'service app with DPoP' });
    await provider.readPerson(ana);
    org.forgetTokens();
    await provider.readPerson(ana);
    await provider.add(ana, figma);
    const statuses = org.calls.slice(0, 7).map(({ operation, status }) => `${operation} ${status}`);
    // A nonce, a token, the call; then the call in vain, a nonce and a token again, and the call repeated.
    expect(statuses).toEqual([
      'token 400',
      'token 200',
      'getUser 200',
      'getUser 401',
      'token 400',
      'token 200',
      'getUser 200',
    ]);
    expect([taken.length, heard.length]).toEqual([org.calls.length, org.calls.length]);
    const paths = { token: '/oauth2/v1', getUser: 'GET /api/v1/users/{id}' } as const;
    const expected = org.calls.slice(0, 7).map(({ operation }) => paths[operation as keyof typeof paths]);
    expect(taken.slice(0, 7).map(shortOf)).toEqual(expected);
  });

  test('is counted as Okta counts: by the longest path', async () => {
    const { budget, taken } = noted();
    const { provider, ana, figma } = await start(budget);
    const window = { since: new Date(Date.now() - 1000), until: new Date() };
    const asked: [() => Promise<unknown>, readonly string[]][] = [
      [() => provider.readPerson(ana), ['GET /api/v1/users/{id}']],
      [() => provider.listPeople(), ['/api/v1/users']],
      [() => provider.listMembers(figma), ['/api/v1/groups']],
      [() => provider.isMember(ana, figma), ['/api/v1', '/api/v1/groups/{id}']],
      [() => provider.add(ana, figma), ['/api/v1/groups/{id}', '/api/v1/groups', '/api/v1/groups']],
      [() => provider.endSessions(ana), ['/api/v1']],
      [() => provider.log.read(window, [figma]), ['/api/v1/logs']],
    ];
    for (const [ask, buckets] of asked) {
      taken.splice(0);
      await ask();
      expect(taken.map(shortOf)).toEqual(buckets);
      for (const { cost, allowance } of taken) expect([cost, allowance.seconds]).toEqual([1, 60]);
    }
  });

  test('that nobody can wait for is told as it is, and nothing leaves', async () => {
    const retryAt = new Date(Date.now() + 60_000);
    const full = noted(async () => {
      throw new ProviderDown('okta', 'Too much is asked of Okta.', retryAt);
    });
    const { org, provider, ana } = await start(full.budget, { way: 'service app' });
    expect(await faultOf(provider.readPerson(ana))).toMatchObject({ name: 'ProviderDown', retryAt });
    expect(org.calls).toEqual([]);
  });

  test('that is waited for does not let a write leave which the catalog forbids meanwhile', async () => {
    let mayAdd = true;
    let asked = 0;
    const { budget } = noted(async () => {
      // Two reads go before the write: while it waits, the catalog loses the group.
      mayAdd = asked++ < 2;
    });
    const groups = { mayAdd: () => mayAdd, mayRemove: () => true };
    const { provider, ana, figma, has } = await start(budget, { way: 'API token' }, groups);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(has('ana', 'figma-viewers')).toBe(false);
  });
});

describe("what Okta's headers say of its limits", () => {
  const soon = () => Math.floor(Date.now() / 1000) + 30;
  const hears = async (headers: Record<string, string>, status = 200) => {
    const { budget, heard } = noted();
    const { org, provider, ana } = await start(budget);
    const user = { id: ana, status: 'ACTIVE', profile: { login: 'ana', email: 'ana@acme.example.com' } };
    const body = status === 200 ? user : oktaError('E0000047', 'Too many');
    org.faults.error('getUser', { status, headers, body }, { times: 1 });
    await provider.readPerson(ana).catch(() => undefined);
    return heard[0];
  };
  const limits = (limit: string, remaining: string, reset: number | string) => ({
    'x-rate-limit-limit': limit,
    'x-rate-limit-remaining': remaining,
    'x-rate-limit-reset': `${reset}`,
  });

  test('half of the limit is ours', async () => {
    const bucket = 'okta:GET /api/v1/users/{id}';
    expect(await hears(limits('100', '99', soon()))).toEqual({ bucket, allowance: { units: 50, seconds: 60 } });
  });

  test('when nothing is left, nobody asks before the reset', async () => {
    const reset = soon();
    expect(await hears(limits('100', '0', reset))).toMatchObject({ closedUntil: new Date(reset * 1000) });
  });

  test('over the limit, nobody asks before the reset', async () => {
    const reset = soon();
    const heard = await hears(limits('100', '0', reset), 429);
    expect(heard).toMatchObject({ closedUntil: new Date(reset * 1000), allowance: { units: 50 }, says: 'slow down' });
  });

  test('too many at once is a short wait, and no new limit', async () => {
    const heard = await hears(limits('0', '0', soon()), 429);
    expect(heard?.allowance).toBeUndefined();
    const wait = (heard?.closedUntil?.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(10_000);
  });

  test.each([
    ['a limit of one', limits('1', '1', soon())],
    ['a limit of nothing, in an answer that went well', limits('0', '0', soon())],
    ['a limit that is a word', limits('many', '1', soon())],
    ['a limit below nothing', limits('-600', '1', soon())],
    ['a limit of millions', limits('600000000', '1', soon())],
    ['no limit at all', {}],
  ])('%s changes nothing', async (_what, headers) => {
    // The stand-in's own headers are overwritten by these, so all three are named each time.
    const heard = await hears({ ...limits('', '', ''), ...headers });
    expect(heard).toEqual({ bucket: 'okta:GET /api/v1/users/{id}' });
  });

  test.each([
    ['long ago', () => '1598552194'],
    ['in years', () => '99999999999'],
    ['in two hours', () => soon() + 7200],
    ['never', () => 'soon'],
  ])('a reset %s closes nothing in an answer that went well, and for a moment over the limit', async (_when, reset) => {
    expect(await hears(limits('600', '0', reset()))).not.toHaveProperty('closedUntil');
    await bench.close();
    const closed = (await hears(limits('600', '0', reset()), 429))?.closedUntil;
    expect((closed?.getTime() ?? Date.now()) - Date.now()).toBeLessThan(10_000);
  });
});
