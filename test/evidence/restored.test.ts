import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { door } from '../../src/audit/door.js';
import { exportEvidence } from '../../src/audit/export.js';
import { report } from '../../src/audit/report.js';
import { verify } from '../../src/audit/verify.js';
import { eventually } from '../support/eventually.js';
import { type EvidenceDesk, evidenceDesk, readCsv } from '../support/evidenceDesk.js';
import { beside, story } from '../support/evidenceStory.js';

/** Another test's transaction may keep the last ones waiting. */
const signed = (desk: EvidenceDesk) =>
  eventually(async () => {
    await desk.checkpoint();
    const { rows } = await desk.client.query('SELECT count(*)::int AS "count" FROM "Event"');
    return (await desk.store.checkpoints.newest())?.size === rows[0].count;
  }, 60_000);

/** A backup in a fresh PostgreSQL, which counts its transactions anew, before Latchkey has started there. */
async function restored(desk: EvidenceDesk): Promise<EvidenceDesk> {
  await signed(desk);
  for (const table of ['Event', 'Checkpoint']) await desk.client.query(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);
  await desk.client.query('UPDATE "Event" SET "transactionId" = "transactionId" + 1000000000');
  await desk.client.query('UPDATE "Checkpoint" SET "lastTransaction" = "lastTransaction" + 1000000000');
  return desk;
}

const as = ['--as', 'aud@acme.example.com'];
const march = ['--from', '2026-03-02', '--to', '2026-03-31', ...as];

describe('in a database that was restored, before Latchkey has started there,', () => {
  describe('an export', () => {
    const at = evidenceDesk(story(), beside);
    test('holds what is on record, and what it adds stands behind all that was signed', async () => {
      const desk = await restored(at());
      const out = ['--out', join(desk.directory, 'march')];
      const { code, said } = await desk.run(exportEvidence, ...march, '--format', 'csv', ...out);
      expect([code, said]).toEqual([0, expect.stringContaining('3 of 3 requests of this period')]);
      expect(readCsv(desk.text('march-requests.csv')).map(({ request }) => request)).toEqual(['r1', 'r2', 'r3']);
      await signed(desk);
      expect(await desk.run(verify)).toMatchObject({ code: 0 });
    });
  });

  describe.each([
    ['the page of a request', report, ['r2', ...as]],
    ['a look at the other door', door, march],
  ])('%s', (_, subcommand, args) => {
    const at = evidenceDesk(story(), beside);
    test('adds nothing before the end of what was signed', async () => {
      const desk = await restored(at());
      const { code, said } = await desk.run(subcommand, ...args, '--out', join(desk.directory, 'made'));
      expect([code, said]).toEqual([0, expect.stringContaining('made')]);
      expect(await desk.run(verify)).toMatchObject({ code: 0 });
      await signed(desk);
    });
  });
});
