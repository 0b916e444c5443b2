// Where a test file runs. When it is over, nothing that it began may still keep its process alive.
import { setTimeout as wait } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

// Its own ways to jest and to the terminal: a process has those from its first word on.
const ways = new Set(['PipeWrap', 'TTYWrap']);

export default class extends TestEnvironment {
  #before = held();

  async teardown() {
    const left = await leftSince(this.#before);
    await super.teardown();
    if (left.length > 0)
      throw new Error(
        `This file is over and has left something open that keeps its process alive: ${left.join(', ')}. ` +
          'Close it, end it or clear it in an afterEach or afterAll.',
      );
  }
}

/** By its kind, as Node names it (`Timeout`, `TCPSocketWrap`, `ProcessWrap`): how many there are that are not unref'd. */
function held() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!ways.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const turns = 50;

/** What was closed takes a moment to go: half a second, counted in turns, since on a busy machine one turn may take as long. */
async function leftSince(before) {
  for (let turn = 1; ; turn += 1) {
    const left = [...held()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
    if (left.length === 0 || turn === turns) return left;
    await wait(10);
  }
}
