import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { report } from '../../src/audit/report.js';
import { evidenceDesk } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

const at = evidenceDesk(story(), beside);
const reportOf = async (request: string) => {
  const out = join(at().directory, `${request}.html`);
  const { code, said } = await at().run(report, request, '--as', 'aud@acme.example.com', '--out', out);
  expect({ code, said }).toMatchObject({ code: 0 });
  return at().text(`${request}.html`);
};

test('a page with the four answers, the story in words, each hash, and what the check says', async () => {
  const page = await reportOf('r1');
  const words = page
    .replaceAll(/<style>[\s\S]*<\/style>|<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');
  expect(words).toContain('Figma Editor for Ana "=1+1" Ruiz');
  expect(words).toContain('Asked by Ana "=1+1" Ruiz &lt;ana@acme.example.com&gt;');
  expect(words).toContain('By Ben Okafor &lt;ben@acme.example.com&gt;, as manager');
  expect(words).toContain('log-1, Mon 2 Mar 2026, 09:05 UTC, by 0oalatchkey');
  expect(words).toContain('stays: another request needs it');
  expect(words).toContain('Approved by Ben Okafor (manager). Rule: standard risk needs manager.');
  expect(words).toContain('Ben Okafor through slack person:ben');
  expect(words).toContain('Intact: 15 events in 3 chains');
  for (const { hash } of await at().store.trail.about('r1')) expect(page).toContain(hash);
});

test('what people wrote is text and no more, and nothing is loaded from anywhere', async () => {
  const page = await reportOf('r2');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|<img|<link|<iframe|url\(|@import|https?:\/\//i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('a text that somebody edited in the database is not shown, and the page says which one it is', async () => {
  const { client } = at();
  const sealed = await reportOf('r4');
  expect(sealed).toContain('Größe prüfen');
  await client.query(`UPDATE "Text" SET "body" = 'Approved by the CFO' WHERE "id" = 't4'`);
  const out = join(at().directory, 'edited.html');
  const { code, said } = await at().run(report, 'r4', '--as', 'aud@acme.example.com', '--out', out);
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('NOT intact: texts were altered') });
  const page = at().text('edited.html');
  expect(page).not.toContain('CFO');
  expect(page).toContain('(altered since)');
  expect(page).toContain('NOT intact: the text t4 of request r4 is not the one that was sealed.');
});

test('an altered event is said on the page, with its name', async () => {
  await at().client.query('ALTER TABLE "Event" DISABLE TRIGGER ALL');
  await at().client.query(`UPDATE "Event" SET "actor" = 'person:eve' WHERE "stream" = 'request:r3' AND "seq" = 2`);
  expect(await reportOf('r3')).toContain('NOT intact: request:r3 #2 was altered.');
});

test('that a report was taken is on record too', async () => {
  const taken = (await at().store.trail.streams(['evidence'])).map(({ event }) => event);
  expect(taken[0]).toMatchObject({ type: 'evidence.asked', format: 'report', by: 'aud', query: { request: 'r1' } });
  expect(taken[1]).toMatchObject({ type: 'evidence.exported', files: [{ name: 'r1.html' }] });
});

test('refused: without a request, and for one that nobody knows', async () => {
  expect(await at().run(report, '--as', 'aud@acme.example.com')).toMatchObject({
    code: 2,
    said: expect.stringContaining('of which request'),
  });
  expect(await at().run(report, 'r9', '--as', 'aud@acme.example.com')).toMatchObject({
    code: 2,
    said: 'There is no request r9.',
  });
});
