import { expect, test } from '@jest/globals';
import type { HouseEvent } from '../../src/domain/events.js';
import { gapsIn, groupsRead, readUpTo } from '../../src/domain/logCoverage.js';

/** What a provider's log does not speak for, by the hour of one day. */

const at = (hour: number): string => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
const span = { from: at(0), until: at(23) };
const began: HouseEvent = { type: 'log.began', id: 'okta', from: at(2) };
const named: HouseEvent = { type: 'log.groupsChanged', id: 'okta', from: at(2), added: ['editors'], removed: [] };
const gaps = (events: readonly HouseEvent[], readTo: string | undefined = at(23)) =>
  gapsIn({ history: events.map((event) => ({ event })), group: 'editors', span, readTo }).map(
    ({ from, until, why }) => [why, Number(from.slice(11, 13)), Number(until.slice(11, 13))] as const,
  );

test('a log that was read for the whole period has no gap but the time before it was first read', () => {
  expect(gaps([began, named])).toEqual([['before', 0, 2]]);
});

test('a log that was never read is one gap', () => {
  expect(gaps([])).toEqual([['noLog', 0, 23]]);
});

test('what the provider kept no longer is a gap, and so is what was not read yet', () => {
  const lost: HouseEvent = { type: 'log.gap', id: 'okta', from: at(5), until: at(9) };
  expect(gaps([began, named, lost], at(20))).toEqual([
    ['before', 0, 2],
    ['lost', 5, 9],
    ['notYet', 20, 23],
  ]);
});

test('a group is read from when the catalog names it until it does so no longer, however often', () => {
  const off: HouseEvent = {
    type: 'log.groupsChanged',
    id: 'okta',
    from: at(6),
    added: ['others'],
    removed: ['editors'],
  };
  const on: HouseEvent = { type: 'log.groupsChanged', id: 'okta', from: at(12), added: ['editors'], removed: [] };
  expect(gaps([began, named, off, on])).toEqual([
    ['before', 0, 2],
    ['notNamed', 6, 12],
  ]);
  expect([...groupsRead([named, off].map((event) => ({ event })))]).toEqual(['others']);
  expect(gaps([began, { ...named, added: ['others'] }])).toEqual([
    ['before', 0, 2],
    ['notNamed', 2, 23],
  ]);
});

test('a gap that reaches over the ends of the period is cut at them, and one that only touches is none', () => {
  const around: HouseEvent = { type: 'log.gap', id: 'okta', from: '2026-03-01T00:00:00.000Z', until: at(4) };
  const touching: HouseEvent = { type: 'log.gap', id: 'okta', from: at(23), until: '2026-03-04T00:00:00.000Z' };
  const early: HouseEvent = { ...began, from: '2026-02-01T00:00:00.000Z' };
  expect(gaps([early, { ...named, from: early.from }, around, touching])).toEqual([['lost', 0, 4]]);
});

test('a log is never taken as read later than now, and what a clock that was ahead has stored says nothing', () => {
  const now = new Date(at(12));
  expect(readUpTo(at(11), at(9), now)).toBe(at(11));
  expect(readUpTo('2026-03-02T12:00:30.000Z', at(9), now)).toBe(at(12));
  expect(readUpTo('2027-03-02T12:00:00.000Z', at(9), now)).toBe(at(9));
  expect(readUpTo('2027-03-02T12:00:00.000Z', undefined, now)).toBeUndefined();
  expect(gaps([began, named], readUpTo('2027-03-02T12:00:00.000Z', at(9), now))).toEqual([
    ['before', 0, 2],
    ['notYet', 9, 23],
  ]);
});
