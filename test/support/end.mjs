// After the last test: PostgreSQL is stopped at once, its data thrown away.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export default async function end() {
  const directory = process.env.LATCHKEY_TEST_RUN;
  try {
    const pid = Number(readFileSync(join(directory, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
    // SIGINT and not SIGQUIT: an immediate stop would leave its shared memory behind.
    process.kill(pid, 'SIGINT');
    while (process.kill(pid, 0)) await wait(10);
  } catch (error) {
    // Never started, or gone already.
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
