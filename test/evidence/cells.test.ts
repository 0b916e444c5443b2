import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportEvidence } from '../../src/audit/export.js';
import { csvHead, csvRows, jsonCell } from '../../src/evidence/csv.js';
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

const cellsOf = (...cells: string[]): string[] =>
  Object.values(readCsv(csvHead(cells.map((_, index) => `c${index}`)) + csvRows([cells]))[0] ?? {});

test.each([
  ['x;"=1+1', `x;"'=1+1`],
  ["x;'=1+1", "x;''=1+1"],
  ['x;\u201c=1+1', "x;\u201c'=1+1"],
  ['"=1+1', `"'=1+1`],
  ['a,@SUM(1)', "a,'@SUM(1)"],
  ['\u00a0=1', "\u00a0'=1"],
  ['\n=1', "'\n'=1"],
  ['\t=1', "'\t'=1"],
  ['-2+3', "'-2+3"],
  ['\uff1dcmd', "'\uff1dcmd"],
])('%j could be run by a spreadsheet, and is kept from it', (written, cell) => {
  expect(cellsOf(written)).toEqual([cell]);
});

test('what cannot be run is left as it is', () => {
  const harmless = ['Größe = 3', 'a;b', '2026-03-02T09:00:00.000Z', 'log-1, log-2', 'x@acme.example.com', '12', "it's"];
  expect(cellsOf(...harmless)).toEqual(harmless);
});

test('whatever is written, and by whatever sign a spreadsheet parts cells, none begins like a formula', () => {
  const hostile = fc.array(fc.constantFrom(...'=+-@;,\t\n\r"\' \u00a0\u200b\uff1dab1'.split('')), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), (cells) => {
      const text = csvRows([cells.map((signs) => signs.join(''))]);
      for (const pieces of [/[,\r\n]/, /[;\r\n]/, /[\t\r\n]/].map((sign) => text.split(sign)))
        for (const piece of pieces) expect(piece).not.toMatch(/^[\s"\u200b]*[=+\-@\uff1d]/);
    }),
    { numRuns: 2_000 },
  );
});

test('an id that a spreadsheet would round, or take for a number, stays text', () => {
  expect(cellsOf('107691503500061505151', '1234567890123456', '007', '12E45')).toEqual([
    "'107691503500061505151",
    "'1234567890123456",
    "'007",
    "'12E45",
  ]);
  expect(cellsOf('123456789012345', '0', '00g1', 'ana 107691503500061505151', '0'.repeat(64))).toEqual([
    '123456789012345',
    '0',
    '00g1',
    'ana 107691503500061505151',
    '0'.repeat(64),
  ]);
});

test('the data of an event is the same once it is parsed, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(';"=1', ',-1', '=x', '\\;"@', ',\\\\=1'), (value, text) => {
      const data = { text, value, numbers: [1, -5], [text]: -1 };
      const cell = jsonCell(data);
      expect(JSON.parse(cell)).toEqual(JSON.parse(JSON.stringify(data)));
      expect(cell).not.toMatch(/[;,]\s*\\?"?[=@+]/);
    }),
  );
});
