import { expect, test } from '@jest/globals';
import { openDatabase, transaction } from '../../src/store/database.js';
import { goingPostgres } from '../support/goingPostgres.js';

test('a database that goes at the very moment it was reached fails the call, and does not end the process', async () => {
  const postgres = await goingPostgres();
  const database = openDatabase(postgres.url, () => {});
  try {
    await expect(transaction(database.pool, async () => 'done')).rejects.toThrow();
  } finally {
    await database.close();
    postgres.close();
  }
});
