import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Whom PostgreSQL runs as. It refuses to run as root, so for root it is somebody else; else it is ourselves. */
export type Account = { kind: 'ourselves' } | Other;
interface Other {
  kind: 'other';
  name: string;
  uid: number;
  gid: number;
  /** It owns the directory already, and should own what we make there, to start it without root the next time. */
  isOwner: boolean;
}

const run = promisify(execFile);

/** For root: the owner of the directory, unless that is root too; then the user `postgres`, made when there is none. */
export async function chooseAccount(directory: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { kind: 'ourselves' };
  const owner = await stat(directory);
  const found =
    (owner.uid === 0 ? undefined : await lookUp(({ uid }) => uid === owner.uid)) ??
    (await lookUp(({ name }) => name === 'postgres')) ??
    (await makePostgresUser());
  if (found) return { ...found, isOwner: found.uid === owner.uid };
  throw new Error(
    'PostgreSQL does not run as root, and the user "postgres" could not be made. ' +
      'Start Latchkey as an ordinary user, or set DATABASE_URL to a PostgreSQL database.',
  );
}

async function lookUp(wanted: (user: { name: string; uid: number }) => boolean): Promise<Other | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const users = lines.map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const user = users.find(wanted);
  return user && { kind: 'other', ...user, isOwner: false };
}

async function makePostgresUser(): Promise<Other | undefined> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch {
    return lookUp(({ name }) => name === 'nobody');
  }
  return lookUp(({ name }) => name === 'postgres');
}

/** Whether the account can get at a path: every directory above it must let it pass. */
export async function isReachable(path: string, account: Account): Promise<boolean> {
  if (account.kind === 'ourselves') return true;
  let at = await realpath(path);
  if (!(await mayPass(at, account))) return false;
  while (at !== dirname(at)) {
    at = dirname(at);
    if (!(await mayPass(at, account))) return false;
  }
  return true;
}

async function mayPass(path: string, { uid, gid }: { uid: number; gid: number }): Promise<boolean> {
  const entry = await stat(path);
  if (entry.uid === uid) return (entry.mode & 0o100) !== 0;
  if (entry.gid === gid) return (entry.mode & 0o010) !== 0;
  return (entry.mode & 0o001) !== 0;
}
