import { z } from 'zod';
import type { Ask } from './client.js';
import { author, moment, read, word } from './shapes.js';

export type StatusMove = {
  /** Of the changelog's entry: it never changes. */
  readonly id: string;
  readonly at: Date;
  /** Absent where nobody is named. */
  readonly by?: string;
  /** Names of statuses, as they were called then. */
  readonly from: string;
  readonly to: string;
  /** The status to which it was moved, whatever it is called by now. */
  readonly toId: string;
};

/** One act on an issue. `fields`: what it changed, by id and by name, in lower case. */
export type FieldsChange = { readonly by?: string; readonly fields: readonly string[] };

const changelog = z.object({
  total: z.number().optional(),
  isLast: z.boolean().optional(),
  values: z.array(
    z.object({
      id: word,
      author,
      created: moment,
      items: z.array(z.looseObject({ fieldId: z.string().nullish(), field: z.string() })),
    }),
  ),
});
type Entry = z.output<typeof changelog>['values'][number];

/** What was read of an issue's changelog already. */
type Known = { readonly count: number; readonly last: string; readonly moves: readonly StatusMove[] };
const mostKnown = 500;

/**
 * Every change of an issue's status, the oldest first. A rule that writes a field each minute makes a changelog of
 * thousands, and rings each time: only what was added since is read again.
 */
export function createHistory(ask: Ask): (issue: string) => Promise<readonly StatusMove[]> {
  const known = new Map<string, Known>();
  return async (issue) => {
    const before = known.get(issue);
    const now = (before && (await readOn(ask, issue, before))) ?? whole(await entriesFrom(ask, issue, 0));
    known.delete(issue);
    if (now.count > 0) known.set(issue, now);
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > mostKnown) known.delete(oldest);
    return now.moves.toSorted(
      (one, other) => one.at.getTime() - other.at.getTime() || Number(one.id) - Number(other.id),
    );
  };
}

/** Read anew: it says whose words are asked. */
export async function allChanges(ask: Ask, issue: string): Promise<readonly FieldsChange[]> {
  return (await entriesFrom(ask, issue, 0)).map(({ author: by, items }) => ({
    fields: items.flatMap(({ fieldId, field }) => [fieldId ?? field, field].map((name) => name.toLowerCase())),
    ...(by && { by: by.accountId }),
  }));
}

const whole = (entries: readonly Entry[]): Known => ({
  count: entries.length,
  last: entries.at(-1)?.id ?? '',
  moves: entries.flatMap(moveIn),
});

/** @returns nothing where the last entry that was read does not stand in its place any more: all is read anew. */
async function readOn(ask: Ask, issue: string, before: Known): Promise<Known | undefined> {
  const [last, ...added] = await entriesFrom(ask, issue, before.count - 1);
  if (last?.id !== before.last) return undefined;
  const { count, moves } = whole(added);
  return { count: before.count + count, last: added.at(-1)?.id ?? last.id, moves: [...before.moves, ...moves] };
}

async function entriesFrom(ask: Ask, issue: string, first: number): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let startAt = first; ; ) {
    const page = await ask(`read the history of ${issue}`, async (api) =>
      read(changelog, await api.issues.getChangeLogs<unknown>({ issueIdOrKey: issue, startAt, maxResults: 100 })),
    );
    entries.push(...page.values);
    startAt += page.values.length;
    const isLast = page.isLast ?? startAt >= (page.total ?? 0);
    if (isLast || page.values.length === 0) return entries;
  }
}

function moveIn({ id, author: by, created: at, items }: Entry): StatusMove[] {
  const item = items.findLast(({ fieldId, field }) => (fieldId ?? field) === 'status');
  // Every object has a `toString` of its own: Jira's counts only when it is a word.
  const { fromString: from, toString: to, to: toId } = Object(item) as Readonly<Record<string, unknown>>;
  if (!item || typeof from !== 'string' || typeof to !== 'string' || typeof toId !== 'string') return [];
  return [{ id, at, from, to, toId, ...(by && { by: by.accountId }) }];
}
