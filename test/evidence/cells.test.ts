import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exportEvidence } from '../../src/audit/export.js';
import { evidenceDesk, readCsv } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

/** Whatever people are called and write, a row reads as one row, and its cells stay beside one another. */

const people = { ...beside.people, ben: 'Ben Okafor | Sam Security' };
const at = evidenceDesk(story(), { ...beside, people });
const rowsAs = async (name: string) => {
  const march = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'aud@acme.example.com'];
  await at().run(exportEvidence, ...march, '--format', 'csv', '--out', join(at().directory, name));
  return readCsv(at().text(`${name}-requests.csv`));
};
const parts = (cell: string | undefined) => (cell ?? '').split(' | ').map((part) => part.replaceAll('\\|', '|'));

test('a name that looks like two approvers is one, and its neighbours hold as many', async () => {
  const [first] = await rowsAs('parted');
  expect(first?.decided_by).toBe('Ben Okafor \\| Sam Security <ben@acme.example.com>');
  expect(parts(first?.decided_by)).toEqual(['Ben Okafor | Sam Security <ben@acme.example.com>']);
  for (const name of ['decision', 'decided_by_id', 'decided_as', 'decided_at'])
    expect(parts(first?.[name])).toHaveLength(1);
});

test('a name that ends or begins with the sign, or has a backslash before it, comes out as it went in', async () => {
  for (const [index, name] of ['Ben |', '| Ben', 'Ben \\| Sam', '|', 'Ben \\'].entries()) {
    await at().client.query(`UPDATE "Person" SET "name" = $1 WHERE "id" = 'ben'`, [name]);
    const [first] = await rowsAs(`named-${index}`);
    expect(parts(first?.decided_by)).toEqual([`${name} <ben@acme.example.com>`]);
  }
});

test('an actor of the provider with a comma in their name is one entry of its log', async () => {
  const entry = { provider: 'okta', entry: 'log-1', at: '2026-03-02T09:05:01.000Z', kind: 'added' as const };
  const who = {
    group: 'figma-editors',
    account: '00uana',
    actor: '0oalatchkey',
    actorName: 'Key, Latch',
    isOurs: true,
  };
  await at().store.log.keep([{ ...entry, ...who }]);
  const [first] = await rowsAs('comma');
  expect(first?.added_provider_actor).toBe('Key,\\ Latch 0oalatchkey');
  expect(first?.added_provider_actor?.split(', ')).toHaveLength(1);
});
