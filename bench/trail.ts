import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { provenLines } from '../src/audit/provenLines.js';
import { createSigner, newKeyPair, signFile } from '../src/signing.js';
import { chain, dataOf, type Head } from '../src/store/chain.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { walk } from '../src/trail/inspect.js';
import { createAnchoring } from '../src/workflows/anchoring.js';
import { createCheckpoints, keysWith, largest } from '../src/workflows/checkpoints.js';
import { perSecond, type Row, rate, timed, times } from './measure.js';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** What a company of some thousand people records in years. */
export const eventsMeasured = 1_000_000;

/**
 * A record of so many events: signed, walked whole, written as a bundle and checked by Node alone. Memory is that of a
 * process which does nothing else, over one that has a hundredth of the events: bounded means that the two are alike.
 */
export async function measureTrail(database: string, count = eventsMeasured): Promise<Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'latchkey-trail-'));
  const { privateKey, publicKey } = newKeyPair();
  const keyFile = join(home, 'public.pem');
  await writeFile(keyFile, publicKey);
  const store = openStore(database, () => {});
  try {
    await fill(database, 0, count / 100);
    const signing = sign(store, privateKey);
    await signing();
    const little = await verified(database, keyFile);
    await fill(database, count / 100, count);
    const signed = await timed(signing);
    const much = await verified(database, keyFile);
    const bundle = join(home, 'bundle.jsonl');
    const written = await timed(() => write(store, bundle, privateKey));
    const alone = await run(['dist/verify.mjs', bundle, '--key', keyFile], {});
    return [
      {
        what: `signing a record of ${say(count)} events`,
        result: rate(perSecond(count, signed)),
        note: 'all at once, as after an upgrade',
      },
      {
        what: `verifying ${say(count)} events`,
        result: rate(perSecond(count, much.milliseconds)),
        note: `peak memory ${times(much.megabytes / little.megabytes)} that of ${say(count / 100)} events: ${Math.round(much.megabytes)} MB`,
      },
      {
        what: `a bundle of ${say(count)} events, checked by Node alone`,
        result: rate(perSecond(count, alone.milliseconds)),
        note: `peak memory ${times(alone.megabytes / much.megabytes)} that of verifying the record; written at ${rate(perSecond(count, written))}`,
      },
    ];
  } finally {
    await store.close();
    await rm(home, { recursive: true, force: true });
  }
}

const say = (count: number): string => count.toLocaleString('en');

/** Streams of four events, as a grant has them. */
async function fill(url: string, from: number, to: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const page = 10_000;
  try {
    for (let begun = from; begun < to; begun += page) {
      const size = Math.min(page, to - begun);
      const bare = Array.from({ length: size }, (_, index) => eventOf(begun + index));
      const rows = chain(bare, new Map<string, Head>());
      await client.query(insert, [JSON.stringify(rows.map(({ event, ...row }) => ({ ...row, ...dataOf(event) })))]);
    }
  } finally {
    await client.end();
  }
}

function eventOf(number: number) {
  const id = `person-${Math.floor(number / 4)}`;
  return {
    stream: `person:${id}`,
    at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    actor: 'latchkey',
    cause: 'slack',
    event: { type: 'person.bound', id, slackId: `U${number}`, directory: 'okta', directoryId: `00u${number}` },
  } as const;
}

const insert = `INSERT INTO "Event" ("version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash")
  SELECT e.* FROM jsonb_to_recordset($1::jsonb) AS e("version" int, "stream" text, "seq" int, "type" text, "at" timestamptz,
    "actor" text, "cause" text, "data" jsonb, "previousHash" text, "hash" text)`;

function sign(store: Store, privateKey: string): () => Promise<void> {
  const signer = createSigner(privateKey);
  const now = () => new Date();
  const checkpoints = createCheckpoints({
    ...{ store, signer, keys: keysWith(signer, new Map()), now, log: quiet },
    anchoring: createAnchoring({ store, places: [], now, log: quiet }),
    limits: { every: 0, events: largest },
    incident: (facts, sentence) => {
      throw new Error(`${sentence} ${JSON.stringify(facts)}`);
    },
  });
  return () => checkpoints.pass();
}

async function write(store: Store, path: string, privateKey: string): Promise<void> {
  const signer = createSigner(privateKey);
  const file = createWriteStream(path);
  const body = createHash('sha256');
  const counts = { requests: 0, events: 0, checkpoints: 0, anchors: 0, proofs: 0 };
  const put = async (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    body.update(text);
    if (!file.write(text)) await once(file, 'drain');
  };
  const { keyId, publicKey } = signer;
  const facts = {
    query: {},
    by: 'bench',
    at: new Date().toISOString(),
    generator: 'bench',
    holds: 'record',
    keyId,
    publicKey,
  };
  await put({ kind: 'header', format: 'latchkey bundle 1', ...facts });
  for await (const line of provenLines(
    store.checkpoints,
    walk(store.checkpoints, undefined, Number.POSITIVE_INFINITY),
  )) {
    counts[`${line.kind}s`] += 1;
    await put(line);
  }
  file.end(`${JSON.stringify({ kind: 'footer', counts, sha256: body.digest('hex') })}\n`);
  await once(file, 'finish');
  const whole = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  await writeFile(`${path}.sig`, JSON.stringify(signFile(signer, 'bundle.jsonl', whole, new Date())));
}

const verified = (database: string, keyFile: string) =>
  run(['dist/src/audit.js', 'verify', '--key', keyFile], { DATABASE_URL: database });

/** What Linux counts since this program began: the peak that the system gives a child may be that of whoever began it. */
const said = `import { readFileSync } from 'node:fs';
  process.on('exit', () => console.error('most ' + /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]))`;

/** A process of its own. @returns how long it took, and the most memory that it had. */
async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ milliseconds: number; megabytes: number }> {
  const cwd = join(fileURLToPath(import.meta.url), '..', '..', '..');
  const whole = ['--import', `data:text/javascript,${encodeURIComponent(said)}`, ...args];
  let words = '';
  const milliseconds = await timed(async () => {
    const child = spawn(process.execPath, whole, { cwd, env: { ...process.env, ...environment } });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        words += chunk;
      });
    }
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${words}`);
  });
  return { milliseconds, megabytes: Number(/^most (\d+)$/m.exec(words)?.[1]) / 1024 };
}
