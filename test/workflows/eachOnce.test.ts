import { expect, test } from '@jest/globals';
import { eachOnce } from '../../src/workflows/eachOnce.js';

test('a trouble is said once, however often it is met, and another one all the same', () => {
  const said: [object, string][] = [];
  const log = eachOnce({ warn: (facts, message) => void said.push([facts, message]) });
  log.warn({ issue: 'ACC-1' }, 'it cannot be given its labels');
  log.warn({ issue: 'ACC-2' }, 'it cannot be given its labels');
  log.warn({ issue: 'ACC-2' }, 'its approvals cannot be read');
  expect(said).toEqual([
    [{ issue: 'ACC-1' }, 'it cannot be given its labels'],
    [{ issue: 'ACC-2' }, 'its approvals cannot be read'],
  ]);
});
