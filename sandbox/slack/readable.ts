import type { Workspace } from './workspace.js';

/** For whom a text is shown: names and times depend on it. */
export type Reader = { readonly workspace: Workspace; readonly tz: string };

/** Text as it stands on the screen: names for ids, dates in the reader's zone, no marks of formatting. */
export function readable(reader: Reader, mrkdwn: string): string {
  const shown = mrkdwn.replace(/<([^<>]+)>/g, (_, inside: string) => readToken(reader, inside));
  const unmarked = shown
    .replace(/```([\s\S]*?)```/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/(^|[\s(>[])([*_~])(?=\S)([^\n]*?\S)\2(?=$|[\s).,;:!?\]])/gm, '$1$3')
    .replace(/(^|[\s(>[])([*_~])(?=\S)([^\n]*?\S)\2(?=$|[\s).,;:!?\]])/gm, '$1$3');
  return unescaped(unmarked);
}

export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function readToken(reader: Reader, inside: string): string {
  const [target = '', ...rest] = inside.split('|');
  const label = rest.join('|');
  if (target.startsWith('@')) return `@${nameOf(reader.workspace, target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('#')) return `#${reader.workspace.channels.get(target.slice(1))?.name ?? label}`;
  if (target.startsWith('!date^')) return readDate(reader, target, label);
  if (target.startsWith('!subteam^')) return label || '@group';
  if (target.startsWith('!')) return label || `@${target.slice(1)}`;
  return label || target.replace(/^mailto:/, '');
}

export function nameOf({ people, bot }: Workspace, id: string): string | undefined {
  return id === bot.userId ? bot.name : people.get(id)?.name;
}

type Form = Intl.DateTimeFormatOptions;
const forms: Readonly<Record<string, Form>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hour12: false },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
};

const HALF_A_YEAR = 182 * 86_400_000;

function readDate({ workspace, tz }: Reader, token: string, fallback: string): string {
  const [, seconds = '', ...template] = token.split('^');
  const at = Number(seconds) * 1000;
  // A link may follow the template as a third part.
  const pattern = template[0] ?? '';
  if (!/^\d+$/.test(seconds) || !/\{\w+\}/.test(pattern)) return fallback;
  const now = workspace.now();
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === 'ago') return ago(at - now);
    const isPretty = name.endsWith('_pretty');
    const plain = name.replace(/_pretty$/, '');
    const form = forms[plain];
    if (!form) return whole;
    return (isPretty && dayName(at, now, tz)) || write(plain, form, at, now, tz);
  });
}

function write(name: string, form: Form, at: number, now: number, tz: string): string {
  if (name === 'date_num') return new Intl.DateTimeFormat('en-CA', { ...form, timeZone: tz }).format(at);
  const isNear = Math.abs(at - now) < HALF_A_YEAR && name !== 'time' && name !== 'time_secs';
  // Slack leaves the year out where it goes without saying.
  const used = isNear ? { ...form, year: undefined } : form;
  return new Intl.DateTimeFormat('en-US', { ...used, timeZone: tz }).format(at).replace(/^24/, '00');
}

function dayName(at: number, now: number, tz: string): string | undefined {
  const day = (time: number) => new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(time);
  const oneDay = 86_400_000;
  if (day(at) === day(now)) return 'today';
  if (day(at) === day(now + oneDay)) return 'tomorrow';
  return day(at) === day(now - oneDay) ? 'yesterday' : undefined;
}

function ago(distance: number): string {
  const minutes = Math.round(Math.abs(distance) / 60_000);
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  const said = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return distance > 0 ? `in ${said}` : `${said} ago`;
}
