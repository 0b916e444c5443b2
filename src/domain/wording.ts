import type { Duration } from './catalog.js';

/** Time in plain words, the same in Slack, in Jira and in e-mail. Nothing here knows a reader's time zone. */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

export const noEndDate = 'No end date';

/** `1 hour`, `24 hours`, `7 days`, `1 hour 30 minutes`, `No end date`: exact, so that two choices never read alike. */
export function durationInWords(duration: Duration | null | undefined): string {
  if (duration === 'permanent') return noEndDate;
  // An unset time must read as unset: elsewhere a zero date was shown as "access for 2025 years".
  if (!duration || !Number.isFinite(duration) || duration < 0) return 'No time set';
  if (duration > 10 * year) return 'More than 10 years';
  const seconds = Math.round(duration);
  const days = seconds >= 2 * day ? Math.floor(seconds / day) : 0;
  const rest = seconds - days * day;
  return [
    counted(days, 'day'),
    counted(Math.floor(rest / hour), 'hour'),
    counted(Math.floor((rest % hour) / minute), 'minute'),
    counted(rest % minute, 'second'),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** As `for 4 hours`, or `with no end date`: what stands behind a role in a sentence. */
export function forDuration(duration: Duration | null | undefined): string {
  const words = durationInWords(duration);
  return duration === 'permanent' ? 'with no end date' : `for ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

const counted = (count: number, unit: string): string => (count === 0 ? '' : plural(count, unit));

/** `1 hour`, `2 hours`; with `many` where an s is not enough. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `3 h 20 min left`, `2 days 4 h left`; `Time is up` for the past. Rounded, so that four hours do not begin as 3 h 59 min. */
export function timeLeft(endsAt: string | null | undefined, now: Date): string {
  if (endsAt === undefined || endsAt === null) return noEndDate;
  const end = readMoment(endsAt);
  if (!end) return 'End not known';
  const seconds = (end.getTime() - now.getTime()) / 1000;
  if (seconds <= 0) return 'Time is up';
  return seconds > 10 * year ? 'More than 10 years left' : `${span(seconds)} left`;
}

/** `20 min ago`, `3 h 20 min ago`, `just now`. */
export function timeAgo(moment: string | null | undefined, now: Date): string {
  const then = readMoment(moment);
  if (!then) return 'some time ago';
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 5) return 'just now';
  return seconds > 10 * year ? 'more than 10 years ago' : `${span(seconds)} ago`;
}

/** A stretch of time as on a clock: `20 s`, `5 min`, `3 h 20 min`, `6 days 4 h`. */
function span(seconds: number): string {
  if (seconds <= 59) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / minute);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return joined(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
  const hours = Math.round(seconds / hour);
  if (hours < 60 * 24) return joined(plural(Math.floor(hours / 24), 'day'), hours % 24, 'h');
  return plural(Math.round(seconds / day), 'day');
}

const joined = (first: string, count: number, unit: string): string =>
  count === 0 ? first : `${first} ${count} ${unit}`;

/** `Fri 27 Nov 2026, 17:00 UTC`: for places that cannot show a reader's own zone, as a field's error or an e-mail. */
export function momentInUtc(moment: string | null | undefined): string {
  const date = readMoment(moment);
  if (!date || !isOnCalendar(date)) return 'at a time not known';
  const [weekday, dayOfMonth, month, fullYear] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${Number(dayOfMonth)} ${month} ${Number(fullYear)}, ${date.toISOString().slice(-13, -8)} UTC`;
}

/** Whether it can be a moment of ours: zero times and the ends of the calendar are not. */
export const isOnCalendar = (date: Date): boolean => date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 9999;

/** Nothing when it is no date at all. */
export function readMoment(moment: string | null | undefined): Date | undefined {
  if (!moment) return undefined;
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `Ben`, `Ben and Dana`, `Ben, Dana and Sam`. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A sentence of somebody else's, ended as a sentence: the catalog writes `Ask in #it-help`. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
