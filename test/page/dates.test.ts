import { describe, expect, test } from '@jest/globals';
import {
  ago,
  dayLine,
  fromWallTime,
  momentInFull,
  ordinal,
  wallTime,
  writeDate,
} from '../../sandbox/page/blockkit/text/dates.js';

const lisbon = 'Europe/Lisbon';
const at = (iso: string): number => Date.parse(iso) / 1000;
const now = Date.parse('2026-11-22T10:00:00Z');
const said = (iso: string, pattern: string, timeZone = lisbon) =>
  writeDate({ seconds: at(iso), pattern, fallback: 'fallback' }, { timeZone, now });

describe('date tokens', () => {
  test.each([
    ['{date_num}', '2026-12-24'],
    ['{date_slash}', '24/12/2026'],
    ['{date}', 'December 24th'],
    ['{date_short}', 'Dec 24'],
    ['{date_long}', 'Thursday, December 24th'],
    ['{date_long_full}', 'December 24th, 2026'],
    ['{date_pretty}', 'December 24th'],
    ['{date_short_pretty} at {time}', 'Dec 24 at 18:05'],
    ['{date_long_pretty}', 'Thursday, December 24th'],
    ['{day_divider_pretty}', 'Thursday, December 24th'],
    ['{time_secs}', '18:05:07'],
    ['{ago}', 'in 1 month'],
    ['until {date_short}, or {nothing}', 'until Dec 24, or {nothing}'],
  ])('%s', (pattern, expected) => expect(said('2026-12-24T18:05:07Z', pattern)).toBe(expected));

  test('the year is said when it is not near', () => {
    expect(said('2025-02-03T12:00:00Z', '{date}')).toBe('February 3rd, 2025');
    expect(said('2027-08-01T12:00:00Z', '{date_short_pretty}')).toBe('Aug 1, 2027');
  });

  test('days that are near have names, by the calendar of who reads', () => {
    expect(said('2026-11-22T23:30:00Z', '{date_pretty}')).toBe('today');
    expect(said('2026-11-22T23:30:00Z', '{date_pretty}', 'Asia/Tokyo')).toBe('tomorrow');
    expect(said('2026-11-21T23:30:00Z', '{date_short_pretty} at {time}')).toBe('yesterday at 23:30');
    expect(said('2026-11-23T01:00:00Z', '{date_long_pretty}', 'America/New_York')).toBe('today');
  });

  test('a day that is an hour longer or shorter is still one day', () => {
    const afterwards = Date.parse('2026-03-29T22:30:00Z');
    expect(
      writeDate(
        { seconds: at('2026-03-28T23:30:00Z'), pattern: '{date_pretty}', fallback: '' },
        { timeZone: lisbon, now: afterwards },
      ),
    ).toBe('yesterday');
  });

  test('what is no date shows its fallback', () => {
    expect(writeDate({ seconds: 1e20, pattern: '{date}', fallback: 'then' }, { timeZone: lisbon, now })).toBe('then');
    expect(said('2026-11-22T10:00:00Z', 'no token')).toBe('fallback');
  });
});

test('how long ago', () => {
  expect(ago(now - 5_000, now)).toBe('just now');
  expect(ago(now - 61_000, now)).toBe('1 minute ago');
  expect(ago(now - 3 * 3_600_000, now)).toBe('3 hours ago');
  expect(ago(now + 2 * 86_400_000, now)).toBe('in 2 days');
});

test('ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 31].map(ordinal).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 31st',
  );
});

test('the line between two days, and a time in full', () => {
  expect(dayLine(now, { timeZone: lisbon, now })).toBe('Today');
  expect(dayLine(Date.parse('2026-02-03T12:00:00Z'), { timeZone: lisbon, now })).toBe('Tuesday, February 3rd');
  expect(dayLine(Date.parse('2025-02-03T12:00:00Z'), { timeZone: lisbon, now })).toBe('Monday, February 3rd, 2025');
  expect(momentInFull(now, { timeZone: 'Asia/Tokyo', now })).toBe('Sunday, November 22nd, 2026 at 19:00 (Asia/Tokyo)');
});

describe('a moment as a field of the browser has it', () => {
  test.each(['UTC', lisbon, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])('there and back in %s', (zone) => {
    for (let day = 0; day < 366; day += 1) {
      const seconds = at('2026-01-01T12:30:00Z') + day * 86_400;
      expect(fromWallTime(wallTime(seconds, zone), zone)).toBe(seconds);
    }
  });

  test('midnight is not hour 24, and half a date is none', () => {
    expect(wallTime(at('2026-07-01T23:00:00Z'), lisbon)).toBe('2026-07-02T00:00');
    expect(fromWallTime('', lisbon)).toBeUndefined();
    expect(fromWallTime('2026-13-01T00:00', lisbon)).toBeUndefined();
  });
});
