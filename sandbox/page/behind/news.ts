import type { Behind } from '../../web/contract.js';
import { comingsBetween } from './comings.js';
import { isChosen, switchRows } from './switches.js';
import { vendorNames } from './vendors.js';

export type NewsItem = { readonly words: string; readonly tone: 'plain' | 'good' | 'bad' };

/** What has happened between two looks behind the scenes, in the words that a bystander would use. */
export function newsBetween(before: Behind, after: Behind, nameOf: (member: string) => string): NewsItem[] {
  return [
    ...switchNews(before, after),
    ...botNews(before, after),
    ...faultNews(before, after),
    ...trailNews(before, after),
    ...memberNews(before, after, nameOf),
    ...issueNews(before, after),
  ];
}

const plain = (words: string): NewsItem => ({ words, tone: 'plain' });

function memberNews(before: Behind, after: Behind, nameOf: (member: string) => string): NewsItem[] {
  return comingsBetween(before.directories, after.directories, 0).map(({ group, member, what }) => {
    const [directory, name] = [group.slice(0, group.indexOf('/')), group.slice(group.indexOf('/') + 1)];
    return what === 'came'
      ? { words: `${directory}: ${nameOf(member)} is now in ${name}`, tone: 'good' }
      : plain(`${directory}: ${nameOf(member)} is no longer in ${name}`);
  });
}

function issueNews(before: Behind, after: Behind): NewsItem[] {
  const old = new Map(before.issues.map((one) => [one.key, one] as const));
  return after.issues.flatMap(({ key, summary, status }) => {
    const was = old.get(key);
    if (!was) return [plain(`Jira: ${key} was opened, “${summary}”`)];
    return was.status === status ? [] : [plain(`Jira: ${key} is now ${status}`)];
  });
}

function trailNews(before: Behind, after: Behind): NewsItem[] {
  const known = new Set(before.trail?.events.map(({ hash }) => hash));
  const isOther = before.trail && after.trail && before.requests.some(({ id }) => id === after.trail?.request);
  // Another request was chosen to be looked at: that is no news.
  if (isOther && before.trail?.request !== after.trail?.request) return [];
  return (after.trail?.events ?? [])
    .filter(({ hash }) => !known.has(hash))
    .map(({ type, actorName }) => plain(`Record: ${type}, by ${actorName}`));
}

function switchNews(before: Behind, after: Behind): NewsItem[] {
  return switchRows.flatMap(({ title, choices }) => {
    const chosen = choices.find((choice) => isChosen(choice, after.switches));
    if (!chosen || isChosen(chosen, before.switches)) return [];
    return [{ words: `${title}: ${chosen.words}`, tone: chosen.effect ? 'bad' : 'good' } as const];
  });
}

function botNews(before: Behind, after: Behind): NewsItem[] {
  if (before.bot.status === after.bot.status) return [];
  return [{ words: `Latchkey is ${after.bot.status}`, tone: after.bot.status === 'up' ? 'good' : 'bad' }];
}

function faultNews(before: Behind, after: Behind): NewsItem[] {
  const last = before.calls.at(-1)?.at ?? 0;
  const struck = after.calls.filter(({ at, isFault }) => isFault && at > last);
  const words = new Set(struck.map(({ vendor, what, answer }) => `${vendorNames[vendor]}: ${what}: ${answer}`));
  return [...words].map((one) => ({ words: one, tone: 'bad' }));
}
