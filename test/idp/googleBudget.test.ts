import { afterEach, describe, expect, test } from '@jest/globals';
import type { Budget, BudgetedCall, LimitsHeard } from '../../src/idp/budget.js';
import { ProviderDown, ProviderRefused, type WritableGroups } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type GoogleBench, googleBench, googleError } from './googleBench.js';

let bench: GoogleBench;
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

async function start(budget: Budget, groups = everyGroup) {
  bench = await googleBench({ budget }, groups, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

describe("Google's budget", () => {
  test('is taken from by every call, those for tokens and the repeated ones included', async () => {
    const { budget, taken } = noted();
    const { workspace, provider, ana, figma } = await start(budget);
    await provider.add(ana, figma);
    workspace.forgetTokens();
    await provider.isMember(ana, figma);
    await provider.endSessions(ana);
    await provider.log.read({ since: new Date(Date.now() - 1000), until: new Date() }, [figma]);
    const buckets = { token: 'token', directory: 'directory', reports: 'reports', cloudidentity: 'identity' };
    const bucketOf = (operation: string) =>
      `google:${buckets[operation.split('.')[0] as keyof typeof buckets] ?? 'unknown'}`;
    expect(taken.map(({ bucket }) => bucket)).toEqual(workspace.calls.map(({ operation }) => bucketOf(operation)));
    expect(new Set(taken.map(({ bucket }) => bucket)).size).toBe(4);
    for (const { cost, allowance } of taken) expect([cost, allowance.seconds]).toEqual([1, 60]);
    expect(taken.find(({ bucket }) => bucket === 'google:directory')?.allowance.units).toBe(2400);
  });

  test('that nobody can wait for is told as it is, and nothing leaves', async () => {
    const retryAt = new Date(Date.now() + 60_000);
    const { budget } = noted(async () => {
      throw new ProviderDown('google', 'Too much is asked of Google.', retryAt);
    });
    const { workspace, provider, ana } = await start(budget);
    expect(await faultOf(provider.readPerson(ana))).toMatchObject({ name: 'ProviderDown', retryAt });
    expect(workspace.calls).toEqual([]);
  });

  test('that is waited for does not let a write leave which the catalog forbids meanwhile', async () => {
    let asked = 0;
    const { budget } = noted(async () => {
      asked += 1;
    });
    // A token and a read go before the write: while it waits, the catalog loses the group.
    const groups = { mayAdd: () => asked < 3, mayRemove: () => true };
    const { provider, ana, figma, has } = await start(budget, groups);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(has('ana', 'figma-viewers')).toBe(false);
  });

  test.each([
    ['the minute is spent', 'userRateLimitExceeded'],
    ['too many run at once', 'quotaExceeded'],
  ])('hears that %s, and slows down', async (_what, reason) => {
    const { budget, heard } = noted();
    const { workspace, provider, ana } = await start(budget);
    workspace.faults.error('directory.users.get', googleError(403, reason, 'Wait'));
    await faultOf(provider.readPerson(ana));
    expect(heard).toEqual([{ bucket: 'google:directory', says: 'slow down' }]);
  });

  test('is closed until the moment that is named, where one is', async () => {
    const { budget, heard } = noted();
    const { workspace, provider, ana } = await start(budget);
    const over = googleError(403, 'userRateLimitExceeded', 'Wait');
    workspace.faults.error('directory.users.get', { ...over, headers: { 'retry-after': '20' } });
    await faultOf(provider.readPerson(ana));
    const wait = (heard[0]?.closedUntil?.getTime() ?? 0) - Date.now();
    expect([wait > 15_000, wait <= 20_000]).toEqual([true, true]);
  });

  test('hears of an answer that says nothing about limits that it was one', async () => {
    const { budget, heard } = noted();
    const { workspace, provider, ana } = await start(budget);
    await provider.readPerson(ana);
    workspace.faults.error('directory.users.get', googleError(403, 'forbidden', 'No'));
    await faultOf(provider.readPerson(ana));
    expect(heard).toEqual([{ bucket: 'google:directory' }, { bucket: 'google:directory' }]);
  });
});
