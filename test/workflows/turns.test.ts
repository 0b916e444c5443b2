import { expect, test } from '@jest/globals';
import { createTurns } from '../../src/workflows/turns.js';

/** Work that begins at its turn, and goes on until it is let go. */
function stage(width: number) {
  const turns = createTurns<void>(width);
  const begun: string[] = [];
  const letGo = new Map<string, () => void>();
  const take = (key: string, rank?: number) =>
    turns.take(
      key,
      () =>
        new Promise<void>((resolve) => {
          begun.push(key);
          letGo.set(key, resolve);
        }),
      rank,
    );
  return { turns, begun, letGo, take };
}

test('the lowest rank has the next turn, and among equals who came first', async () => {
  const { begun, letGo, take } = stage(1);
  const all = [take('busy'), take('third', 30), take('first', 10), take('second', 20), take('also second', 20)];
  for (const key of ['busy', 'first', 'second', 'also second', 'third']) {
    expect(begun.at(-1)).toBe(key);
    letGo.get(key)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
});

test('what waits already is not noted again', async () => {
  const { begun, letGo, take, turns } = stage(1);
  const all = [take('busy'), take('ana'), take('ana')];
  letGo.get('busy')?.();
  await new Promise((resolve) => setImmediate(resolve));
  letGo.get('ana')?.();
  await Promise.all(all);
  await turns.stop();
  expect(begun).toEqual(['busy', 'ana']);
});
