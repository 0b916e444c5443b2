import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundleLine } from '../../src/audit/bundle.js';
import { exportEvidence } from '../../src/audit/export.js';
import { carryOut } from '../../src/evidence/errand.js';
import { checkSignature, knownKeys, signedBytes } from '../../src/signing.js';
import { findBreak, hashOf } from '../../src/store/chain.js';
import { rebuild } from '../../src/trail/proof.js';
import { evidenceDesk, readCsv, today } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

const { texts } = beside;
const at = evidenceDesk(story(), beside);

const march = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'aud@acme.example.com'];
const to = (name: string) => ['--out', join(at().directory, name)];
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');
const errands = async () => (await at().store.trail.streams(['evidence'])).map(({ event }) => event);

test('CSV: one row a request with the four answers, then the events, the checkpoints, and what the files are', async () => {
  const { code, said } = await at().run(exportEvidence, ...march, '--format', 'csv', ...to('march.csv'));
  expect(said).toContain('3 of 3 requests of this period');
  expect(code).toBe(0);
  const rows = readCsv(at().text('march-requests.csv'));
  expect(rows.map(({ request, state }) => [request, state])).toEqual([
    ['r1', 'ended'],
    ['r2', 'ended'],
    ['r3', 'lapsed'],
  ]);
  expect(rows[1]).toMatchObject({
    requested_for: 'Ana "=1+1" Ruiz <ana@acme.example.com>',
    decided_by: 'Ben Okafor <ben@acme.example.com>',
    decided_under_policy_hash: 'c1',
    group_id: 'figma-editors',
    added_provider_event: 'log-1',
    added_provider_actor: '0oalatchkey',
    removed_read_back_at: '2026-03-02T18:00:05.000Z',
    end_cause: 'expired',
  });
  expect(rows[2]?.reason).toBe('(erased)');
  expect(rows[2]?.requested_by).toBe('erased (eve)');
  const about = Object.fromEntries(readCsv(at().text('march-about.csv')).map(({ what, value }) => [what, value]));
  expect(about).toMatchObject({
    'made by': 'latchkey 0.1.0',
    'asked for by': 'Aude Martin <aud@acme.example.com> (aud)',
    'requests in this file': '3',
    'requests on record': '4',
    'SHA-256 of march-requests.csv': sha256(at().text('march-requests.csv')),
    'SHA-256 of march-events.csv': sha256(at().text('march-events.csv')),
  });
});

test('CSV: whoever was given another name in the database is still the person of the events', async () => {
  await at().client.query(
    `UPDATE "Person" SET "name" = 'Sam Security', "email" = 'sam@acme.example.com' WHERE "id" = 'ben'`,
  );
  await at().run(exportEvidence, ...march, '--format', 'csv', ...to('renamed'));
  await at().client.query(
    `UPDATE "Person" SET "name" = 'Ben Okafor', "email" = 'ben@acme.example.com' WHERE "id" = 'ben'`,
  );
  const [first, , lapsed] = readCsv(at().text('renamed-requests.csv'));
  expect(first).toMatchObject({
    decided_by: 'Sam Security <sam@acme.example.com>',
    decided_by_id: 'ben',
    requested_by_id: 'ana',
    requested_for_id: 'ana',
    end_decided_by_id: 'ana',
  });
  expect(lapsed).toMatchObject({
    requested_by_id: 'eve',
    decided_by: 'Latchkey',
    decided_by_id: '',
    end_decided_by_id: '',
  });
  const approval = readCsv(at().text('renamed-events.csv')).find(({ type }) => type === 'request.approvalRecorded');
  expect(approval).toMatchObject({ actor: `person:${first?.decided_by_id}` });
  for (const name of at()
    .files()
    .filter((file) => file.startsWith('renamed')))
    rmSync(join(at().directory, name));
});

test('CSV: no cell is a formula, not after a line break and not where semicolons part cells; the texts stay readable', async () => {
  const raw = at().text('march-requests.csv');
  expect(raw.startsWith('\ufeff"request"')).toBe(true);
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/\r/);
  for (const name of at()
    .files()
    .filter((file) => file.endsWith('.csv'))) {
    for (const cells of readCsv(at().text(name)).map((row) => Object.values(row))) {
      for (const cell of cells) expect(cell).not.toMatch(/(^|[,;\t\r\n])[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
    }
  }
  const [first, second] = readCsv(raw);
  expect(first?.reason).toBe(`'${texts.t1}`);
  expect(second?.reason).toBe("Look;'=cmd|calc\nthen\t'@more <script>alert(1)</script>");
});

test('CSV: the events are there once each, whole enough to compute every hash again', () => {
  const events = readCsv(at().text('march-events.csv'));
  const ids = events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const streams = new Set(events.map(({ stream }) => stream));
  expect(streams).toEqual(
    new Set(['request:r1', 'assignment:r1', 'grant:g1', 'request:r2', 'assignment:r2', 'request:r3', 'grants']),
  );
  for (const { stream = '', type = '', actor = '', cause = '', previous_hash: previousHash = '', ...event } of events) {
    const row = {
      version: Number(event.version),
      stream,
      seq: Number(event.seq),
      type,
      at: event.at ?? '',
      actor,
      cause,
    };
    expect(hashOf({ ...row, previousHash, data: JSON.parse(event.data ?? '') })).toBe(event.hash);
  }
});

test('each file has a signature beside it, and nobody but its owner may read it', () => {
  const keys = knownKeys(at().keys.publicKey);
  const signatures = at()
    .files()
    .filter((file) => file.endsWith('.sig'));
  expect(signatures).toHaveLength(4);
  for (const name of signatures) {
    const signed = JSON.parse(at().text(name));
    expect(signed.sha256).toBe(sha256(at().text(signed.file)));
    expect(checkSignature(keys, signed, signedBytes(signed))).toBe('good');
  }
});

test('it is on record who took what, before it was read and before it was handed over', async () => {
  const [asked, exported] = await errands();
  const query = { from: '2026-03-02T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z' };
  expect(asked).toMatchObject({ type: 'evidence.asked', by: 'aud', through: 'cli', format: 'csv', query });
  expect(exported).toMatchObject({
    type: 'evidence.exported',
    by: 'aud',
    query,
    population: { matching: 3, inPeriod: 3, onRecord: 4 },
  });
  const files = exported?.type === 'evidence.exported' ? exported.files : [];
  expect(files.map(({ name }) => name)).toContain('march-requests.csv');
  for (const { name, sha256: hash } of files) expect(hash).toBe(sha256(at().text(name)));
});

test('JSON: one object, whose last word is the hash of every byte before it', async () => {
  await at().run(exportEvidence, ...march, '--format', 'json', '--person', 'ana@acme.example.com', ...to('ana.json'));
  const bytes = at().text('ana.json');
  const read = JSON.parse(bytes);
  expect(read.requests.map(({ id }: { id: string }) => id)).toEqual(['r1', 'r2']);
  expect(read.requests[0]).toMatchObject({
    answers: { app: 'Figma', end_cause: 'returned' },
    record: { asked: { by: 'ana' } },
  });
  expect(read.counts).toEqual({ requests: 2, events: read.events.length });
  expect(read.about).toMatchObject({ population: { matching: 2, inPeriod: 3, onRecord: 4 }, query: { person: 'ana' } });
  const end = bytes.indexOf('"sha256OfEverythingBefore"');
  expect(read.sha256OfEverythingBefore).toBe(sha256(bytes.slice(0, end)));
  expect(bytes).not.toContain('request:r3');
});

test('bundle: every line is as verify wants it, chained, and proven by the checkpoint that covers it', async () => {
  await at().checkpoint();
  const { said } = await at().run(
    exportEvidence,
    '--request',
    'r2',
    '--as',
    'it@acme.example.com',
    '--format',
    'bundle',
    ...to('r2'),
  );
  expect(said).toContain('1 of 4 requests');
  const bytes = at().text('r2.jsonl');
  const lines = bytes
    .trimEnd()
    .split('\n')
    .map((line) => bundleLine.parse(JSON.parse(line)));
  const of = <K extends (typeof lines)[number]['kind']>(kind: K) =>
    lines.filter((line): line is Extract<(typeof lines)[number], { kind: K }> => line.kind === kind);
  const events = of('event');
  expect(new Set(events.map(({ stream }) => stream))).toEqual(new Set(['request:r2', 'assignment:r2', 'grant:g1']));
  for (const event of events) expect(hashOf(event)).toBe(event.hash);
  const [proof] = of('proof');
  const checkpoint = of('checkpoint').at(-1);
  const known = events.map(({ place, hash }) => [place ?? -1, hash] as const);
  expect(rebuild(checkpoint?.size ?? 0, known, proof?.hashes ?? [])).toBe(checkpoint?.root);
  const last = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  expect(of('footer')).toEqual([
    {
      kind: 'footer',
      counts: { requests: 1, events: events.length, checkpoints: 1, anchors: 0, proofs: 1 },
      altered: { count: 0, first: [] },
      sha256: sha256(bytes.slice(0, last)),
    },
  ]);
});

test('a period has what was not over before it began, and what was asked before its end', async () => {
  const of = async (from: string, until: string, ...more: string[]) => {
    const out = `${from}-${until}-${more.length}`.replaceAll(/\W/g, '');
    await at().run(
      exportEvidence,
      '--from',
      from,
      '--to',
      until,
      '--as',
      'it@acme.example.com',
      '--format',
      'json',
      ...more,
      ...to(out),
    );
    return JSON.parse(at().text(`${out}.json`)).requests.map(({ id }: { id: string }) => id);
  };
  expect(await of('2026-03-02', '2026-03-02')).toEqual(['r1', 'r2']);
  expect(await of('2026-03-03', '2026-03-05')).toEqual(['r3']);
  expect(await of('2026-03-07', '2026-03-31')).toEqual([]);
  expect(await of('2026-03-02T09:05Z', '2026-03-02T09:10Z')).toEqual(['r1']);
  expect(await of('2026-01-01', '2026-12-31', '--app', 'Figma')).toEqual(['r1', 'r2', 'r4']);
  expect(await of('2026-01-01', '2026-12-31', '--app', 'figma', '--person', 'ben@acme.example.com')).toEqual([
    'r1',
    'r2',
  ]);
});

test.each([
  ['nobody in particular', ['--from', '2026-03-01', '--to', '2026-03-31'], /Say who you are/],
  [
    'somebody who is neither',
    ['--as', 'ben@acme.example.com', '--from', '2026-03-01', '--to', '2026-03-31'],
    /neither an admin nor an auditor/,
  ],
  ['no period', ['--as', 'it@acme.example.com'], /Say which period/],
  [
    'no such day',
    ['--as', 'it@acme.example.com', '--from', '2026-02-31', '--to', '2026-03-31'],
    /“2026-02-31” is no day/,
  ],
  [
    'the wrong way round',
    ['--as', 'it@acme.example.com', '--from', '2026-03-31', '--to', '2026-03-01'],
    /ends before it begins/,
  ],
  ['no such request', ['--as', 'it@acme.example.com', '--request', 'r9'], /There is no request r9/],
  [
    'no such person',
    ['--as', 'it@acme.example.com', '--from', '2026-03-01', '--to', '2026-03-31', '--person', 'zoe@acme.example.com'],
    /knows nobody/,
  ],
  ['a word that it does not know', ['--as', 'it@acme.example.com', '--form', 'x'], /Unknown option '--form'/],
])('refused with a word, and with nothing on record: %s', async (_, args, says) => {
  const before = (await errands()).length;
  const { code, said } = await at().run(exportEvidence, ...args, '--format', 'csv', ...to('refused'));
  expect(said).toMatch(says);
  expect(code).toBe(2);
  expect(await errands()).toHaveLength(before);
  expect(
    at()
      .files()
      .filter((file) => file.startsWith('refused')),
  ).toEqual([]);
});

test('a file that is there is not overwritten; that it was asked for is on record all the same', async () => {
  const before = at().text('ana.json');
  const { code, said } = await at().run(exportEvidence, ...march, '--format', 'json', ...to('ana.json'));
  expect({ code, said }).toEqual({ code: 2, said: 'ana.json is there already. Name another --out.' });
  expect(at().text('ana.json')).toBe(before);
  expect((await errands()).at(-1)).toMatchObject({ type: 'evidence.exported', format: 'json' });
  expect(
    at()
      .files()
      .filter((file) => file.startsWith('.')),
  ).toEqual([]);
});

test('what a killed export left beside its files a day ago is gone after the next one', async () => {
  const { directory } = at();
  const path = join(directory, '.latchkey-evidence-killed');
  mkdirSync(path);
  utimesSync(path, new Date(Date.now() - 25 * 3600_000), new Date(Date.now() - 25 * 3600_000));
  await at().run(exportEvidence, ...march, '--format', 'json', ...to('next.json'));
  expect(at().files()).not.toContain('.latchkey-evidence-killed');
});

test('made twice it is the same to the letter, and said once', async () => {
  const { store, directory } = at();
  const asked = {
    type: 'evidence.asked',
    export: 'e1',
    by: 'it',
    through: 'slack',
    format: 'bundle',
    query: { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' },
  } as const;
  const writing = { actor: 'person:it', cause: 'slack', at: today, hearings: () => [] };
  const record = (event: Parameters<typeof store.trail.append>[0]) => store.trail.append(event, writing);
  await record(asked);
  const catalog = { apps: [], policy: {} as never, hash: 'c1' };
  const make = (name: string) =>
    carryOut({ store, catalog, record, directory: join(directory, name), name: 'e1' }, 'e1');
  const first = await make('one');
  await record({ type: 'grants.resumed', by: 'it' });
  const second = await make('two');
  expect(second.files.map(({ sha256: hash }) => hash)).toEqual(first.files.map(({ sha256: hash }) => hash));
  expect((await errands()).filter((event) => 'export' in event && event.export === 'e1')).toHaveLength(2);
  expect(findBreak(await store.trail.streams(['evidence']))).toBeUndefined();
});

test('every column is explained to auditors', () => {
  const explained = readFileSync('docs/evidence.md', 'utf8');
  const [first = ''] = at().text('march-requests.csv').slice(1).split('\r\n');
  const missing = first.split(',').filter((name) => !explained.includes(`\`${name.replaceAll('"', '')}\``));
  expect(missing).toEqual([]);
});
