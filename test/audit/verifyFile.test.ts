import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { BundleLine, EventLine } from '../../src/audit/bundle.js';
import { verifyFile } from '../../src/audit/verifyFile.js';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { genesis, hashOf } from '../../src/store/chain.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { bytesOf } from '../../src/trail/checkpoint.js';
import { headerOf, isEvent, linesFrom, writeBundle } from '../support/bundles.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { record, signing, start } from '../support/trails.js';

const run = promisify(execFile);
const names = ['ana', 'ben', 'cleo', 'dina'];
const pair = newKeyPair();
const signer = createSigner(pair.privateKey);
let database: TestDatabase;
let store: Store;
let directory: string;
let bundle: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  bundle = join(directory, 'bundle.jsonl');
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const bench = signing(store, database.url, { signer });
  const heads = new Map();
  for (const size of [5, 1, 8, 3]) {
    await record(
      client,
      Array.from({ length: size }, (_, index) => names[(index * size) % 4] as string),
      heads,
    );
    await bench.sign();
  }
  await record(client, ['ana', 'ben'], heads, bench.clock.at);
  await store.checkpoints.anchored({ number: 2, place: 'slack', at: '2026-03-02T10:00:00.000Z', reference: 'C1:1.2' });
  await client.end();
});
afterAll(async () => {
  await store.close();
  await database.drop();
  rmSync(directory, { recursive: true });
});

const whole = async (): Promise<BundleLine[]> => [headerOf(signer, 'record'), ...(await linesFrom(store, () => true))];
const part = async (people: readonly string[], from = 1): Promise<BundleLine[]> => [
  headerOf(signer, 'part'),
  ...(await linesFrom(store, ({ stream, seq }) => people.includes(stream.slice(7)) && seq >= from)),
];

test('the whole record is good, and what no checkpoint covers yet is said', async () => {
  writeBundle(bundle, await whole(), signer);
  const { isGood, says } = await verifyFile(bundle, pair.publicKey);
  expect([isGood, says.join('\n')]).toEqual([
    true,
    expect.stringContaining('19 events; 17 of them stand under 4 signed'),
  ]);
  expect(says.join('\n')).toContain('no event is left out');
  expect(says.join('\n')).toContain('2 events are newer than the last checkpoint');
});

test('any part of it is good, and says that it is a part', () =>
  fc.assert(
    fc.asyncProperty(fc.subarray(names, { minLength: 1 }), fc.integer({ min: 1, max: 3 }), async (people, from) => {
      writeBundle(bundle, await part(people, from), signer);
      const { isGood, says } = await verifyFile(bundle, pair.publicKey);
      expect([isGood, says.join('\n')]).toEqual([true, expect.stringContaining('the file cannot prove')]);
    }),
    { numRuns: 20 },
  ));

test('an auditor with nothing but Node, the one file and the public key finds the same', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'auditor-'));
  try {
    copyFileSync('dist/verify.mjs', join(alone, 'verify.mjs'));
    const path = join(alone, 'bundle.jsonl');
    writeBundle(path, await whole(), signer);
    writeFileSync(join(alone, 'public.pem'), pair.publicKey);
    const check = () =>
      run(process.execPath, ['verify.mjs', 'bundle.jsonl', '--key', 'public.pem'], { cwd: alone, env: {} });
    expect((await check()).stdout).toMatch(/^Intact: 19 events/);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"directoryId":"d-ben"', '"directoryId":"d-eve"'));
    await expect(check()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^NOT intact: person:ben #1 was altered/),
    });
    const imported = [...readFileSync('dist/verify.mjs', 'utf8').matchAll(/^import .* from "(.*)";$/gm)].map(
      ([, name]) => name,
    );
    expect(imported.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  } finally {
    rmSync(alone, { recursive: true });
  }
});

const exactly = (text: string) => expect.stringMatching(new RegExp(`^NOT intact: ${text}`));
const says = async (lines: readonly BundleLine[], by = signer) => {
  writeBundle(bundle, lines, by);
  return (await verifyFile(bundle, pair.publicKey)).says[0];
};

/** As somebody who knows how the chain is made. */
function rewritten(lines: readonly BundleLine[], changed: EventLine): BundleLine[] {
  let previousHash: string | undefined;
  return lines.map((line) => {
    if (!isEvent(line) || line.stream !== changed.stream || line.seq < changed.seq) return line;
    const bare = line.seq === changed.seq ? changed : { ...line, previousHash: previousHash ?? line.previousHash };
    previousHash = hashOf(bare);
    return { ...bare, hash: previousHash };
  });
}

describe('in any bundle, though its footer and its signature were made anew, it is found and named that', () => {
  const everyTime = (
    tamper: (lines: BundleLine[], event: EventLine) => [BundleLine[], string] | undefined,
    kind: 'whole' | 'either' = 'either',
  ) =>
    fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(), async (isWhole, pick) => {
        const lines = isWhole || kind === 'whole' ? await whole() : await part(['ana', 'cleo']);
        const events = lines.filter(isEvent).filter(({ place }) => place !== null);
        const tampered = tamper(lines, events[pick % events.length] as EventLine);
        fc.pre(tampered !== undefined);
        const [made, expected] = tampered as [BundleLine[], string];
        expect(await says(made)).toEqual(exactly(expected));
      }),
      { numRuns: 25 },
    );
  const changedIn = (lines: readonly BundleLine[], event: EventLine, change: Partial<EventLine>): BundleLine[] =>
    lines.map((line) => (line === event ? { ...event, ...change } : line));

  test('an event was changed', () =>
    everyTime((lines, event) => [
      changedIn(lines, event, { actor: 'person:eve' }),
      `${event.stream} #${event.seq} was altered`,
    ]));

  test('an event was changed and all hashes of its stream made to fit', () =>
    everyTime((lines, event) => [
      rewritten(lines, { ...event, actor: 'person:eve' }),
      `.*(${event.stream} #${event.seq}|the events from .* to .*) (is|are) not what checkpoint \\d+ of .* was signed over`,
    ]));

  test('an event was taken out', () =>
    everyTime((lines, event) => [
      lines.filter((line) => line !== event),
      `(${event.stream} #${event.seq} is missing|event \\d+ of \\d+.* is missing under checkpoint|.* not what checkpoint|the proof for checkpoint)`,
    ]));

  test('an event was changed, all hashes made to fit, its stream said to be newer than every checkpoint, and the rest proven truly', async () => {
    const others = await linesFrom(store, ({ stream }) => stream !== 'person:cleo');
    const own = (await whole()).filter(isEvent).filter(({ stream }) => stream === 'person:cleo');
    const [first] = own as [EventLine, ...EventLine[]];
    const unplaced = own.map((event) => ({ ...event, place: null }));
    const forged = rewritten(unplaced, { ...first, place: null, actor: 'person:eve' });
    const older = /person:cleo #1 of .* is older than checkpoint 4 of .*, and no checkpoint covers it/.source;
    expect(await says([headerOf(signer, 'part'), ...others, ...forged])).toEqual(exactly(older));
    const [header, ...rest] = [headerOf(signer, 'part'), ...others];
    expect(await says([header as BundleLine, ...forged, ...rest])).toEqual(exactly(older));
  });

  test('two events of a stream changed places', () =>
    everyTime((lines, event) => {
      const other = lines.filter(isEvent).find(({ stream, seq }) => stream === event.stream && seq === event.seq + 1);
      if (!other) return undefined;
      const swapped = lines.map((line) => (line === event ? other : line === other ? event : line));
      // In a part a stream may begin anywhere: then it is the earlier one that comes too late.
      const late = `${event.stream} #${event.seq} stands in the wrong place: it comes after #${other.seq}`;
      const missing = `${event.stream} #${event.seq} is missing: ${event.stream} #${other.seq} follows`;
      // Where another checkpoint lies between the two, its events are not all there when its proof comes.
      return [swapped, `(${missing}|${late}|.* not what checkpoint \\d+ of|event \\d+ of .* is missing under)`];
    }));

  test('two events changed places under their checkpoint', () =>
    everyTime((lines, event) => {
      const other = lines.filter(isEvent).find((one) => one.place !== null && one.place !== event.place);
      if (!other) return undefined;
      const moved = changedIn(changedIn(lines, event, { place: other.place }), other, { place: event.place });
      return [
        moved,
        '(the events from .* to .*|person:.*|event \\d+ .*|.* has a place under a checkpoint, and no proof|the proof for checkpoint)',
      ];
    }));

  test('the end was cut off', () =>
    everyTime((lines) => {
      const last = lines.findLastIndex((line) => isEvent(line) && line.place !== null);
      return [
        lines.filter(
          (line, index) =>
            index < last ||
            (isEvent(line) && line.place === null) ||
            line.kind === 'checkpoint' ||
            line.kind === 'proof',
        ),
        '(.* is missing|event \\d+ of 17.* is missing under checkpoint 4)',
      ];
    }, 'whole'));

  test('a checkpoint was forged', () =>
    everyTime((lines, event) => {
      const one = lines.find((line) => line.kind === 'checkpoint' && line.size > (event.place ?? 0));
      if (one?.kind !== 'checkpoint') return undefined;
      const body = { ...one, root: 'ab'.repeat(32) };
      const thief = createSigner(newKeyPair().privateKey);
      const forged = { ...body, signature: thief.sign(bytesOf(body)) };
      return [lines.map((line) => (line === one ? forged : line)), `checkpoint ${one.number} is forged`];
    }));

  test('a checkpoint was taken out', () =>
    everyTime((lines) => {
      const one = lines.find((line) => line.kind === 'checkpoint' && line.number === 2);
      return [lines.filter((line) => line !== one), 'checkpoint 2 is missing|the proof for checkpoint 2 stands before'];
    }, 'whole'));

  test('an event was added', () =>
    everyTime((lines, event) => {
      const bare = { ...event, stream: 'person:eve', seq: 1, previousHash: genesis };
      const forged = { ...bare, hash: hashOf(bare) };
      return [
        lines.flatMap((line) => (line === event ? [forged, line] : [line])),
        'person:.* stands in a place where another event stands',
      ];
    }));
});

describe('a file is not good', () => {
  test('when it ends before its footer', async () => {
    writeBundle(bundle, await whole(), signer);
    const lines = readFileSync(bundle, 'utf8').trimEnd().split('\n');
    writeFileSync(bundle, `${lines.slice(0, -1).join('\n')}\n`);
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('the file is cut off: it has no footer')]);
  });

  test('when something stands behind its footer, or in it, that was not signed', async () => {
    writeBundle(bundle, await whole(), signer);
    appendFileSync(bundle, `${JSON.stringify(headerOf(signer, 'part'))}\n`);
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('something stands behind the footer')]);
    writeBundle(bundle, await whole(), signer);
    writeFileSync(
      bundle,
      readFileSync(bundle, 'utf8').replace('"kind":"footer"', '"kind":"footer","remark":"all good"'),
    );
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('it is not the file that was signed')]);
  });

  test('when its header says something else than what was signed', async () => {
    const [header, ...rest] = await whole();
    expect(
      await says([{ ...header, by: 'eve' } as BundleLine, ...rest], createSigner(newKeyPair().privateKey)),
    ).toEqual(exactly('it is signed with the key .*, which is not the one given'));
    rmSync(`${bundle}.sig`);
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('its signature .* is not beside it')]);
  });

  test('when the signature beside it was changed, or made for another file', async () => {
    writeBundle(bundle, await whole(), signer);
    const own = readFileSync(`${bundle}.sig`, 'utf8');
    writeFileSync(`${bundle}.sig`, own.replace(start.toISOString(), '2026-03-02T08:00:00.000Z'));
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('its signature is forged')]);
    writeBundle(bundle, await part(['ana']), signer);
    writeFileSync(`${bundle}.sig`, own);
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('it is not the file that was signed')]);
    writeFileSync(`${bundle}.sig`, 'good');
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('its signature .* cannot be read')]);
  });

  test('when a request was changed without a new footer', async () => {
    const [header, ...rest] = await whole();
    const names = { people: {}, apps: {}, roles: {}, groups: {}, actors: {}, texts: {} };
    const row: BundleLine = { kind: 'request', id: 'r1', answers: { decided_by: 'Ben' }, record: {}, names };
    writeBundle(bundle, [header as BundleLine, row, ...rest], signer);
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([
      exactly('request r1 has a line, and no events in the file'),
    ]);
    writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('"decided_by":"Ben"', '"decided_by":"Eve"'));
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([
      exactly('the file was changed: its footer was made for other lines'),
    ]);
  });

  test('when a line is none of a bundle', async () => {
    writeFileSync(bundle, '{"kind":"header"}\n');
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('line 1 is no line of a bundle')]);
    writeFileSync(bundle, '');
    expect((await verifyFile(bundle, pair.publicKey)).says).toEqual([exactly('the file is empty')]);
  });
});

test('without a key, and without a signature, it says what its word is worth', async () => {
  writeBundle(bundle, await whole(), signer);
  expect((await verifyFile(bundle, undefined)).says.join('\n')).toContain('NO KEY WAS GIVEN');
  rmSync(`${bundle}.sig`);
  const unplaced = (await whole()).filter(isEvent).map((event) => ({ ...event, place: null }));
  writeBundle(bundle, [headerOf(undefined, 'part'), ...unplaced]);
  const unkeyed = await verifyFile(bundle, undefined);
  expect([unkeyed.isGood, unkeyed.says.join('\n')]).toEqual([true, expect.stringContaining('UNSIGNED')]);
  expect((await verifyFile(bundle, newKeyPair().publicKey)).isGood).toBe(false);
});

test('with a key an unsigned file is never good: its signature was taken away, and it says that it had none', async () => {
  writeBundle(bundle, await whole(), signer);
  rmSync(`${bundle}.sig`);
  writeBundle(bundle, [headerOf(undefined, 'record'), ...(await whole()).slice(1)]);
  expect(await verifyFile(bundle, pair.publicKey)).toEqual({
    isGood: false,
    says: [exactly('it is UNSIGNED, and a key was given to check it with')],
  });
});
