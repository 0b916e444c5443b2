import { afterEach, describe, expect, test } from '@jest/globals';
import { everyPermission } from '../../sandbox/entra/door.js';
import type { Finding } from '../../src/idp/port.js';
import { findingsOf } from './contractExamine.js';
import { type EntraBench, entraBench, graphError, type Setting } from './entraBench.js';

let bench: EntraBench;
afterEach(() => bench.close());

const nothing = { mayAdd: () => false, mayRemove: () => false };

async function start(setting: Setting = {}) {
  bench = await entraBench(setting, nothing, { timeout: 5000 });
  return bench;
}

const examine = (groups: readonly string[] = []) => findingsOf(bench, groups.map(bench.groupId));

const about = (findings: readonly Finding[], check: string) => findings.find((finding) => finding.check === check);

describe('what our credential may do at Entra ID', () => {
  test('is well when it is what docs/security.md lists, and changes nothing', async () => {
    const { entra } = await start();
    const findings = await examine(['figma-viewers']);
    expect(findings.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
    for (const name of everyPermission) expect(about(findings, `permission ${name}`)?.verdict).toBe('good');
    const reads = entra.calls.filter(({ operation }) => operation !== 'token');
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each(everyPermission)('without %s it is less than is needed, with what to do', async (lacking) => {
    await start({ permissions: everyPermission.filter((name) => name !== lacking) });
    const finding = about(await examine(), `permission ${lacking}`);
    expect(finding?.verdict).toBe(lacking === 'User.RevokeSessions.All' ? 'unknown' : 'bad');
    expect(finding?.remedy).toContain('API permissions');
  });

  test.each(['Directory.ReadWrite.All', 'Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'Mail.Read'])(
    'with %s it is more than is needed',
    async (more) => {
      await start({ permissions: [...everyPermission, more] });
      expect(about(await examine(), `permission ${more}`)).toMatchObject({ verdict: 'bad' });
    },
  );

  test('is told as refused where reading is', async () => {
    await start({ permissions: ['User.Read.All'] });
    const findings = await examine();
    expect(about(findings, 'reading people')?.verdict).toBe('good');
    for (const check of ['reading groups', 'reading the audit log'])
      expect(about(findings, check)).toMatchObject({ verdict: 'bad', says: expect.stringContaining('Insufficient') });
  });

  test('is not known where the token does not tell', async () => {
    const { entra } = await start();
    const body = { access_token: 'opaque', expires_in: 3599 };
    entra.faults.error('token', { status: 200, body });
    expect(about(await examine(), 'permissions')?.verdict).toBe('unknown');
  });

  test('is not known while Entra ID is away', async () => {
    const { entra } = await start();
    entra.faults.down('token');
    expect(await examine()).toMatchObject([{ check: 'access token', verdict: 'unknown' }]);
  });

  test('is not known where a limit is in the way', async () => {
    const { entra } = await start();
    entra.allow('reports', 0);
    expect(about(await examine(), 'reading the audit log')?.verdict).toBe('unknown');
  });

  test('is not asked about where there is no token, and no secret is told', async () => {
    const { withdrawCredential, secrets } = await start();
    withdrawCredential();
    const findings = await examine(['figma-viewers']);
    expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([['access token', 'bad']]);
    for (const secret of secrets) expect(JSON.stringify(findings)).not.toContain(secret);
  });
});

describe('what else is looked at', () => {
  test('the reach of the permission to write, which nothing at Entra ID narrows', async () => {
    await start();
    const reach = about(await examine(), 'reach of GroupMember.ReadWrite.All');
    expect(reach).toMatchObject({ verdict: 'unknown', says: expect.stringContaining('cannot limit') });
  });

  test.each([
    [0, 'good'],
    [600, 'bad'],
    [-600, 'bad'],
  ] as const)('the clock, when it is %i seconds off: %s', async (seconds, verdict) => {
    const { entra } = await start();
    const date = new Date(Date.now() + seconds * 1000).toUTCString();
    entra.faults.error('listDirectoryAudits', { status: 200, headers: { date }, body: { value: [] } });
    expect(about(await examine(), 'clock')?.verdict).toBe(verdict);
  });

  test('each group of the catalog: whether it is there, takes our writes, and can be read', async () => {
    const { entra, groupId } = await start();
    const gone = groupId('github-admins');
    const ids = [groupId('figma-viewers'), groupId('all-finance'), gone];
    entra.deleteGroup('github-admins');
    const verdicts = async () => {
      const findings = await findingsOf(bench, ids);
      return findings.filter(({ check }) => check.startsWith('group ')).map(({ verdict }) => verdict);
    };
    expect(await verdicts()).toEqual(['good', 'bad', 'bad']);
    entra.faults.error('getGroup', { status: 503, body: graphError('ServiceUnavailable', 'Later.') });
    expect(await verdicts()).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

test('no finding carries an e-mail address', async () => {
  await start();
  expect(JSON.stringify(await examine(['figma-viewers']))).not.toContain('@');
});
