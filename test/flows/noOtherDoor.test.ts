import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCatalog } from '../../src/catalogFiles.js';
import { checkSignature, knownKeys, newKeyPair, signedBytes } from '../../src/signing.js';
import { acmeWith, getIn, messageOnce, patience, sharedHouse, threadSays } from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { doorsOf, kinds, page } from '../support/doorPages.js';
import { days, hours, minutes } from '../support/house.js';
import { root, runOut } from '../support/process.js';
import { sql } from '../support/sql.js';
import { firstLook, found, production, toldByOkta } from '../support/watching.js';

/** The page begins with Okta's log: whatever was done past Latchkey is on it, and nothing of Latchkey's own is unexplained. */

const company = acmeWith([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
  ['dov', 'Dov Katz', 'ben'],
  ['eva', 'Eva Lindt', 'ben'],
]);
const at = sharedHouse({ company });
const editors = 'figma-editors';
const catalogDirectory = catalogWith();
const catalog = await readCatalog(catalogDirectory);

const { read, about } = doorsOf(at, catalog);

test('each change of Latchkey is matched to who asked and who approved, from before the change', async () => {
  const { slack } = at();
  await firstLook(at());
  const asked = { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the logo' };
  await getIn(slack.as('ana'), asked, slack.as('ben'));
  const request = await at().newestRequest();
  await at().passTime(hours(8) + minutes(1));
  await threadSays(slack.as('ana'), 'Draw the logo', 'has ended');
  await at().passTime(minutes(1));
  const door = await read(editors);
  const told = toldByOkta(at(), 'ana', editors);
  expect(kinds(about(door, 'ana'))).toEqual(['added approved', 'removed approved']);
  expect(about(door, 'ana').map(({ entry }) => entry.entry)).toEqual(told.map(({ id }) => id));
  expect(door.counts).toMatchObject({ changes: 2, matched: 2, answered: 0, unexplained: 0, untold: 0 });
  const decision = door.decisions.get(request);
  expect(decision).toMatchObject({ reason: 'Draw the logo', catalog: catalog.hash, cause: 'expired' });
  expect(door.who.person(decision?.approvals[0]?.by)).toBe('Ben Okafor');
  const approved = (await at().store.trail.about(request)).find(({ event }) => event.type === 'request.approved');
  const shown = page(door);
  expect(shown).toContain('2 membership changes: 2 matched to approvals, 0 unexplained');
  expect(shown).toContain(`id="request-${request}"`);
  expect(shown).toContain(approved?.hash ?? 'no hash');
  for (const { id } of told) {
    expect(shown).toContain(`id="${id}"`);
    expect(shown).toContain(`href="#${id}"`);
  }
});

test('what was added, what was removed, and what was both between two looks, all by hand, is unexplained, and stands first', async () => {
  const { slack, okta } = at();
  await firstLook(at());
  const asked = { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the map' };
  await getIn(slack.as('cia'), asked, slack.as('ben'));
  await at().passTime(minutes(1));
  okta.removeMember(editors, 'cia');
  okta.addMember(editors, 'abe');
  okta.addMember(editors, 'dov');
  const then = Date.now();
  await at().until(() => Date.now() > then + 1);
  okta.removeMember(editors, 'dov');
  await at().passTime(minutes(1));
  await threadSays(slack.as('cia'), 'Draw the map', 'has ended');
  await at().until(async () => (await read(editors)).counts.unexplained === 4, patience.within);
  const door = await read(editors);
  expect(kinds(about(door, 'cia'))).toEqual(['added approved', 'removed unexplained']);
  expect(kinds(about(door, 'abe'))).toEqual(['added unexplained']);
  expect(kinds(about(door, 'dov'))).toEqual(['added unexplained', 'removed unexplained']);
  const ours = door.changes.filter(({ entry }) => entry.isOurs);
  expect(ours.filter(({ verdict }) => verdict.kind === 'unexplained')).toEqual([]);
  const shown = page(door);
  expect(shown).toContain(
    `${door.counts.changes} membership changes: ${door.counts.matched} matched to approvals, 4 unexplained`,
  );
  const rows = shown.split('<tr class="').slice(1);
  expect(rows.slice(0, 4).map((row) => row.startsWith('unexplained"'))).toEqual([true, true, true, true]);
  expect(rows.slice(4).some((row) => row.startsWith('unexplained"'))).toBe(false);
  expect(rows.find((row) => row.includes(toldByOkta(at(), 'abe', editors)[0]?.id ?? '?'))).toMatch(
    /Abe Stone.*Okta Admin/s,
  );
});

test('an entry whose row is pointed at an approved grant stays unexplained: only the record counts', async () => {
  const { database } = at();
  const [entry] = about(await read(editors), 'abe');
  const [other] = about(await read(editors), 'ana');
  if (!entry || other?.verdict.kind !== 'approved') throw new Error('there is nothing to point at');
  const point = 'UPDATE "LogEntry" SET "grant" = $1, "drift" = $2 WHERE "entry" = $3';
  await sql(database.url, point, [other.verdict.grant, null, entry.entry.entry]);
  const [pointed] = about(await read(editors), 'abe');
  await sql(database.url, point, [null, entry.entry.drift, entry.entry.entry]);
  expect(pointed?.verdict).toMatchObject({
    kind: 'unexplained',
    why: expect.stringContaining('The record does not say so'),
  });
});

test('a line that somebody deletes from the copy of the log, or edits there, is told from the record', async () => {
  const { database, okta } = at();
  const before = await read(editors);
  const [line] = about(before, 'abe');
  if (!line) throw new Error('there is nothing to delete');
  const { entry } = line.entry;
  const [kept] = await sql<{ row: object }>(
    database.url,
    'DELETE FROM "LogEntry" l WHERE "entry" = $1 RETURNING to_jsonb(l) AS row',
    [entry],
  );
  const deleted = await read(editors);
  await sql(database.url, 'INSERT INTO "LogEntry" SELECT * FROM jsonb_populate_record(NULL::"LogEntry", $1)', [
    JSON.stringify(kept?.row),
  ]);
  expect(deleted.missing.map(({ id, account }) => [id, account])).toEqual([[entry, okta.userId('abe')]]);
  expect(deleted.counts).toMatchObject({ changes: before.counts.changes - 1, missing: 1 });
  expect(page(deleted)).toContain('class="verdict unexplained"');
  expect(page(deleted)).toContain(`<code>${entry}</code>`);
  expect((await read(editors)).missing).toEqual([]);
  const edit = 'UPDATE "LogEntry" SET "actor" = $1, "isOurs" = $2 WHERE "entry" = $3';
  await sql(database.url, edit, [line.entry.account, true, entry]);
  const shown = page(await read(editors));
  await sql(database.url, edit, [line.entry.actor, false, entry]);
  expect(shown).toContain('The copy of this line was changed after it was matched');
  expect(shown).toContain(`recorded as ${line.entry.actor}; made by Latchkey yes, recorded as no`);
});

test("the owner's answer stands beside what it is about; what Latchkey removed by that answer is matched to it", async () => {
  const { slack, okta } = at();
  const priya = slack.as('priya');
  await firstLook(at());
  okta.addMember(production, 'abe');
  await at().passTime(minutes(1));
  const card = await messageOnce(priya, 'Abe Stone (Engineer, Engineering) was added');
  await card.press('Explain');
  const form = await priya.modal('Explain this change', patience);
  await form.fill('Reason', '<b>The break-glass account</b>');
  await form.submit();
  okta.addMember(production, 'eva');
  await at().passTime(minutes(1));
  const other = await messageOnce(priya, 'Eva Lindt (Engineer, Engineering) was added');
  await other.press('Remove');
  await at().until(() => !okta.has('eva', production), patience.within);
  await at().passTime(minutes(1));
  await at().until(async () => (await read(production)).counts.changes === 3, patience.within);
  const door = await read(production);
  expect(kinds(about(door, 'abe'))).toEqual(['added answered']);
  expect(kinds(about(door, 'eva'))).toEqual(['added answered', 'removed ordered']);
  expect(door.counts).toMatchObject({ changes: 3, matched: 1, answered: 2, unexplained: 0 });
  const shown = page(door);
  expect(shown).toContain('1 matched to approvals, 2 made past Latchkey and answered for, 0 unexplained');
  expect(shown).toMatch(/Explained by Priya Nair on .* UTC: &lt;b&gt;The break-glass account&lt;\/b&gt;/);
  expect(shown).not.toContain('<b>The break-glass');
});

test('what the log keeps back is named from both sides: found and not told, done by Latchkey and not told', async () => {
  const { slack, okta, store } = at();
  await firstLook(at());
  const silent = okta.faults.error('GET /api/v1/logs', { status: 200, body: [] });
  okta.addMember(production, 'cia');
  const asked = { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the plan' };
  await getIn(slack.as('eva'), asked, slack.as('ben'));
  const request = await at().newestRequest();
  await at().passTime(hours(1) + minutes(1));
  await messageOnce(slack.as('priya'), 'Cia Romano (Engineer, Engineering) was added');
  const [drift] = await found(at(), 'cia', production);
  expect((await read(production)).unlogged.map((one) => one.drift)).toEqual([drift?.id]);
  const claim = { request, change: 'added', how: 'done', isExpected: true };
  expect((await read(editors)).untold).toEqual([expect.objectContaining(claim)]);
  expect(page(await read(editors))).toContain('log does not (yet)');
  silent.remove();
  await store.positions.keep('log:okta', new Date(at().now().getTime() - hours(2) * 1000).toISOString(), at().now());
  await at().passTime(minutes(1));
  await at().until(async () => (await read(editors)).untold.length === 0, patience.within);
  await at().until(async () => (await read(production)).unlogged.length === 0, patience.within);
});

test('the time before the log was read, and the time in which it was lost, are gaps and no silence', async () => {
  const { okta } = at();
  const silent = okta.faults.error('GET /api/v1/logs', { status: 500, body: {} });
  const lastRead = await at().store.positions.find('log:okta');
  await at().passTime(days(100));
  expect((await read(editors)).gaps.map(({ why, from }) => [why, from])).toEqual([
    ['before', expect.any(String)],
    ['notYet', lastRead],
  ]);
  silent.remove();
  await at().passTime(minutes(1));
  await at().until(async () => (await read(editors)).gaps.some(({ why }) => why === 'lost'), patience.within);
  const door = await read(editors);
  const lost = door.gaps.find(({ why }) => why === 'lost');
  expect(lost?.from).toBe(lastRead);
  expect(door.gaps[0]).toMatchObject({ why: 'before', from: door.span.from });
  const shown = page(door);
  expect(shown).toContain('The log does not speak for all of this period.');
  expect(shown).toContain('is lost to Latchkey');
});

const audit =
  (...words: string[]) =>
  (environment: Record<string, string>) =>
    runOut([join(root, 'dist', 'src', 'audit.js'), ...words], {
      DATABASE_URL: at().database.url,
      CATALOG_DIR: catalogDirectory,
      ...environment,
    });
const dayIn = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 10);
const today = dayIn(0);
/** Hours pass in the house: what happens there late in the day happens tomorrow. */
const tomorrow = dayIn(days(1));

test('the command writes a page and a table for each group of an app, signed, and says so on the record', async () => {
  const { store } = at();
  const out = mkdtempSync(join(tmpdir(), 'latchkey-door-'));
  const { privateKey, publicKey, keyId } = newKeyPair();
  const make = audit(
    'door',
    '--from',
    today,
    '--to',
    tomorrow,
    '--app',
    'figma',
    '--out',
    out,
    '--as',
    'it@acme.example.com',
  );
  const { code, said } = await make({ AUDIT_SIGNING_KEY: privateKey });
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/figma-editors .*: \d+ membership changes: /),
  });
  expect(said).not.toContain('UNSIGNED');
  const names = readdirSync(out).filter((name) => name.includes(editors));
  expect(names.map((name) => name.slice(name.indexOf('.')))).toEqual(['.csv', '.csv.sig', '.html', '.html.sig']);
  const hashes = new Map<string, string>();
  for (const name of names.filter((one) => !one.endsWith('.sig'))) {
    const signature = JSON.parse(readFileSync(join(out, `${name}.sig`), 'utf8'));
    const sha256 = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
    expect(signature).toMatchObject({ file: name, sha256, keyId });
    expect(checkSignature(knownKeys(publicKey), signature, signedBytes(signature))).toBe('good');
    hashes.set(name.slice(name.lastIndexOf('.') + 1), sha256);
  }
  const iris = await store.people.byEmail('it@acme.example.com');
  const made = (await store.trail.streams(['evidence'])).find(
    ({ event }) => event.type === 'evidence.logCompared' && event.group === `okta:${at().okta.groupId(editors)}`,
  );
  expect(made).toMatchObject({ actor: `person:${iris?.id}`, event: { sha256: Object.fromEntries(hashes) } });
  const csv = readFileSync(join(out, names[0] ?? ''), 'utf8');
  expect(csv.startsWith('\uFEFF"line","verdict","at",')).toBe(true);
  expect(csv.split('\r\n').filter((line) => line.startsWith('"change","unexplained",'))).toHaveLength(4);
  rmSync(out, { recursive: true });
});

test('the command wants a name that the directory knows, and says loudly that nothing is signed', async () => {
  const out = mkdtempSync(join(tmpdir(), 'latchkey-door-'));
  const period = ['--from', today, '--to', tomorrow, '--group', editors, '--out', out];
  const nameless = await audit('door', ...period)({});
  expect(nameless).toEqual({ code: 2, said: expect.stringContaining('Say who makes it') });
  const stranger = await audit('door', ...period, '--as', 'nobody@acme.example.com')({});
  expect(stranger).toEqual({ code: 2, said: expect.stringContaining('Nobody who is active') });
  const other = await audit('door', ...period, '--as', 'ben@acme.example.com')({});
  expect(other).toEqual({ code: 2, said: expect.stringContaining('Only admins and auditors') });
  expect(readdirSync(out)).toEqual([]);
  const unsigned = await audit('door', ...period, '--as', 'it@acme.example.com')({});
  expect(unsigned).toEqual({ code: 0, said: expect.stringContaining('UNSIGNED') });
  const page = readdirSync(out).find((name) => name.endsWith('.html')) ?? '';
  expect(readFileSync(join(out, page), 'utf8')).toContain('<strong>UNSIGNED.</strong>');
  rmSync(out, { recursive: true });
});
