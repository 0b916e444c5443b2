import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/idp/port.js';
import type { Bench, Start } from './bench.js';

export async function findingsOf(
  { provider }: Bench,
  groups: readonly string[],
  endsSessions: 'roles end sessions' | 'no role does' = 'roles end sessions',
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of provider.examine({ groups, endsSessions: endsSessions === 'roles end sessions' }))
    findings.push(finding);
  return findings;
}

export function aboutExamination(start: Start): void {
  test('looks at many things, changes nothing, and tells no secret and no address', async () => {
    const bench = await start();
    const findings = await findingsOf(bench, [bench.groupId('figma-viewers')]);
    expect(findings.length).toBeGreaterThan(3);
    expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length);
    expect(findings.filter(({ verdict }) => verdict === 'good')).not.toEqual([]);
    for (const { verdict, remedy } of findings) expect(verdict === 'good' || remedy !== undefined).toBe(true);
    const told = JSON.stringify(findings);
    for (const secret of [...bench.secrets, '@acme.example.com']) expect(told).not.toContain(secret);
    expect([bench.writes(), bench.sessionsEnded()]).toEqual([0, []]);
  });

  test('finds a group that is gone, and is content when all are there', async () => {
    const bench = await start();
    const groups = [bench.groupId('figma-viewers'), bench.groupId('github-admins')] as const;
    const badAbout = async (id: string) =>
      (await findingsOf(bench, groups)).filter(({ check, verdict }) => verdict === 'bad' && check.includes(id));
    expect(await badAbout(groups[0])).toEqual([]);
    bench.deleteGroup('figma-viewers');
    expect(await badAbout(groups[0])).toHaveLength(1);
    expect(await badAbout(groups[1])).toEqual([]);
  });

  test('finds the groups that take no writes', async () => {
    const bench = await start();
    for (const name of bench.unwritable) {
      const id = bench.groupId(name);
      const about = (await findingsOf(bench, [id])).find(({ check }) => check.includes(id));
      expect([about?.verdict, about?.says]).toEqual(['bad', expect.stringContaining(name)]);
    }
  });

  test('finds a credential that no longer holds, and tells nothing of it', async () => {
    const bench = await start();
    bench.withdrawCredential();
    const findings = await findingsOf(bench, [bench.groupId('figma-viewers')]);
    expect(findings.filter(({ verdict }) => verdict === 'good')).toEqual([]);
    expect(findings.filter(({ verdict }) => verdict === 'bad')).not.toEqual([]);
    for (const secret of bench.secrets) expect(JSON.stringify(findings)).not.toContain(secret);
  });
}
