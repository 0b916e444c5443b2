import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCatalog } from '../src/catalogFiles.js';
import { directory, figma, policy, policyWith, problems, put, read } from './support/catalogDirectory.js';

describe('a policy is refused, with file, line, field and remedy', () => {
  const stages = 'Write auto, or stages in order out of manager, owner and security, e.g. [security, owner].';
  test.each<[string, Record<string, string>, string]>([
    [
      'a risk without rule',
      policyWith(/ {2}low.*\n/, ''),
      'policy.yaml:1 risks.low: is missing. Write a risk as keys and values: approval, longest.',
    ],
    [
      'an unknown risk',
      policyWith('elevated:  ', 'elevted:   '),
      'policy.yaml:5 risks.elevted: is not a known key. Write elevated.',
    ],
    [
      'an unknown stage',
      policyWith('[manager]', '[boss]'),
      `policy.yaml:3 risks.standard.approval: "boss" is not a stage. ${stages}`,
    ],
    ['no stage', policyWith('[manager]', '[]'), `policy.yaml:3 risks.standard.approval: has no stage. ${stages}`],
    [
      'approval by a word',
      policyWith('[manager]', 'manager'),
      `policy.yaml:3 risks.standard.approval: "manager" is not an approval. ${stages}`,
    ],
    [
      'a stage twice',
      policyWith('[manager]', '[owner, owner]'),
      'policy.yaml:3 risks.standard.approval: says owner twice. Name a stage once; { owner: 2 } asks for two people.',
    ],
    [
      'a quorum of nobody',
      policyWith('security: 2', 'security: 0'),
      'policy.yaml:6 risks.privileged.approval: 0 is not a number of people. Write a whole number from 1 to 20, e.g. { security: 2 }.',
    ],
    [
      'a longest time without end',
      policyWith('longest: 30d', 'longest: permanent'),
      'policy.yaml:5 risks.elevated.longest: permanent has no end. Write <n>s, <n>m, <n>h or <n>d, e.g. 3d.',
    ],
    [
      'a lapse without end',
      policyWith('lapse: 3d', 'lapse: permanent'),
      'policy.yaml:8 lapse: permanent has no end. Write <n>s, <n>m, <n>h or <n>d, e.g. 3d.',
    ],
    [
      'no lapse',
      policyWith('lapse: 3d\n', ''),
      'policy.yaml:1 lapse: is missing. Write <n>s, <n>m, <n>h or <n>d, e.g. 3d.',
    ],
    [
      'an auditor who is no address',
      policyWith('lapse: 3d', 'auditors: [ida]\nlapse: 3d'),
      'policy.yaml:8 auditors: "ida" is not an e-mail address. Write an e-mail address, e.g. dana@example.com.',
    ],
    [
      'an admin who is no address',
      policyWith('it@acme.example.com', 'it'),
      'policy.yaml:9 admins: "it" is not an e-mail address. Write an e-mail address, e.g. dana@example.com.',
    ],
    [
      'security that is no list',
      policyWith('[Sam@acme.example.com]', 'sam@acme.example.com'),
      'policy.yaml:7 security: "sam@acme.example.com" is not a list. Write a list of e-mail addresses, e.g. [sam@example.com].',
    ],
    [
      'a directory that knows nobody',
      policyWith('directory: okta', 'directory: manual'),
      'policy.yaml:11 directory: "manual" is not a directory. Write one of okta, entra, google.',
    ],
    ['two policies', { 'policy.yml': policy }, 'policy.yml:1 stands beside policy.yaml. Keep one of them.'],
  ])('%s', async (_, files, line) => {
    expect((await problems(files)).filter((one) => !one.includes('risks.elevated: is missing'))).toEqual([line]);
  });

  test('none at all, and no directory', async () => {
    await put({ 'figma.yaml': figma });
    await expect(readCatalog(directory)).rejects.toThrow(
      'policy.yaml:1 is missing. Write the policy there, with its five risks.',
    );
    await expect(readCatalog(join(directory, 'nowhere'))).rejects.toThrow(
      'nowhere:1 is not a directory that can be read. Set CATALOG_DIR to the one with policy.yaml.',
    );
  });
});

test('auditors may be named, and a policy that names none is the same policy as before there were any', async () => {
  const without = await read();
  expect(without.policy).not.toHaveProperty('auditors');
  const named = await read(policyWith('lapse: 3d', 'auditors: [Ida@acme.example.com]\nlapse: 3d'));
  expect(named.policy.auditors).toEqual(['ida@acme.example.com']);
  expect(named.hash).not.toBe(without.hash);
});
