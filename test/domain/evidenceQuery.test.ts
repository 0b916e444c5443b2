import { expect, test } from '@jest/globals';
import { mayTakeEvidence, periodOf } from '../../src/domain/evidenceQuery.js';

test.each([
  [
    'whole days, the last one included',
    '2026-01-01',
    '2026-03-31',
    '2026-01-01T00:00:00.000Z',
    '2026-04-01T00:00:00.000Z',
  ],
  ['one day', '2024-02-29', '2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  [
    'moments, the last one not included',
    '2026-01-01T08:00Z',
    '2026-01-01T17:00:00+01:00',
    '2026-01-01T08:00:00.000Z',
    '2026-01-01T16:00:00.000Z',
  ],
])('a period is read: %s', (_, from, to, begin, until) => {
  expect(periodOf(from, to)).toEqual({ from: begin, until });
});

test.each([
  ['2026-02-31', '2026-03-31', '“2026-02-31” is no day'],
  ['2026-01-01', 'tomorrow', '“tomorrow” is no day'],
  ['2026-01-01', '2026-01-01T17:00', 'is no day'],
  ['2026-03-31', '2026-03-01', 'ends before it begins'],
  ['2026-01-01T08:00Z', '2026-01-01T08:00Z', 'ends before it begins'],
])('and refused with a word: %s to %s', (from, to, says) => {
  expect(periodOf(from, to)).toMatchObject({ refused: true, says: expect.stringContaining(says) });
});

test('admins and auditors may take evidence out, and nobody else', () => {
  const policy = { admins: ['it@acme.example.com'], auditors: ['aud@acme.example.com'] };
  const may = ['it', 'aud', 'ana'].map((who) => mayTakeEvidence(policy, `${who}@acme.example.com`));
  expect(may).toEqual([true, true, false]);
  expect(mayTakeEvidence({ admins: [] }, '')).toBe(false);
});
