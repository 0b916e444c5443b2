// After the last test: PostgreSQL is stopped, its data thrown away.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export default async function end() {
  const directory = process.env.LATCHKEY_TEST_RUN;
  const file = join(directory, 'postgres/data/postmaster.pid');
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    // SIGINT and not SIGQUIT: an immediate stop would leave its shared memory behind.
    process.kill(pid, 'SIGINT');
    // Its file goes last. The process itself may linger as a zombie, where nobody buries it.
    while (existsSync(file) && process.kill(pid, 0)) await wait(10);
  } catch (error) {
    // Never started, or gone already.
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
