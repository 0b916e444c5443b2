import { afterEach, describe, expect, test } from '@jest/globals';
import { costOf } from '../../sandbox/entra/limits.js';
import type { Budget, BudgetedCall, LimitsHeard } from '../../src/idp/budget.js';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type EntraBench, entraBench, graphError } from './entraBench.js';

let bench: EntraBench;
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

async function start(budget: Budget, groups = { mayAdd: () => true, mayRemove: () => true }) {
  bench = await entraBench({ budget }, groups, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

describe('the budget of Entra ID', () => {
  test('is taken from by every call, those for tokens and the repeated ones included', async () => {
    const { budget, taken } = noted();
    const { entra, provider, ana } = await start(budget);
    await provider.readPerson(ana);
    entra.forgetTokens();
    await provider.readPerson(ana);
    const told = entra.calls.map(({ operation, status }) => `${operation} ${status}`);
    expect(told).toEqual(['token 200', 'getUser 200', 'getUser 401', 'token 200', 'getUser 200']);
    expect(taken).toHaveLength(told.length);
  });

  test('is counted as Graph counts, in units and in three buckets', async () => {
    const { budget, taken } = noted();
    const { provider, ana, figma } = await start(budget);
    await provider.readPerson(ana);
    const window = { since: new Date(Date.now() - 1000), until: new Date() };
    const asked: [() => Promise<unknown>, readonly string[]][] = [
      [() => provider.readPerson(ana), ['read 1']],
      [() => provider.listPeople(), ['read 1']],
      [() => provider.listMembers(figma), ['read 3']],
      [() => provider.isMember(ana, figma), ['read 2', 'read 1']],
      [() => provider.isNested(ana, figma), ['read 4', 'read 2', 'read 1']],
      [() => provider.add(ana, figma), ['read 1', 'write 1']],
      [() => provider.remove(ana, figma), ['read 1', 'write 1']],
      [() => provider.endSessions(ana), ['write 1']],
      [() => provider.log.read(window, [figma]), ['reports 1']],
    ];
    for (const [ask, expected] of asked) {
      taken.splice(0);
      await ask();
      expect(taken.map(({ bucket, cost }) => `${bucket.replace('entra:', '')} ${cost}`)).toEqual(expected);
    }
  });

  test('costs what Graph says that a call costs', async () => {
    const { budget, taken } = noted();
    const { entra, provider, ana, figma } = await start(budget);
    await provider.isNested(ana, figma);
    await provider.findPerson('ana@acme.example.com');
    await provider.findGroup('figma-viewers');
    const told = entra.calls.map(({ operation, query }) =>
      costOf(operation, new URLSearchParams(query as Record<string, string>)),
    );
    expect(taken.map(({ cost }) => cost)).toEqual(told);
    for (const { allowance } of taken) expect(allowance).toEqual({ units: 3500, seconds: 10 });
  });

  test('that nobody can wait for is told as it is, and nothing leaves', async () => {
    const retryAt = new Date(Date.now() + 60_000);
    const full = noted(async () => {
      throw new ProviderDown('entra', 'Too much is asked of Entra ID.', retryAt);
    });
    const { entra, provider, ana } = await start(full.budget);
    expect(await faultOf(provider.readPerson(ana))).toMatchObject({ name: 'ProviderDown', retryAt });
    expect(entra.calls).toEqual([]);
  });

  test('that is waited for does not let a write leave which the catalog forbids meanwhile', async () => {
    let mayAdd = true;
    let asked = 0;
    const { budget } = noted(async () => {
      // A token and a read go before the write: while it waits, the catalog loses the group.
      mayAdd = asked++ < 2;
    });
    const { provider, ana, figma, has } = await start(budget, { mayAdd: () => mayAdd, mayRemove: () => true });
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(has('ana', 'figma-viewers')).toBe(false);
  });

  test('is closed for the seconds that Graph names, and slows down where it names none', async () => {
    const { budget, heard } = noted();
    const { entra, provider, ana } = await start(budget);
    const body = graphError('TooManyRequests', 'Too many requests.');
    const told = async (headers: Record<string, string>) => {
      heard.splice(0);
      entra.faults.error('getUser', { status: 429, headers, body }, { times: 1 });
      await faultOf(provider.readPerson(ana));
      return heard.find(({ says }) => says !== undefined);
    };
    const named = await told({ 'retry-after': '30' });
    expect(named?.says).toBe('slow down');
    expect(Math.abs(((named?.closedUntil?.getTime() ?? 0) - Date.now()) / 1000 - 30)).toBeLessThan(2);
    expect(await told({})).toEqual({ bucket: 'entra:read', says: 'slow down' });
    heard.splice(0);
    await provider.readPerson(ana);
    expect(heard).toEqual([{ bucket: 'entra:read' }]);
  });
});
