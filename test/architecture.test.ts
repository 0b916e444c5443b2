import { describe, expect, test } from '@jest/globals';
import { parseSource, readSources, type Source } from './support/source.js';

interface Rule {
  sentence: string;
  /** What in this file breaks it. */
  findIn(source: Source): string[];
  /** A file that breaks it, so that the rule is known to bite; and one that comes close and does not. */
  broken: [path: string, text: string];
  kept: [path: string, text: string];
}

const layerOf = (path: string): string | undefined => /^src\/(\w+)\//.exec(path)?.[1];
const isOurs = (path: string): boolean => path.startsWith('src/');
const isRoot = (path: string): boolean => path === 'src/app.ts' || path === 'src/main.ts';
/** The composition roots: the bot's, the doctor's, and that of the tools for the audit trail. */
const readsTheClock = (path: string): boolean => ['src/app.ts', 'src/doctor.ts', 'src/audit.ts'].includes(path);

/** The imports of a file that break a rule. */
const imports =
  (isBroken: (from: string, imported: string) => boolean): Rule['findIn'] =>
  ({ path, imports: all }) =>
    all.filter((imported) => isBroken(path, imported)).map((imported) => `${path} imports ${imported}`);

/** A layer imports, of our own files, only from itself and from where it is told. */
const only = (layer: string, allowed: string[], broken: string, kept: string): Rule => ({
  sentence: `${layer} imports ${allowed.join(', ')} and itself`,
  findIn: imports(
    (from, imported) =>
      layerOf(from) === layer &&
      isOurs(imported) &&
      layerOf(imported) !== layer &&
      !allowed.some((place) => imported === `src/${place}.ts` || imported.startsWith(`src/${place}/`)),
  ),
  broken: [`src/${layer}/revoke.ts`, broken],
  kept: [`src/${layer}/revoke.ts`, kept],
});

const rules: Rule[] = [
  {
    sentence: 'domain imports nothing from outside itself',
    findIn: imports((from, imported) => layerOf(from) === 'domain' && layerOf(imported) !== 'domain'),
    broken: ['src/domain/grant.ts', `import { hash } from 'node:crypto';`],
    kept: ['src/domain/grant.ts', `import { refuse } from './refusal.js';`],
  },
  only('views', ['domain'], `import { x } from '../store/reads.js';`, `import { x } from '../domain/grant.js';`),
  only('store', ['domain'], `import { x } from '../idp/port.js';`, `import { x } from './embedded/errno.js';`),
  only('anchors', ['domain'], `import { x } from '../store/chain.js';`, `import { x } from './port.js';`),
  only('idp', ['domain'], `export { x } from '../jira/port.js';`, `export * from '../domain/grant.js';`),
  only('jira', ['domain'], `const x = await import('../views/text.js');`, `import { x } from './port.js';`),
  // What an auditor checks with is made of these alone: see scripts/verify.mjs.
  only(
    'trail',
    ['domain', 'store', 'signing'],
    `import { x } from '../idp/port.js';`,
    `import { x } from '../store/chain.js';`,
  ),
  // A request's story is told in the words that Jira is told it in, and a bundle is what audit says it is.
  only(
    'evidence',
    ['domain', 'views', 'store', 'trail', 'signing', 'audit/bundle', 'audit/provenLines', 'jira/words', 'jira/mirror'],
    `import { x } from '../audit/export.js';`,
    `import { x } from '../jira/words.js';`,
  ),
  only(
    'audit',
    ['domain', 'views', 'store', 'trail', 'anchors', 'jira', 'evidence', 'signing', 'config', 'catalogFiles'],
    `import { x } from '../workflows/run.js';`,
    `import { x } from '../trail/merkle.js';`,
  ),
  only(
    'workflows',
    ['domain', 'views', 'store', 'idp', 'jira', 'trail', 'anchors', 'evidence', 'signing'],
    `import type { x } from '../commands/who.js';`,
    `import { x } from '../jira/mirror.js';`,
  ),
  only(
    'commands',
    // workflows/contracts is what run and directory promise; homeData reads what Home shows, for notify as well;
    // deciding and asking are the same wherever a person does it, in Slack or in Jira, and so is who they are there;
    // erasable what stands in the way of an erasure.
    [
      'domain',
      'views',
      'store',
      ...['run', 'directory', 'contracts', 'homeData', 'deciding', 'asking', 'jiraAccounts', 'erasable'].map(
        (file) => `workflows/${file}`,
      ),
    ],
    `import { x } from '../workflows/provisioning.js';`,
    `import { x } from '../workflows/run.js';`,
  ),
  {
    sentence: 'only app.ts and main.ts import both what people do and what happens by itself',
    findIn: imports(
      (from, imported) =>
        layerOf(from) === undefined && !isRoot(from) && ['commands', 'workflows'].includes(layerOf(imported) ?? ''),
    ),
    broken: ['src/http.ts', `import { run } from './workflows/run.js';`],
    kept: ['src/app.ts', `import { run } from './workflows/run.js';`],
  },
  {
    sentence: 'Prisma is imported only in store',
    findIn: imports((from, imported) => /^@prisma\/|\/generated\//.test(imported) && !/^src\/store\//.test(from)),
    broken: ['src/workflows/run.ts', `import { PrismaClient } from '../store/generated/client.js';`],
    kept: ['src/store/reads.ts', `import { PrismaClient } from './generated/client.js';`],
  },
  {
    sentence: 'Bolt is imported only in commands and app.ts',
    findIn: imports((from, imported) => /^@slack\/bolt/.test(imported) && !/^src\/(commands\/|app\.ts)/.test(from)),
    broken: ['src/workflows/notify.ts', `import bolt from '@slack/bolt';`],
    kept: ['src/commands/who.ts', `import bolt from '@slack/bolt';`],
  },
  {
    sentence: 'BullMQ is imported only in workflows/queues.ts and workflows/relay.ts',
    findIn: imports((from, imported) => /^bullmq/.test(imported) && !/^src\/workflows\/(queues|relay)\.ts/.test(from)),
    broken: ['src/workflows/expiry.ts', `import { Queue } from 'bullmq';`],
    kept: ['src/workflows/queues.ts', `import { Queue } from 'bullmq';`],
  },
  {
    sentence: 'the environment is read only in config.ts',
    findIn: ({ path, readsEnvironment }) => (readsEnvironment && path !== 'src/config.ts' ? [path] : []),
    broken: ['src/jira/client.ts', 'const { HOME } = process.env;'],
    kept: ['src/jira/client.ts', `const environment = { env: 'process.env' };`],
  },
  {
    sentence: 'the clock is read only in app.ts, doctor.ts and audit.ts',
    findIn: ({ path, readsClock }) => (readsClock && !readsTheClock(path) ? [path] : []),
    broken: ['src/workflows/expiry.ts', 'const now = new Date();'],
    kept: ['src/workflows/expiry.ts', 'const now = new Date(given); // not Date.now()'],
  },
  {
    sentence: 'the bot knows nothing of its sandbox, its tests or its scripts',
    findIn: imports((from, imported) => isOurs(from) && /^(sandbox|test|bench|scripts)\//.test(imported)),
    broken: ['src/app.ts', `import { company } from '../sandbox/company.js';`],
    kept: ['src/app.ts', `import { company } from './sandbox/company.js';`],
  },
];

const sources = readSources('src');

describe.each(rules)('$sentence', ({ findIn, broken, kept }) => {
  test('in every file', () => {
    expect(sources.flatMap(findIn)).toEqual([]);
  });

  test('and the rule bites', () => {
    expect(findIn(parseSource(...broken))).not.toEqual([]);
    expect(findIn(parseSource(...kept))).toEqual([]);
  });
});

test('the sources are found', () => {
  expect(sources.length).toBeGreaterThan(20);
});
