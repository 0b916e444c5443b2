import type { App, Catalog } from './catalog.js';

/** Apps that fit what somebody typed, the likeliest first; all of them when nothing was typed. */
export function searchApps(catalog: Catalog, typed: string): readonly App[] {
  const wanted = folded(typed);
  return catalog.apps
    .map((app) => ({ app, name: folded(app.name), place: placeOf(app, wanted) }))
    .filter(({ place }) => place < nowhere)
    .sort((one, other) => one.place - other.place || one.name.localeCompare(other.name, 'en'))
    .map(({ app }) => app);
}

/** The app that somebody means by an id, a name, or a beginning that only one app has. */
export function appCalled(catalog: Catalog, typed: string): App | undefined {
  const wanted = folded(typed);
  const exact = catalog.apps.find(({ id }) => id === wanted);
  const [first, second] = searchApps(catalog, typed);
  if (exact || wanted === '' || !first) return exact;
  const place = placeOf(first, wanted);
  if (place > 1) return undefined;
  return second && placeOf(second, wanted) === place ? undefined : first;
}

const nowhere = 4;

/** 0: it is called so; 1: begins so; 2: a word of it does; 3: it is in there somewhere. */
function placeOf({ id, name }: App, wanted: string): number {
  const words = [folded(name), id];
  if (words.includes(wanted)) return 0;
  if (words.some((one) => one.startsWith(wanted))) return 1;
  if (words.some((one) => one.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(wanted)))) return 2;
  return words.some((one) => one.includes(wanted)) ? 3 : nowhere;
}

/** Without case, accents and spaces at the ends. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim();
