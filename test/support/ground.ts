import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Acme } from '../../sandbox/company.js';
import { type StandIns, startStandIns } from '../../sandbox/standIns.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from './database.js';
import { type Running, run } from './process.js';
import { openQueueStore, type QueueStore } from './queueStore.js';
import { roomy } from './roomy.js';
import { checkTraffic } from './specs.js';

/** All that the bot stands on, and the bot itself as processes that can be killed: for what only a dead process shows. */
export type Ground = StandIns & {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly queue: QueueStore;
  readonly environment: Readonly<Record<string, string>>;
  /** One more process of the bot, ready. */
  start(environment?: Readonly<Record<string, string>>): Promise<Running>;
  /** Ends what still runs: each has to end well. */
  close(): Promise<void>;
};

export type GroundOptions = {
  readonly company: Acme;
  /** Files of the catalog, by name. */
  readonly catalog: Readonly<Record<string, string>>;
  readonly eventsUrl?: string;
};

export async function openGround({ company, catalog, eventsUrl }: GroundOptions): Promise<Ground> {
  const [standIns, database] = await Promise.all([startStandIns(company, {}, eventsUrl).then(roomy), testDatabase()]);
  const queue = await openQueueStore(database.url);
  const store = openStore(database.url, () => {});
  const directory = writeCatalog(catalog);
  const processes: Running[] = [];
  const environment = {
    DATABASE_URL: database.url,
    CATALOG_DIR: directory,
    ...standIns.environment,
    ...queue.environment,
  };
  return {
    ...standIns,
    store,
    database,
    queue,
    environment,
    async start(others = {}) {
      const started = await run({ ...environment, ...others });
      processes.push(started);
      return started;
    },
    async close() {
      const codes = await Promise.all(processes.filter(({ hasEnded }) => !hasEnded).map((one) => one.end()));
      await standIns.stop();
      await queue.stop();
      await store.close();
      await database.drop();
      rmSync(directory, { recursive: true });
      expect(codes.filter((code) => code !== 0)).toEqual([]);
      expect(checkTraffic([...standIns.okta.calls, ...standIns.jira.calls, ...standIns.slack.calls])).toEqual([]);
    },
  };
}

export function writeCatalog(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-catalog-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

const person = (key: string, title: string, manager?: string) => ({
  key,
  name: `${key.charAt(0).toUpperCase()}${key.slice(1)} Example`,
  email: `${key}@acme.example.com`,
  title,
  department: 'Engineering',
  ...(manager && { manager }),
});

/** A company of these people, who all report to Ben. */
export const companyOf = (keys: readonly string[], groups: readonly string[] = ['figma-editors']): Acme => ({
  people: [
    person('grace', 'Chief operating officer'),
    person('ben', 'Head of design', 'grace'),
    ...keys.map((key) => person(key, 'Designer', 'ben')),
  ],
  groups: [...groups, 'figma-viewers', 'elsewhere'].map((name) => ({ name })),
  entraGroups: [],
  googleGroups: [],
});

/** One app: Editor is approved by the manager and lasts as said, Viewer is approved at once and has no end. */
export const figmaFor = (duration: string): Readonly<Record<string, string>> => ({
  'figma.yaml': `app: figma
name: Figma
owner: grace@acme.example.com
provider: okta
fallback: Ask in #it-help
roles:
  - role: editor
    name: Editor
    risk: standard
    groups: [figma-editors]
    durations: [${duration}]
  - role: viewer
    name: Viewer
    risk: low
    groups: [figma-viewers]
    durations: [permanent]
`,
  'policy.yaml': `risks:
  low:        { approval: auto }
  standard:   { approval: [manager] }
  sensitive:  { approval: [owner] }
  elevated:   { approval: [owner], longest: 30d }
  privileged: { approval: [security], longest: 24h }
security: [grace@acme.example.com]
lapse: 3d
admins: [grace@acme.example.com]
pilot: []
directory: okta
`,
});
