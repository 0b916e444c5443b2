import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CatalogError, readCatalog } from './catalogFiles.js';
import { type Config, ConfigError, configuredProviders, readConfig } from './config.js';
import { examineDatabase, examineRedis } from './doctor/ground.js';
import { examineGroups } from './doctor/groups.js';
import { conclusionOf, exitCodeOf, jsonOf, lineOf, type Part } from './doctor/report.js';
import { examineSlack } from './doctor/slack.js';
import { examineTrail } from './doctor/trail.js';
import { askedProviders, type Catalog, type ProviderName } from './domain/catalog.js';
import type { Finding } from './domain/finding.js';
import type { WritableGroups } from './idp/port.js';
import { createProviders } from './idp/registry.js';
import { examineJira } from './jira/examine.js';
import { providersOf } from './providerSettings.js';
import { startEmbeddedPostgres } from './store/embedded.js';
import { migrationsDirectory } from './store/migrate.js';
import { providerTitle } from './views/asked.js';

const usage = `Look at everything that Latchkey needs, and at what its credentials can do beyond that. Changes nothing.

  npm run doctor             one line a check, with what to do about it; ends with 1 when something is wrong
  npm run doctor -- --json   the same for machines
`;

const now = () => new Date();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Whatever the adapters would like to write, they may not. */
const nothingWritable: WritableGroups = { mayAdd: () => false, mayRemove: () => false };

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const parts: Part[] = [];
  for await (const part of examine()) {
    parts.push(part);
    if (!values.json) process.stdout.write(`${lineOf(part)}\n`);
  }
  process.stdout.write(values.json ? `${jsonOf(parts)}\n` : `${conclusionOf(parts)}\n`);
  return exitCodeOf(parts);
}

async function* examine(): AsyncGenerator<Part> {
  const config = readSettings();
  if (Array.isArray(config)) {
    yield* config.map((finding) => ({ part: 'Settings', finding }));
    return;
  }
  const says = 'All that is set can be read, and nothing that goes with it is missing.';
  yield { part: 'Settings', finding: { check: 'environment', verdict: 'good', says } };
  const catalog = await catalogOf(config);
  if (Array.isArray(catalog)) yield* catalog.map((finding) => ({ part: 'Catalog', finding }));
  else yield { part: 'Catalog', finding: catalogFinding(catalog) };
  yield* labelled('Database', databaseOf(config));
  if (config.redis) yield* labelled('Queue', examineRedis(config.redis.url));
  const manifestPath = join(migrationsDirectory(), '..', '..', 'slack-manifest.yaml');
  const channel = config.checkpoints.slackChannel === undefined ? 'none' : 'read back';
  yield* labelled('Slack', examineSlack({ slack: config.slack, manifestPath, channel }));
  yield* providersPart(config, Array.isArray(catalog) ? undefined : catalog);
  const mapping = Array.isArray(catalog) ? undefined : catalog.jira;
  if (config.jira) yield* labelled('Jira', examineJira(config.jira, { now, log: quiet }, mapping));
}

/** A part that breaks down is one finding, and keeps no other from being looked at. */
async function* labelled(part: string, findings: AsyncIterable<Finding>): AsyncGenerator<Part> {
  try {
    for await (const finding of findings) yield { part, finding };
  } catch (error) {
    yield { part, finding: { check: 'looking', verdict: 'unknown', says: wordsOf(error) } };
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A problem's sentence begins with the variable or the file; what follows is what is wrong and the remedy. */
const problem = (check: string, sentence: string): Finding => ({ check, verdict: 'bad', says: sentence });

function readSettings(): Config | Finding[] {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((sentence) => problem(sentence.slice(0, sentence.indexOf(' ')), sentence));
  }
}

async function catalogOf(config: Config): Promise<Catalog | Finding[]> {
  try {
    return await readCatalog(config.catalogDirectory, { configured: configuredProviders(config) });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return error.problems.map((sentence) => problem(sentence.slice(0, sentence.indexOf(' ')), sentence));
  }
}

const catalogFinding = ({ apps }: Catalog): Finding => ({
  check: 'files',
  verdict: 'good',
  says: `${apps.length} apps with ${apps.flatMap(({ roles }) => roles).length} roles.`,
});

async function* databaseOf(config: Config): AsyncGenerator<Finding> {
  if (config.database) return yield* examineBoth(config, config.database.url);
  const embedded = await startEmbeddedPostgres({ directory: config.dataDirectory, log: quiet });
  try {
    yield* examineBoth(config, embedded.url);
  } finally {
    await embedded.stop();
  }
}

async function* examineBoth(config: Config, url: string): AsyncGenerator<Finding> {
  yield* examineDatabase(url, now);
  yield* examineTrail(url, config, now);
}

async function* providersPart(config: Config, catalog: Catalog | undefined): AsyncGenerator<Part> {
  const providers = await createProviders(providersOf(config), nothingWritable, { now });
  for (const name of askedProviders) {
    const provider = providers.get(name);
    if (!provider) continue;
    const part = providerTitle[name];
    const groups = catalog ? await examineGroups(catalog, provider) : [];
    const ids = groups.flatMap(({ id }) => id ?? []);
    yield* labelled(part, provider.examine({ groups: ids, endsSessions: endsSessions(catalog, name) }));
    yield* groups.map(({ finding }) => ({ part, finding }));
  }
}

const endsSessions = (catalog: Catalog | undefined, provider: ProviderName): boolean =>
  catalog?.apps.some((app) => app.provider === provider && app.roles.some((role) => role.endSessions)) ?? true;

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `The doctor broke down: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);
