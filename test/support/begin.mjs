// Before the first test: a place for this run's PostgreSQL. The first test that needs it starts it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'latchkey-test-';

export default function begin() {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(prefix) && isDead(Number(name.slice(prefix.length).split('-')[0]))) remove(name);
  }
  process.env.LATCHKEY_TEST_RUN = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

/** What a run left that was killed: its PostgreSQL has ended with it, its directory is still there. */
function remove(name) {
  try {
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  } catch {
    // Another user's.
  }
}

function isDead(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
