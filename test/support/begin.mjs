// Before the first test: a place for this run's PostgreSQL. The first test that needs it starts it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function begin() {
  process.env.LATCHKEY_TEST_RUN = mkdtempSync(join(tmpdir(), 'latchkey-test-'));
}
