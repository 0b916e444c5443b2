import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exportEvidence } from '../../src/audit/export.js';
import { verify } from '../../src/audit/verify.js';
import { verifyFile } from '../../src/audit/verifyFile.js';
import { decisionOf } from '../../src/evidence/decisions.js';
import type { Streams } from '../../src/evidence/said.js';
import type { Chained } from '../../src/store/store.js';
import { evidenceDesk, readCsv } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

/** Events cannot be changed unseen; a text can be edited beside them, and its salted hash in the event tells. */

const at = evidenceDesk(story(), beside);
const march = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'aud@acme.example.com'];
const take = (format: string) =>
  at().run(exportEvidence, ...march, '--format', format, '--out', join(at().directory, format));
const flaw = 'the text t2 of request r2 is not the one that was sealed';

test('the record is intact while each text is as it was sealed, and one is erased', async () => {
  await at().checkpoint();
  expect(await at().run(verify)).toMatchObject({
    code: 0,
    said: expect.stringContaining('Texts: 3 texts not erased, each as it was sealed.'),
  });
});

test('one that was altered is named by verify, before a checkpoint and under one', async () => {
  await at().client.query(`UPDATE "Text" SET "body" = 'Quarterly audit, approved by the CFO' WHERE "id" = 't2'`);
  const said = expect.stringContaining(
    'NOT intact: the text of request:r2 #1 was altered: it is not the one that was sealed.',
  );
  expect(await at().run(verify)).toEqual({ code: 1, said });
  await at().checkpoint();
  expect(await at().run(verify)).toEqual({ code: 1, said });
});

test.each([
  ['csv', 'csv-requests.csv', 'csv-about.csv'],
  ['json', 'json.json', 'json.json'],
  ['bundle', 'bundle.jsonl', 'bundle.jsonl'],
])('%s does not show it, and says which one it is', async (format, shown, told) => {
  expect(await take(format)).toEqual({ code: 1, said: expect.stringContaining(`NOT intact: texts were altered`) });
  expect(at().text(shown)).not.toContain('CFO');
  expect(at().text(shown)).toContain('(altered since)');
  expect(at().text(told)).toContain(flaw);
});

test('a bundle with one in it proves itself, and is not good: it says which one', async () => {
  const { isGood, says } = await verifyFile(join(at().directory, 'bundle.jsonl'), at().keys.publicKey);
  expect([isGood, says]).toEqual([
    false,
    [expect.stringContaining('the text t2 of request r2 was altered in the database before this file was made')],
  ]);
});

test('in the same file what was not altered is shown, and what was erased says so', () => {
  const rows = readCsv(at().text('csv-requests.csv'));
  expect(rows.map(({ reason }) => reason)).toEqual([`'${beside.texts.t1}`, '(altered since)', '(erased)']);
});

test("behind a line of the provider's log it is not shown either", async () => {
  const streams = new Map<string, Chained[]>();
  for (const event of await at().store.trail.about('r2'))
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  const decision = await decisionOf('r2', streams as Streams, at().store.texts);
  expect(decision?.reason).toBe('(altered since)');
});

test('a salt that was exchanged is an alteration as well', async () => {
  await at().client.query(`UPDATE "Text" SET "body" = $1, "salt" = 'other' WHERE "id" = 't2'`, [beside.texts.t2]);
  expect(await at().run(verify)).toMatchObject({ code: 1 });
  await at().client.query(`UPDATE "Text" SET "salt" = 'salt' WHERE "id" = 't2'`);
  expect(await at().run(verify)).toMatchObject({ code: 0 });
});
