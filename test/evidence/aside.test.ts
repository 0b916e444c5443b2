import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeAside } from '../../src/evidence/aside.js';

const place = mkdtempSync(join(tmpdir(), 'aside-'));
afterAll(() => rmSync(place, { recursive: true }));

const hours = (count: number) => Date.now() / 1000 - count * 3600;
/** As a process leaves it that was killed so many hours ago. */
function left(name: string, ago: number, fileAgo = ago): string {
  const path = join(place, name);
  mkdirSync(path);
  writeFileSync(join(path, 'march-requests.csv'), 'Ana Ruiz');
  utimesSync(join(path, 'march-requests.csv'), hours(fileAgo), hours(fileAgo));
  utimesSync(path, hours(ago), hours(ago));
  return name;
}

test('what a killed process left is taken away by the next one, and nothing else is touched', async () => {
  left('latchkey-evidence-aaaaaa', 25);
  symlinkSync(place, join(place, 'latchkey-evidence-llllll'));
  const kept = [
    left('latchkey-evidence-bbbbbb', 23),
    left('latchkey-evidence-cccccc', 48, 1),
    left('latchkey-evidence-of-2025', 5000),
    left('evidence-dddddd', 5000),
    'latchkey-evidence-llllll',
  ];
  const made = await makeAside(place, 'latchkey-evidence-');
  expect(readdirSync(place).sort()).toEqual([...kept, made.slice(place.length + 1)].sort());
});

test('beside the files of a command it is the same', async () => {
  left('.latchkey-evidence-eeeeee', 30);
  await makeAside(place, '.latchkey-evidence-');
  expect(readdirSync(place)).not.toContain('.latchkey-evidence-eeeeee');
});
