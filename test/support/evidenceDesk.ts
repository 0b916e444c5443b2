import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import type { Desk, Subcommand } from '../../src/audit/desk.js';
import { readAuditSettings } from '../../src/config.js';
import { createSigner, knownKeys, newKeyPair } from '../../src/signing.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { createCheckpoints } from '../../src/workflows/checkpoints.js';
import { catalogWith } from './catalogFiles.js';
import { type TestDatabase, testDatabase } from './database.js';
import { eventually } from './eventually.js';
import { type Beside, keep, type OnRecord } from './onRecord.js';
import { isSettled } from './trails.js';

/** The desk of `npm run audit` on a database of its own, with a key to sign with. */
export type EvidenceDesk = {
  readonly store: Store;
  readonly client: pg.Client;
  readonly keys: ReturnType<typeof newKeyPair>;
  /** @returns the exit code, and what was said. */
  run(subcommand: Subcommand, ...args: readonly string[]): Promise<{ code: number; said: string }>;
  /** Everything lands here: give `--out` a name in it. */
  readonly directory: string;
  files(): string[];
  text(name: string): string;
  /** Signs all that there is. PostgreSQL's oldest running transaction may be one of other tests: it is waited for. */
  checkpoint(): Promise<void>;
};

export const today = new Date('2026-06-01T12:00:00Z');

export function evidenceDesk(record: OnRecord, beside: Beside): () => EvidenceDesk {
  const catalog = catalogWith(['policy.yaml', 'admins:', 'auditors: [aud@acme.example.com]\nadmins:']);
  let desk: (EvidenceDesk & { readonly database: TestDatabase }) | undefined;
  beforeAll(async () => {
    const database = await testDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await keep(client, record, beside);
    const store = openStore(database.url, () => {});
    desk = { ...deskOn(store, catalog, database.url), client, database };
  });
  afterAll(async () => {
    if (!desk) return;
    await desk.client.end();
    await desk.store.close();
    await desk.database.drop();
    rmSync(desk.directory, { recursive: true });
  });
  return () => desk as EvidenceDesk;
}

function deskOn(store: Store, catalog: string, url: string): Omit<EvidenceDesk, 'client'> {
  const keys = newKeyPair();
  const directory = mkdtempSync(join(tmpdir(), 'evidence-'));
  return {
    store,
    keys,
    directory,
    files: () => readdirSync(directory).sort(),
    text: (name) => readFileSync(join(directory, name), 'utf8'),
    async run(subcommand, ...args) {
      const said: string[] = [];
      const desk: Desk = {
        now: () => today,
        say: (line) => void said.push(line),
        settings: () => readAuditSettings({ CATALOG_DIR: catalog, AUDIT_SIGNING_KEY: keys.privateKey }),
        onRecord: (work) => work(store),
      };
      return { code: await subcommand.run([...args], desk), said: said.join('\n') };
    },
    async checkpoint() {
      await eventually(() => isSettled(url), 60_000);
      await createCheckpoints({
        store,
        signer: createSigner(keys.privateKey),
        keys: knownKeys(keys.publicKey),
        limits: { every: 60, events: 1 },
        anchoring: { pass: async () => {}, waiting: async () => [] },
        incident: (facts, sentence) => {
          throw new Error(`${sentence} ${JSON.stringify(facts)}`);
        },
        now: () => today,
        log: { debug() {}, info() {}, warn() {}, error() {} },
      }).pass();
    },
  };
}

/** A CSV file as Excel reads it: with its BOM, its CRLFs and its quotes. */
export function readCsv(text: string): Record<string, string>[] {
  if (!text.startsWith('\ufeff')) throw new Error('no BOM');
  const rows: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  const row: string[] = [];
  for (const [, value = '', end] of text.slice(1).matchAll(cell)) {
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '\r\n') rows.push(row.splice(0));
  }
  if (row.length > 0) throw new Error('the last line does not end');
  const [head = [], ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}
