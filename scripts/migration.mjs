// Writes a migration from what changed in prisma/schema.prisma since the last one, which keeps the schema it led to.
// npm run migration -- <name>; --check only says whether one is due, --whole prints what
// makes the whole schema from nothing; --keep says that the last one, edited before anybody applied it, leads to
// today's schema (test/store/drift.test.ts holds it to that).
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failed, main } from './command.mjs';
import { inRoot } from './paths.mjs';

const schemaPath = inRoot('prisma/schema.prisma');
const migrationsPath = inRoot('prisma/migrations');

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean' },
      whole: { type: 'boolean' },
      keep: { type: 'boolean' },
      database: { type: 'string' },
    },
  });
  const after = readFileSync(schemaPath, 'utf8');
  if (values.keep) return writeFileSync(`${lastMigration()}/schema.prisma`, after);
  const before = values.whole ? undefined : lastSchema();
  const script = before === after ? '' : await withDatabase(values.database, (url) => difference(before, after, url));
  if (values.whole) return console.log(script);
  if (values.check && script) {
    throw new Failed(`prisma/schema.prisma changed, and no migration says so: npm run migration -- <name>\n${script}`);
  }
  if (values.check) return;
  if (!script) return console.log('Nothing changed.');
  const [name] = positionals;
  if (!/^[a-z][a-z0-9_]*$/.test(name ?? '')) throw new Failed('usage: npm run migration -- <name>, as in add_reviews');
  write(name, script, after);
});

function lastMigration() {
  const names = readdirSync(migrationsPath).filter((name) => existsSync(`${migrationsPath}/${name}/migration.sql`));
  return `${migrationsPath}/${names.sort().at(-1)}`;
}

function lastSchema() {
  const kept = `${lastMigration()}/schema.prisma`;
  return existsSync(kept) ? readFileSync(kept, 'utf8') : undefined;
}

function write(name, script, schema) {
  const moment = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = `${migrationsPath}/${moment}_${name}`;
  mkdirSync(directory);
  writeFileSync(`${directory}/migration.sql`, script);
  writeFileSync(`${directory}/schema.prisma`, schema);
  console.log(`Wrote ${directory}. Read it; add by hand what Prisma's schema cannot say.`);
}

/** Two files are compared, but the engine will not do it without a database whose version it may ask. */
async function withDatabase(url, body) {
  if (url) return body(url);
  const { startEmbeddedPostgres } = await import(inRoot('dist/src/store/embedded.js'));
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-migration-'));
  const postgres = await startEmbeddedPostgres({ directory, log: { info: () => {}, warn: console.error } });
  try {
    return await body(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function difference(before, after, url) {
  const engine = await startEngine(url);
  const { stdout } = await engine.diff({
    from: before === undefined ? { tag: 'empty' } : schema(before),
    to: schema(after),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return stdout?.includes('This is an empty migration') ? '' : (stdout ?? '');
}

function schema(content) {
  return { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] };
}

/** Prisma's own engine as WebAssembly. Instantiated by hand: Node 20 cannot import a .wasm. */
async function startEngine(url) {
  const home = inRoot('node_modules/@prisma/schema-engine-wasm');
  const binding = await import(`${home}/schema_engine_bg.js`);
  const bytes = readFileSync(`${home}/schema_engine_bg.wasm`);
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': binding });
  binding.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const { PrismaPg } = await import('@prisma/adapter-pg');
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils');
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url, idleTimeoutMillis: 1 }));
  return binding.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}
