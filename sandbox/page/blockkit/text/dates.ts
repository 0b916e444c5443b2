/** For whom a moment is shown. */
export type Viewer = { readonly timeZone: string; readonly now: number };

type Form = Intl.DateTimeFormatOptions;

const inWords: Form = { year: 'numeric', month: 'long', day: 'numeric' };
const short: Form = { year: 'numeric', month: 'short', day: 'numeric' };
const long: Form = { ...inWords, weekday: 'long' };
const clock: Form = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const HALF_A_YEAR = 182 * 86_400_000;

// Making one is slow, and a list of messages asks for the same few again and again.
const writers = new Map<string, Intl.DateTimeFormat>();

function writerOf(form: Form, timeZone: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(form)}`;
  const known = writers.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { ...form, timeZone });
  writers.set(key, made);
  return made;
}

type Parts = Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, string>>>;

const partsOf = (at: number, form: Form, timeZone: string): Parts =>
  Object.fromEntries(
    writerOf(form, timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

const numeric: Form = { year: 'numeric', month: '2-digit', day: '2-digit' };

/** `2026-03-02`, as the viewer's calendar has it. */
export function dayOf(at: number, timeZone: string): string {
  const { year, month, day } = partsOf(at, numeric, timeZone);
  return `${year?.padStart(4, '0')}-${month}-${day}`;
}

export const timeOf = (at: number, timeZone: string): string => writerOf(clock, timeZone).format(at);

export function ordinal(day: number): string {
  const isTeen = day % 100 > 10 && day % 100 < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

/** Slack leaves the year out where it goes without saying. */
const isNear = (at: number, now: number): boolean => Math.abs(at - now) < HALF_A_YEAR;

function written(at: number, form: Form, viewer: Viewer, year: 'always' | 'when far'): string {
  const { weekday, month, day, year: inYear } = partsOf(at, form, viewer.timeZone);
  const number = form.month === 'long' ? ordinal(Number(day)) : day;
  const hasYear = year === 'always' || !isNear(at, viewer.now);
  return `${weekday ? `${weekday}, ` : ''}${month} ${number}${hasYear ? `, ${inYear}` : ''}`;
}

export function nearDay(at: number, { timeZone, now }: Viewer): string | undefined {
  const day = dayOf(at, timeZone);
  if (day === dayOf(now, timeZone)) return 'today';
  // By the calendar, not by 24 hours: twice a year a day is shorter or longer.
  const noon = Date.parse(`${dayOf(now, timeZone)}T12:00:00Z`);
  if (day === new Date(noon + 86_400_000).toISOString().slice(0, 10)) return 'tomorrow';
  return day === new Date(noon - 86_400_000).toISOString().slice(0, 10) ? 'yesterday' : undefined;
}

export function ago(at: number, now: number): string {
  const units = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const seconds = Math.round(Math.abs(at - now) / 1000);
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
  const count = Math.round(seconds / size);
  if (unit === 'second' && count < 10) return 'just now';
  const said = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return at > now ? `in ${said}` : `${said} ago`;
}

function dayDivider(at: number, viewer: Viewer): string {
  const isThisYear = dayOf(at, viewer.timeZone).slice(0, 4) === dayOf(viewer.now, viewer.timeZone).slice(0, 4);
  return nearDay(at, viewer) ?? written(at, long, isThisYear ? { ...viewer, now: at } : viewer, 'when far');
}

function slashed(at: number, { timeZone }: Viewer): string {
  const { year, month, day } = partsOf(at, numeric, timeZone);
  return `${day}/${month}/${year}`;
}

type Write = (at: number, viewer: Viewer) => string;
const near =
  (form: Form): Write =>
  (at, viewer) =>
    written(at, form, viewer, 'when far');
const pretty =
  (form: Form): Write =>
  (at, viewer) =>
    nearDay(at, viewer) ?? near(form)(at, viewer);

const tokens: Readonly<Record<string, Write>> = {
  date_num: (at, { timeZone }) => dayOf(at, timeZone),
  date_slash: slashed,
  date: near(inWords),
  date_short: near(short),
  date_long: near(long),
  date_long_full: (at, viewer) => written(at, inWords, viewer, 'always'),
  date_pretty: pretty(inWords),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  day_divider_pretty: dayDivider,
  time: (at, { timeZone }) => timeOf(at, timeZone),
  time_secs: (at, { timeZone }) => writerOf({ ...clock, second: '2-digit' }, timeZone).format(at),
  ago: (at, { now }) => ago(at, now),
};

export type DateToken = { readonly seconds: number; readonly pattern: string; readonly fallback: string };

/** Slack's `{date_short_pretty} at {time}` in the viewer's zone; the fallback where there is no token in it. */
export function writeDate({ seconds, pattern, fallback }: DateToken, viewer: Viewer): string {
  const at = seconds * 1000;
  if (!Number.isFinite(new Date(at).getTime()) || !/\{\w+\}/.test(pattern)) return fallback;
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => tokens[name]?.(at, viewer) ?? whole);
}

/** What the line between two days says. */
export function dayLine(at: number, viewer: Viewer): string {
  const said = dayDivider(at, viewer);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** What a message's time says when it is pointed at. */
export const momentInFull = (at: number, viewer: Viewer): string =>
  `${written(at, long, viewer, 'always')} at ${timeOf(at, viewer.timeZone)} (${viewer.timeZone})`;

/** `2026-03-02T09:30` on the viewer's wall, from Unix seconds: what a datetime field of the browser shows. */
export const wallTime = (seconds: number, timeZone: string): string =>
  `${dayOf(seconds * 1000, timeZone)}T${timeOf(seconds * 1000, timeZone)}`;

/** And back. Nothing for what is no date. */
export function fromWallTime(wall: string, timeZone: string): number | undefined {
  const asUtc = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? Date.parse(`${wall}:00Z`) : Number.NaN;
  if (!Number.isFinite(asUtc)) return undefined;
  const offsetAt = (at: number) => Date.parse(`${wallTime(at / 1000, timeZone)}:00Z`) - at;
  // The offset of the first guess may be that of the other side of a change to summer time.
  const guess = asUtc - offsetAt(asUtc);
  return (asUtc - offsetAt(guess)) / 1000;
}
