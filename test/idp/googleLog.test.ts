import { afterEach, describe, expect, test } from '@jest/globals';
import { everyScope } from '../../sandbox/google/index.js';
import type { Finding, MembershipChange } from '../../src/idp/port.js';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { findingsOf } from './contractExamine.js';
import { account, type GoogleBench, googleBench, type Setting } from './googleBench.js';

let bench: GoogleBench;
afterEach(() => bench.close());

async function start(setting: Setting = {}) {
  bench = await googleBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

async function changes(until = new Date(Date.now() + 1000)): Promise<MembershipChange[]> {
  const { provider, groupId } = bench;
  const window = { since: new Date(until.getTime() - 60_000), until };
  const all: MembershipChange[] = [];
  let from: string | undefined;
  do {
    const page = await provider.log.read(window, [groupId('figma-viewers')], from);
    all.push(...page.items);
    from = page.next;
  } while (from !== undefined);
  return all;
}

describe("Google's log", () => {
  test("tells what a group's own owner changed too, past the admins", async () => {
    const { workspace, figma } = await start();
    workspace.ownerAdds('figma-viewers', 'ana');
    workspace.ownerRemoves('figma-viewers', 'ana');
    const told = await changes();
    expect(told.map(({ kind }) => kind)).toEqual(['added', 'removed']);
    for (const { group, person, actor } of told) {
      expect([group, person]).toEqual([figma, { email: 'ana@acme.example.com' }]);
      expect(actor).toMatchObject({ name: 'owner@acme.example.com', isLatchkey: false });
    }
  });

  test('tells of a group under the address that it had', async () => {
    const { workspace, figma } = await start();
    workspace.addMember('figma-viewers', 'ana');
    workspace.renameGroup('figma-viewers', { email: 'design@acme.example.com' });
    expect((await changes()).map(({ group }) => group)).toEqual([figma]);
  });

  test('takes a person who signs in as our admin for a person, where Google names the application', async () => {
    const settings = { serviceAccount: { ...account, clientId: '999' } };
    const { provider, ana, figma } = await start({ settings });
    await provider.add(ana, figma);
    expect((await changes()).map(({ actor }) => actor.isLatchkey)).toEqual([false]);
  });

  test('goes by the admin alone, where Google does not name the application', async () => {
    const { workspace, provider, ana, figma } = await start();
    workspace.logNamesApplications('no');
    await provider.add(ana, figma);
    workspace.addMember('figma-viewers', 'ben');
    expect((await changes()).map(({ actor }) => actor.isLatchkey).sort()).toEqual([false, true]);
  });

  test('is late by less than what is read again', async () => {
    let clock = new Date('2026-11-20T09:00:00Z');
    const { workspace, provider } = await start({ now: () => clock });
    workspace.logLag(10 * 60_000);
    workspace.addMember('figma-viewers', 'ana');
    clock = new Date('2026-11-20T09:00:30Z');
    const window = clock;
    expect(await changes(window)).toEqual([]);
    clock = new Date('2026-11-20T09:11:00Z');
    expect(await changes(window)).toHaveLength(1);
    expect(provider.log.lateBy).toBeGreaterThan(10 * 60);
  });

  test('is not gone on with from a place that is none', async () => {
    const { provider, figma } = await start();
    const window = { since: new Date(Date.now() - 1000), until: new Date() };
    for (const from of ['', '9:', 'page', '0:no token']) {
      expect(await faultOf(provider.log.read(window, [figma], from))).toBeInstanceOf(ProviderRefused);
    }
  });

  test('names whom Google names by address alone by no id: that stands on record, and an address must not', async () => {
    const { workspace, figma } = await start();
    const at = new Date(Date.now() - 1000).toISOString();
    const parameters = [
      { name: 'USER_EMAIL', value: 'ana@acme.example.com' },
      { name: 'GROUP_EMAIL', value: 'figma-viewers@acme.example.com' },
    ];
    const activity = {
      kind: 'admin#reports#activity',
      id: { time: at, uniqueQualifier: '1', applicationName: 'admin', customerId: 'C0acme000' },
      actor: { callerType: 'USER', email: 'guest@else.example.com' },
      events: [{ type: 'GROUP_SETTINGS', name: 'ADD_GROUP_MEMBER', parameters }],
    };
    const body = { kind: 'admin#reports#activities', items: [activity] };
    workspace.faults.error('reports.activities.list', { status: 200, body });
    const [told] = await changes();
    expect(told?.group).toBe(figma);
    expect(told?.actor).toEqual({ id: 'unknown', name: 'guest@else.example.com', isLatchkey: false });
  });

  test('that cannot be read is not an empty one', async () => {
    const { workspace, provider, figma } = await start();
    const window = { since: new Date(Date.now() - 1000), until: new Date() };
    workspace.faults.error('reports.activities.list', { status: 200, body: { items: [] } });
    expect(await faultOf(provider.log.read(window, [figma]))).toBeInstanceOf(ProviderDown);
  });
});

describe('an examination of Google', () => {
  const verdicts = async () => {
    const findings = await findingsOf(bench, [bench.groupId('figma-viewers')]);
    return new Map(findings.map((finding): [string, Finding] => [finding.check, finding]));
  };
  const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;

  test('finds each scope that is missing, and is content with all of them', async () => {
    const needed = ['admin.directory.user.readonly', 'admin.directory.group.member', 'admin.reports.audit.readonly'];
    const { workspace } = await start();
    for (const name of needed) {
      workspace.authorise(everyScope);
      expect([name, (await verdicts()).get(`scope ${name}`)?.verdict]).toEqual([name, 'good']);
      workspace.authorise(everyScope.filter((each) => each !== scope(name)));
      const found = (await verdicts()).get(`scope ${name}`);
      expect([found?.verdict, found?.remedy]).toEqual(['bad', expect.stringContaining('Domain-wide delegation')]);
    }
  });

  test('finds what is more than Latchkey needs', async () => {
    const { workspace } = await start();
    const check = 'scopes beyond what is needed';
    expect((await verdicts()).get(check)?.verdict).toBe('good');
    workspace.authorise([...everyScope, scope('admin.directory.user'), scope('cloud-platform')]);
    const found = (await verdicts()).get(check);
    expect(found).toMatchObject({
      verdict: 'bad',
      says: expect.stringMatching(/admin.directory.user, cloud-platform/),
    });
  });

  test('finds the scope to end sessions needed where a role ends them, and too much where none does', async () => {
    const { workspace } = await start();
    const verdict = async (roles: 'roles end sessions' | 'no role does') =>
      (await findingsOf(bench, [], roles)).find(({ check }) => check === 'scope admin.directory.user.security')
        ?.verdict;
    expect([await verdict('roles end sessions'), await verdict('no role does')]).toEqual(['good', 'bad']);
    workspace.authorise(everyScope.filter((each) => !each.endsWith('security')));
    expect([await verdict('roles end sessions'), await verdict('no role does')]).toEqual(['bad', 'good']);
  });

  test('finds a super admin, and an account without any role', async () => {
    const { workspace } = await start();
    const verdict = async () => (await verdicts()).get('GOOGLE_ADMIN_SUBJECT')?.verdict;
    expect(await verdict()).toBe('good');
    workspace.setPerson('latchkey-admin', { isAdmin: true });
    expect(await verdict()).toBe('bad');
    workspace.setPerson('latchkey-admin', { isAdmin: false, isDelegatedAdmin: false });
    expect(await verdict()).toBe('bad');
  });

  test('finds a group whose members the role may not see', async () => {
    const { workspace, figma } = await start();
    workspace.withhold(['directory.members.list']);
    expect((await verdicts()).get(`group ${figma}`)?.verdict).toBe('bad');
  });

  test.each([
    ['behind', -120_000],
    ['ahead of', 120_000],
  ])('finds that our clock is %s that of Google', async (direction, by) => {
    await start({ ourClock: () => new Date(Date.now() + by) });
    const found = (await verdicts()).get('clock');
    expect([found?.verdict, found?.says]).toEqual([
      'bad',
      expect.stringMatching(new RegExp(`1[12]\\d s ${direction}`)),
    ]);
  });

  test('is content with a clock that goes right', async () => {
    await start();
    expect((await verdicts()).get('clock')?.verdict).toBe('good');
  });

  test('does not call a Google that is away a bad credential', async () => {
    const { workspace } = await start();
    await workspace.goDown();
    const [finding, ...others] = [...(await verdicts()).values()];
    expect([finding?.check, finding?.verdict, others]).toEqual(['credential', 'unknown', []]);
    await workspace.comeBack();
  });
});
