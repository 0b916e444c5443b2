import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  durationInWords,
  forDuration,
  listed,
  momentInUtc,
  plural,
  sentence,
  timeAgo,
  timeLeft,
} from '../../src/domain/wording.js';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const friday = new Date('2026-11-27T17:00:00Z');
const fromNow = (seconds: number): string => new Date(friday.getTime() + seconds * 1000).toISOString();

describe('a duration in words', () => {
  test.each([
    [20, '20 seconds'],
    [1, '1 second'],
    [hour, '1 hour'],
    [90 * minute, '1 hour 30 minutes'],
    [24 * hour, '24 hours'],
    [36 * hour, '36 hours'],
    [2 * day, '2 days'],
    [7 * day, '7 days'],
    [90 * day, '90 days'],
    [2 * day + 2 * hour + 5, '2 days 2 hours 5 seconds'],
  ])('%d seconds are %s', (seconds, words) => expect(durationInWords(seconds)).toBe(words));

  test('no end is said in so many words', () => {
    expect(durationInWords('permanent')).toBe('No end date');
    expect(forDuration('permanent')).toBe('with no end date');
    expect(forDuration(4 * hour)).toBe('for 4 hours');
  });

  test('two durations that differ never read alike', () => {
    const seconds = fc.integer({ min: 1, max: 3650 * day });
    fc.assert(
      fc.property(seconds, seconds, (one, other) => {
        expect(durationInWords(one) === durationInWords(other)).toBe(one === other);
      }),
    );
  });
});

describe('lesson 6: "access for 2025 years"', () => {
  test('nothing, zero, the past and what is no number are never shown as a span', () => {
    for (const broken of [null, undefined, 0, -5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(durationInWords(broken)).toBe('No time set');
    expect(durationInWords(2025 * 365 * day)).toBe('More than 10 years');
  });

  test('the time left of nothing, of the past and of the far future', () => {
    expect(timeLeft(undefined, friday)).toBe('No end date');
    expect(timeLeft(null, friday)).toBe('No end date');
    expect(timeLeft('soon', friday)).toBe('End not known');
    expect(timeLeft('', friday)).toBe('End not known');
    expect(timeLeft('0001-01-01T00:00:00Z', friday)).toBe('Time is up');
    expect(timeLeft(fromNow(0), friday)).toBe('Time is up');
    expect(timeLeft('9999-12-31T23:59:59Z', friday)).toBe('More than 10 years left');
    expect(timeAgo('0001-01-01T00:00:00Z', friday)).toBe('more than 10 years ago');
    expect(timeAgo(undefined, friday)).toBe('some time ago');
  });

  test('no moment whatever yields years by the hundred, NaN or undefined', () => {
    const anyMoment = fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
      fc.constantFrom(null, undefined),
    );
    fc.assert(
      fc.property(anyMoment, (moment) => {
        const said = [timeLeft(moment, friday), timeAgo(moment, friday), momentInUtc(moment)].join(' / ');
        expect(said).not.toMatch(/NaN|undefined|null|Invalid|\d{5,}|-\d/);
        expect(timeLeft(moment, friday)).not.toMatch(/\d{3,} years/);
      }),
    );
  });
});

describe('the time left', () => {
  test.each([
    [20, '20 s left'],
    [59.2, '1 min left'],
    [5 * minute, '5 min left'],
    [3 * hour + 20 * minute, '3 h 20 min left'],
    [4 * hour - 2, '4 h left'],
    [hour - 1, '1 h left'],
    [24 * hour, '24 h left'],
    [7 * day - 1, '7 days left'],
    [2 * day + 4 * hour, '2 days 4 h left'],
    [90 * day, '90 days left'],
  ])('%d seconds before the end: %s', (seconds, words) => expect(timeLeft(fromNow(seconds), friday)).toBe(words));

  test('never grows while time passes', () => {
    const inMinutes = (words: string): number => {
      const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
        /^(?:(\d+) days? ?)?(?:(\d+) h ?)?(?:(\d+) min ?)?(?:(\d+) s )?/
          .exec(`${words} `)
          ?.map((one) => Number(one ?? 0)) ?? [];
      return days * 1440 + hours * 60 + minutes + seconds / 60;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 * day }), fc.integer({ min: 0, max: day }), (left, passed) => {
        const later = new Date(friday.getTime() + Math.min(passed, left - 1) * 1000);
        expect(inMinutes(timeLeft(fromNow(left), later))).toBeLessThanOrEqual(
          inMinutes(timeLeft(fromNow(left), friday)),
        );
      }),
    );
  });
});

test('moments, lists, plurals and sentences', () => {
  expect(momentInUtc('2026-11-27T17:00:00.000Z')).toBe('Fri 27 Nov 2026, 17:00 UTC');
  expect(momentInUtc(undefined)).toBe('at a time not known');
  expect(timeAgo(fromNow(-20 * minute), friday)).toBe('20 min ago');
  expect(timeAgo(fromNow(60), friday)).toBe('just now');
  expect([listed([]), listed(['Ben']), listed(['Ben', 'Dana', 'Sam'], 'or')]).toEqual(['', 'Ben', 'Ben, Dana or Sam']);
  expect([plural(1, 'hour'), plural(2, 'hour'), plural(2, 'entry', 'entries')]).toEqual([
    '1 hour',
    '2 hours',
    '2 entries',
  ]);
  expect([sentence('Ask in #it-help'), sentence('Really? ')]).toEqual(['Ask in #it-help.', 'Really?']);
});
