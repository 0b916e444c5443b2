import type { z } from 'zod';

/** Where in a file, from its root: `['roles', 1, 'durations']`. */
export type Path = ReadonlyArray<string | number>;

/** One thing to mend. `says` is what is wrong and the remedy; an empty path means the file as a whole. */
export type Problem = { readonly path: Path; readonly says: string };

/** `roles[1].durations`: a list of plain values is named as a whole, its values stand in the sentence. */
export function fieldOf(path: Path): string {
  const isPlainValue = typeof path.at(-1) === 'number' && path.at(-2) !== 'roles';
  return (isPlainValue ? path.slice(0, -1) : path)
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** A value as a person would know it from the file, and short. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(typeof value === 'bigint' ? String(value) : value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export function problemsOf(error: z.ZodError, known: (path: Path) => readonly string[]): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code !== 'unrecognized_keys') return [{ path, says: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], says: unknownKey(key, known(path)) }));
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `is not a known key. ${near ? `Write ${near}` : `The keys are ${known.join(', ')}`}.`;
}

/** The known word that was probably meant; nothing when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, apart: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.apart - other.apart);
  return best && best.apart <= Math.min(2, Math.floor(best.candidate.length / 2)) ? best.candidate : undefined;
}

/** Edits between two words (Levenshtein); a hostile key is long, so only its start counts. */
function distance(word: string, other: string): number {
  const [from, to] = [word.slice(0, 40), other.slice(0, 40)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
