import { describe, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../src/domain/events.js';
import { isWitness } from '../../src/domain/witnessing.js';
import { at, hours, minutes, seconds } from '../support/given.js';

const event = (passed: number, type: string, more: object = {}) => ({
  at: at(passed),
  event: { type, id: 'g1', ...more } as DomainEvent,
});
const opened = event(hours(1), 'grant.opened');
const whole = [
  opened,
  event(hours(1) + seconds(3), 'grant.activated'),
  event(hours(5), 'grant.ending'),
  event(hours(5) + seconds(3), 'grant.ended'),
];
const told = (passed: number, kind: 'added' | 'removed', isOurs = true) => ({ at: at(passed), kind, isOurs });

describe("an entry of the provider's log is a grant's", () => {
  test.each([
    ['between the intent and its confirmation', whole, told(hours(1) + seconds(1), 'added'), true],
    ['a little before the intent, as two clocks differ', whole, told(hours(1) - minutes(1), 'added'), true],
    ['but not well before it', whole, told(hours(1) - minutes(3), 'added'), false],
    ['some minutes after, as a ghost is taken out again', whole, told(hours(5) + minutes(10), 'removed'), true],
    ['but not hours after', whole, told(hours(7), 'removed'), false],
    ['not when it tells of an addition while we were removing', whole, told(hours(5), 'added'), false],
    ['while nothing is confirmed yet', [opened], told(hours(3), 'added'), true],
    ['not a removal that nobody meant', [opened], told(hours(3), 'removed'), false],
    ['not when somebody else did it', whole, told(hours(1), 'added', false), false],
  ])('%s', (_, history, entry, expected) => {
    expect(isWitness(history, entry)).toBe(expected);
  });

  test('when a person did by hand what was handed over to them, and of that kind', () => {
    const task = { kind: 'add', why: 'refused', says: 'No' };
    const byHand = [opened, event(hours(1) + minutes(1), 'grant.handedOver', { task })];
    expect(isWitness(byHand, told(hours(2), 'added', false))).toBe(true);
    expect(isWitness(byHand, told(hours(1) - minutes(1), 'added', false))).toBe(true);
    const ending = [...byHand, event(hours(3), 'grant.ending')];
    // Whoever puts them back once it is over was not asked to, however soon that is.
    const inAndOut = [...ending, event(hours(3) - seconds(9), 'grant.activated'), event(hours(3) + 1, 'grant.ended')];
    expect(isWitness(inAndOut, told(hours(3) - seconds(10), 'added', false))).toBe(true);
    expect(isWitness(inAndOut, told(hours(3) + seconds(10), 'added', false))).toBe(false);
    expect(isWitness(inAndOut, told(hours(3) + seconds(10), 'added'))).toBe(true);
    expect(isWitness(ending, told(hours(4), 'removed', false))).toBe(false);
  });
});
