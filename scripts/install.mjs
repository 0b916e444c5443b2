// Installs what package-lock.json names, when it is not what node_modules holds.
import { existsSync, readFileSync } from 'node:fs';
import { command } from './command.mjs';
import { inRoot } from './paths.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const stamp = 'node_modules/.latchkey-installed';

export const isPresent = (name) => existsSync(inRoot('node_modules', name, 'package.json'));
export const isInstalled = () => existsSync(inRoot('node_modules/.package-lock.json'));

export function needsInstall() {
  if (!isInstalled()) return true;
  const wanted = fingerprint(['package-lock.json']);
  if (readStamp(stamp) === wanted) return false;
  if (!holdsTheLockfile()) return true;
  writeStamp(stamp, wanted);
  return false;
}

export async function install() {
  console.error('Installing packages (npm ci)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // NODE_OPTIONS may name a loader or a flag that is meant for us and not for npm.
  const env = { NODE_OPTIONS: '' };
  if (npm?.endsWith('.js')) await command(process.execPath, [npm, ...args], { env });
  else await command('npm', args, { env });
  writeStamp(stamp, fingerprint(['package-lock.json']));
}

/** npm notes what it installed: somebody may have run it without us. */
function holdsTheLockfile() {
  const read = (path) => JSON.parse(readFileSync(inRoot(path), 'utf8')).packages;
  const wanted = read('package-lock.json');
  const present = read('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}
