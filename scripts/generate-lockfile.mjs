// Completes package-lock.json. A registry that mirrors npm in part lacks some other platforms' packages; npm then
// leaves them out of the lockfile, and its own `npm ci` refuses that. Named with their system they are skipped
// where they do not fit and fetched where they do. With --check it only looks, also for a registry's address.
import { readFileSync, writeFileSync } from 'node:fs';
import { Failed, main } from './command.mjs';
import { inRoot } from './paths.mjs';

const systems = /(android|darwin|freebsd|linux|openharmony|win32|windows|netbsd|openbsd|sunos|aix)/;
const processors = /(arm64|arm|x64|ia32|loong64|ppc64|riscv64|s390x|wasm32)/;

await main(() => {
  const path = inRoot('package-lock.json');
  const lockfile = JSON.parse(readFileSync(path, 'utf8'));
  if (JSON.stringify(lockfile).includes('"resolved"')) {
    throw new Failed('package-lock.json names a registry. Run npm with omit-lockfile-registry-resolved=true.');
  }
  const missing = missingFrom(lockfile.packages);
  if (missing.length === 0) return;
  if (process.argv.includes('--check')) {
    throw new Failed(`package-lock.json lacks ${missing.map(([name]) => name).join(', ')}: run npm run generate.`);
  }
  const entries = [...Object.entries(lockfile.packages), ...missing].sort(([a], [b]) => (a < b ? -1 : 1));
  lockfile.packages = Object.fromEntries(entries);
  writeFileSync(path, `${JSON.stringify(lockfile, undefined, 2)}\n`);
});

function missingFrom(packages) {
  return Object.entries(packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${from}/node_modules/${name}`])
      .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, entry)]),
  );
}

function entryFor(name, version, { dev, devOptional }) {
  const [system] = systems.exec(name) ?? [];
  const [processor] = processors.exec(name) ?? [];
  if (!system || !processor || !/^\d/.test(version)) {
    throw new Failed(`package-lock.json lacks ${name}@${version}, and its name does not tell for which system it is.`);
  }
  const isMusl = /musl/.test(name);
  return {
    version,
    cpu: [processor],
    ...(dev ? { dev } : {}),
    ...(devOptional ? { devOptional } : {}),
    ...(system === 'linux' ? { libc: [isMusl ? 'musl' : 'glibc'] } : {}),
    optional: true,
    os: [system === 'windows' ? 'win32' : system],
  };
}
