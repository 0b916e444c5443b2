// Installs, generates and builds what is missing, runs the tests, and ends with one line: N passed, N failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './command.mjs';
import { inRoot, root } from './paths.mjs';
import { ready, readyForSandbox, readyForTests } from './ready.mjs';

const leak = 'A worker process has failed to exit gracefully';

await main(async () => {
  const args = process.argv.slice(2);
  await readyForTests();
  const isInBrowser = args.some((one) => one.includes('test/e2e'));
  const isBuilt = await (isInBrowser ? readyForSandbox() : ready()).then(
    () => true,
    (error) => console.error(error.message),
  );
  // The tests in a browser have a command of their own.
  const { counts, code } = await runJest(args.length > 0 ? args : ['--testPathIgnorePatterns', '/test/e2e/']);
  if (!isBuilt) counts.failed += 1;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  process.exitCode = code === 0 && counts.failed === 0 ? 0 : 1;
});

async function runJest(args) {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-results-'));
  const file = join(directory, 'results.json');
  try {
    const { code, hasLeaked } = await jest([...args, '--json', '--outputFile', file]);
    const counts = countIn(file);
    if (hasLeaked) {
      console.error(
        'FAILED: a test left a timer, a connection or a worker behind, so its process did not end by itself.',
      );
      counts.failed += 1;
    }
    return { counts, code };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function countIn(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: results.numPassedTests,
      // A file that could not be loaded has no tests to fail.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function jest(args) {
  return new Promise((resolve, reject) => {
    const colours = process.stderr.isTTY ? ['--colors'] : [];
    const child = spawn(process.execPath, [inRoot('node_modules/jest/bin/jest.js'), ...colours, ...args], {
      cwd: root,
      // With --json jest prints the results to stdout too.
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let hasLeaked = false;
    child.stderr.on('data', (chunk) => {
      hasLeaked ||= chunk.includes(leak);
      process.stderr.write(chunk);
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, hasLeaked }));
  });
}
