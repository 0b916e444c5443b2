import type { Finding } from '../../src/domain/finding.js';

export async function findingsOf(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const all: Finding[] = [];
  for await (const finding of findings) all.push(finding);
  return all;
}

export const verdicts = (findings: readonly Finding[]): Record<string, Finding['verdict']> =>
  Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));

/** What has to be mended, each with its remedy. */
export const troubles = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => verdict === 'bad').map(({ check, says, remedy }) => `${check}: ${says} → ${remedy}`);
