import { expect, test } from '@jest/globals';
import { ProviderDown } from '../../src/idp/port.js';
import { type Bench, everythingIn, faultOf, type PortCall, portCalls, type Start } from './bench.js';

export function aboutTrouble(start: Start): void {
  const calls = async (bench: Bench): Promise<Record<PortCall, () => Promise<unknown>>> => {
    const [ana, figma] = [bench.personId('ana'), bench.groupId('figma-viewers')];
    return {
      findPerson: () => bench.provider.findPerson('ana@acme.example.com'),
      findGroup: () => bench.provider.findGroup(figma),
      isMember: () => bench.provider.isMember(ana, figma),
      add: () => bench.provider.add(ana, figma),
      remove: () => bench.provider.remove(ana, figma),
      endSessions: () => bench.provider.endSessions(ana),
      lastSignIn: () => bench.provider.lastSignIn(ana),
      listPeople: () => bench.provider.listPeople(),
      listMembers: () => bench.provider.listMembers(figma),
      readLog: () => bench.provider.log.read({ since: new Date(Date.now() - 60_000), until: new Date() }, [figma]),
    };
  };
  const ask = async (bench: Bench, call: PortCall) => (await calls(bench))[call]();

  test.each(portCalls)('%s: a limit says when to ask again', async (call) => {
    const bench = await start();
    const reset = bench.overLimit(call);
    const fault = await faultOf(ask(bench, call));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect((fault as ProviderDown).retryAt).toEqual(reset);
    await ask(bench, call);
  });

  test.each(portCalls)('%s: too many calls at once ask for a short wait', async (call) => {
    const bench = await start();
    bench.trouble(call, 'too many at once');
    const fault = await faultOf(ask(bench, call));
    expect(fault).toBeInstanceOf(ProviderDown);
    const wait = ((fault as ProviderDown).retryAt?.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(10_000);
  });

  test.each(portCalls)('%s: a server error and a cut connection are no answer', async (call) => {
    const bench = await start();
    for (const trouble of ['server error', 'connection cut'] as const) {
      bench.trouble(call, trouble);
      expect(await faultOf(ask(bench, call))).toBeInstanceOf(ProviderDown);
    }
    await ask(bench, call);
  });

  test.each(portCalls)('%s: silence is given up in time', async (call) => {
    const bench = await start(undefined, 300);
    bench.trouble(call, 'no answer');
    expect(await faultOf(ask(bench, call))).toBeInstanceOf(ProviderDown);
  });

  test.each(['add', 'remove'] as const)(
    '%s: a token that ends on the way is renewed, and the change is made',
    async (call) => {
      const bench = await start();
      if (call === 'remove') bench.put('ana', 'figma-viewers');
      bench.expireTokenBefore(call);
      expect(await ask(bench, call)).toBe('done');
      expect(bench.has('ana', 'figma-viewers')).toBe(call === 'add');
    },
  );

  test('a credential that no longer holds is named, and never told', async () => {
    const bench = await start();
    bench.withdrawCredential();
    for (const call of portCalls) {
      const fault = await faultOf(ask(bench, call));
      expect(fault).toBeInstanceOf(ProviderDown);
      expect(fault.message).toMatch(/Check [A-Z]+_/);
      for (const secret of bench.secrets) expect(everythingIn(fault)).not.toContain(secret);
    }
  });
}

export function aboutUncertainty(start: Start): void {
  test('an answer lost after the change is an error first; reading back then shows the change', async () => {
    const { provider, personId, groupId, trouble } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    for (const change of ['add', 'remove'] as const) {
      trouble(change, 'answer lost');
      expect(await faultOf(provider[change](ana, figma))).toBeInstanceOf(ProviderDown);
      expect(await provider.isMember(ana, figma)).toBe(change === 'add');
      expect(['done', 'already']).toContain(await provider[change](ana, figma));
    }
  });

  test('a read that trails behind the write is what it is: no fault, and right in the end', async () => {
    const { provider, personId, groupId, readsStayStale, has } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    readsStayStale(2);
    await provider.add(ana, figma);
    const seen = [];
    for (let reads = 0; reads < 3; reads++) seen.push(await provider.isMember(ana, figma));
    expect([seen, has('ana', 'figma-viewers')]).toEqual([[false, false, true], true]);
  });

  test('a removal goes out although a late read says that there is nothing to remove', async () => {
    const { provider, personId, groupId, readsStayStale, has } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    readsStayStale(1000);
    await provider.add(ana, figma);
    await provider.remove(ana, figma);
    expect(has('ana', 'figma-viewers')).toBe(false);
  });
}
