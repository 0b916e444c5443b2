import { createHash } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BundleLine } from '../../src/audit/bundle.js';
import { exportEvidence } from '../../src/audit/export.js';
import { verifyFile } from '../../src/audit/verifyFile.js';
import { createSigner, newKeyPair } from '../../src/signing.js';
import type { Walked } from '../../src/store/store.js';
import { headerOf, linesFrom, writeBundle } from '../support/bundles.js';
import { evidenceDesk } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

const at = evidenceDesk(story(), beside);
const path = (name: string) => join(at().directory, name);

beforeAll(async () => {
  await at().checkpoint();
  const period = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'it@acme.example.com'];
  await at().run(exportEvidence, ...period, '--format', 'bundle', '--out', path('march.jsonl'));
});

/** Somebody who knows how a bundle is made changes its lines, and makes the footer for what is there then. */
async function forged(change: (lines: string[]) => string[]): Promise<string> {
  const lines = at().text('march.jsonl').trimEnd().split('\n');
  const body = change(lines.slice(0, -1))
    .map((line) => `${line}\n`)
    .join('');
  const count = (kind: string) => body.split('\n').filter((line) => line.startsWith(`{"kind":"${kind}"`)).length;
  const kinds = ['request', 'event', 'checkpoint', 'anchor', 'proof'];
  const counts = Object.fromEntries(kinds.map((kind) => [`${kind}s`, count(kind)]));
  const sha256 = createHash('sha256').update(body).digest('hex');
  writeFileSync(path('forged.jsonl'), `${body}${JSON.stringify({ kind: 'footer', counts, sha256 })}\n`);
  copyFileSync(path('march.jsonl.sig'), path('forged.jsonl.sig'));
  const { isGood, says } = await verifyFile(path('forged.jsonl'), at().keys.publicKey);
  return isGood ? 'intact' : says.join(' ');
}

const isOf = (kind: string, words: string) => (line: string) =>
  line.startsWith(`{"kind":"${kind}"`) && line.includes(words);

test('what was exported proves itself, by the public key alone', async () => {
  const { isGood, says } = await verifyFile(path('march.jsonl'), at().keys.publicKey);
  expect(says.join('\n')).toMatch(/Intact: 2\d events; 2\d of them stand under 1 signed checkpoints/);
  expect(isGood).toBe(true);
  expect(await verifyFile(path('march.jsonl'), newKeyPair().publicKey)).toMatchObject({ isGood: false });
});

test.each<[string, (lines: string[]) => string[], RegExp]>([
  [
    'nothing but the footer made anew',
    (lines) => lines.map((line) => line.replace('"end_cause":"expired"', '"end_cause":"revoked"')),
    /not the file that was signed/,
  ],
  [
    'an event altered',
    (lines) =>
      lines.map((line) =>
        isOf('event', 'request.approvalRecorded')(line) ? line.replace('"by":"ben"', '"by":"eve"') : line,
      ),
    /request:r1 #2 was altered/,
  ],
  [
    'an event left out',
    (lines) => lines.filter((line) => !isOf('event', 'grant.witnessed')(line)),
    /grant:g1 #4 is missing/,
  ],
  [
    'the last events left out',
    (lines) => lines.filter((line) => !isOf('event', '"stream":"request:r3","seq":2')(line)),
    /NOT intact/,
  ],
  [
    'two events exchanged',
    (lines) => {
      const [first, second] = lines.filter(isOf('event', '"stream":"request:r1"'));
      return lines.map((line) => (line === first ? (second ?? '') : line === second ? (first ?? '') : line));
    },
    /NOT intact/,
  ],
  [
    'a checkpoint signed by somebody else',
    (lines) => lines.map((line) => (isOf('checkpoint', '')(line) ? line.replace(/"size":\d+/, '"size":7') : line)),
    /checkpoint 1 is forged/,
  ],
  ['the proof taken out', (lines) => lines.filter((line) => !isOf('proof', '')(line)), /no proof of it/],
])('found and named: %s', async (_, change, says) => {
  expect(await forged(change)).toMatch(says);
});

describe('what people read in it is held against its events, though the one who changed it holds the key', () => {
  type Row = Extract<BundleLine, { kind: 'request' }>;
  /** Changed, counted, hashed and signed anew. */
  async function signedAnew(change: (row: Row) => Row | Row[]): Promise<[boolean, string]> {
    const lines = at().text('march.jsonl').trimEnd().split('\n').slice(0, -1);
    const changed = lines
      .map((line) => JSON.parse(line) as BundleLine)
      .flatMap((line): BundleLine[] => (line.kind === 'request' ? [change(line)].flat() : [line]));
    writeBundle(path('rows.jsonl'), changed, createSigner(at().keys.privateKey));
    const { isGood, says } = await verifyFile(path('rows.jsonl'), at().keys.publicKey);
    return [isGood, says.join('\n')];
  }
  const only =
    (id: string, change: (row: Row) => Row | Row[]) =>
    (row: Row): Row | Row[] =>
      row.id === id ? change(row) : row;
  const found = (words: string) => [false, expect.stringMatching(`^NOT intact: ${words}`)];

  test('left as it is, it is good, and says what was compared and what was not', async () => {
    const [isGood, says] = await signedAnew((row) => row);
    expect([isGood, says]).toEqual([true, expect.stringContaining('3 requests: each line says what its events say')]);
    expect(says).toMatch(/Names .* were NOT checked, the ids beside them were/);
  });

  test.each<[string, (row: Row) => Row | Row[], string]>([
    [
      'an approver by another name than the file has for their id',
      only('r1', (row) => ({ ...row, answers: { ...row.answers, decided_by: 'Whoever I like' } })),
      'the line of request r1 says “Whoever I like” as decided_by, and its events say “Ben Okafor <ben@acme.example.com>”',
    ],
    [
      'another end',
      only('r2', (row) => ({ ...row, answers: { ...row.answers, end_cause: 'returned' } })),
      'the line of request r2 says “returned” as end_cause, and its events say “expired”',
    ],
    [
      'another decision on its record',
      only('r1', (row) => ({ ...row, record: { ...row.record, decisions: [] } })),
      'the line of request r1 has another “decisions” than its events',
    ],
    [
      'another reason, told in both places',
      only('r2', (row) => ({
        ...row,
        answers: { ...row.answers, reason: 'Approved by the CFO' },
        names: { ...row.names, texts: { t2: { salt: 'salt', body: 'Approved by the CFO' } } },
      })),
      'the line of request r2 says “Approved by the CFO” as reason, and its events say “\\(altered since\\)”',
    ],
    [
      'an answer that no request has',
      only('r1', (row) => ({ ...row, answers: { ...row.answers, audited: 'yes' } })),
      'the line of request r1 has an answer too many',
    ],
    ['a line left out', only('r2', () => []), 'request:r2 is among the events, and has no line of its own'],
    ['a line told twice', only('r2', (row) => [row, row]), 'request r2 has two lines'],
    [
      'a request that never was',
      only('r2', (row) => [row, { ...row, id: 'r9' }]),
      'request r9 has a line, and no events in the file',
    ],
  ])('found and named: %s', async (_, change, words) => {
    expect(await signedAnew(change)).toEqual(found(words));
  });
});

test('asked for everything, it is the whole record, and whoever takes an event out of it is found', async () => {
  await at().checkpoint();
  const years = ['--from', '2020-01-01', '--to', '2026-12-31', '--as', 'it@acme.example.com'];
  await at().run(exportEvidence, ...years, '--format', 'bundle', '--out', path('all.jsonl'));
  const whole = await verifyFile(path('all.jsonl'), at().keys.publicKey);
  expect([whole.isGood, whole.says.join('\n')]).toEqual([true, expect.stringContaining('no event is left out')]);
  const { holds } = JSON.parse(at().text('all.jsonl').split('\n')[0] ?? '');
  // As the operator could, who has the database and the key: all that is there is true, and something is not there.
  const signer = createSigner(at().keys.privateKey);
  for (const [taken, isWanted] of [
    ['the last of a stream', ({ stream, seq }: Walked) => stream !== 'request:r3' || seq < 2],
    ['a whole stream', ({ stream }: Walked) => stream !== 'grants'],
  ] as const) {
    writeBundle(path('less.jsonl'), [headerOf(signer, holds), ...(await linesFrom(at().store, isWanted))], signer);
    const less = await verifyFile(path('less.jsonl'), at().keys.publicKey);
    expect([taken, less.isGood, less.says.join()]).toEqual([
      taken,
      false,
      expect.stringMatching(/event \d+ of \d+, behind .*, is missing under checkpoint \d/),
    ]);
  }
});

test('asked for a part, by a person or by a period, it does not say that it is all', async () => {
  for (const [name, ...more] of [
    ['ana', '--from', '2020-01-01', '--to', '2026-12-31', '--person', 'ana@acme.example.com'],
    ['may', '--from', '2020-01-01', '--to', '2026-05-31'],
  ] as const) {
    await at().run(
      exportEvidence,
      ...more,
      '--as',
      'it@acme.example.com',
      '--format',
      'bundle',
      '--out',
      path(`${name}.jsonl`),
    );
    const { isGood, says } = await verifyFile(path(`${name}.jsonl`), at().keys.publicKey);
    expect([name, isGood, says.join('\n')]).toEqual([name, true, expect.stringContaining('the file cannot prove')]);
  }
});

test('what a transaction that stayed open kept out of a checkpoint is no forgery: the bundle goes without that checkpoint', async () => {
  const writing = { actor: 'person:it', cause: 'slack', at: new Date('2026-03-20T09:00:00Z'), hearings: () => [] };
  await at().store.trail.append({ type: 'grants.resumed', by: 'it' }, writing);
  const period = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'it@acme.example.com'];
  await at().run(exportEvidence, ...period, '--format', 'bundle', '--out', path('late.jsonl'));
  const late = await verifyFile(path('late.jsonl'), at().keys.publicKey);
  expect([late.isGood, late.says.join('\n')]).toEqual([true, expect.stringMatching(/2\d events; 0 of them/)]);
  await at().checkpoint();
  await at().run(exportEvidence, ...period, '--format', 'bundle', '--out', path('later.jsonl'));
  const later = await verifyFile(path('later.jsonl'), at().keys.publicKey);
  expect([later.isGood, later.says.join('\n')]).toEqual([true, expect.stringMatching(/(2\d) events; \1 of them/)]);
});
