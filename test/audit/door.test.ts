import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { door } from '../../src/audit/door.js';
import { evidenceDesk } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

const at = evidenceDesk(story(), beside);
const out = () => join(at().directory, 'door');
const march = ['--from', '2026-03-02', '--to', '2026-03-31', '--as', 'aud@acme.example.com'];
const compared = async () =>
  (await at().store.trail.streams(['evidence'])).filter(({ event }) => event.type === 'evidence.logCompared').length;

test("nobody but its owner may read what is behind a provider's log", async () => {
  expect(await at().run(door, ...march, '--out', out())).toMatchObject({ code: 0 });
  const modes = readdirSync(out()).map((name) => [name.replace(/.*31/, ''), statSync(join(out(), name)).mode & 0o777]);
  expect(modes).toEqual(['.csv', '.csv.sig', '.html', '.html.sig'].map((ending) => [ending, 0o600]));
});

test('a page that is there is not overwritten, and no second one is on record', async () => {
  const [table = ''] = readdirSync(out());
  writeFileSync(join(out(), table), 'signed off');
  const before = await compared();
  const { code, said } = await at().run(door, ...march, '--out', out());
  expect([code, said]).toEqual([1, expect.stringMatching(/\.html is there already\. Name another --out\./)]);
  expect(readFileSync(join(out(), table), 'utf8')).toBe('signed off');
  expect(await compared()).toBe(before);
});
