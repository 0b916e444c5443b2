import { expect, test } from '@jest/globals';
import { openRecord } from '../../sandbox/web/record.js';
import { goingPostgres } from '../support/goingPostgres.js';

test('a database that is thrown away at the very moment it was reached has nothing to show', async () => {
  const postgres = await goingPostgres();
  const record = openRecord(postgres.url, () => '');
  try {
    expect(await record.read()).toEqual({ requests: [] });
  } finally {
    await record.close();
    postgres.close();
  }
});
