import type { Finding } from '../domain/finding.js';

/** Where a finding belongs: `Settings`, `Catalog`, `Database`, `Queue`, `Slack`, `Okta`, … */
export type Part = { readonly part: string; readonly finding: Finding };

const marks = { good: '✔', bad: '✘', unknown: '?' } as const;

/** One line a check; the remedy stands behind an arrow. */
export function lineOf({ part, finding: { check, verdict, says, remedy } }: Part): string {
  const way = remedy ? ` → ${oneLine(remedy)}` : '';
  return `${marks[verdict]} ${part}: ${oneLine(check)}. ${oneLine(says)}${way}`;
}

export function conclusionOf(parts: readonly Part[]): string {
  const count = (verdict: Finding['verdict']) => parts.filter(({ finding }) => finding.verdict === verdict).length;
  const [good, bad, unknown] = [count('good'), count('bad'), count('unknown')];
  return `${good} good, ${bad} bad, ${unknown} could not be found out`;
}

/** 0: nothing is wrong, though something may not have been found out. 1: something is. */
export const exitCodeOf = (parts: readonly Part[]): 0 | 1 =>
  parts.some(({ finding }) => finding.verdict === 'bad') ? 1 : 0;

/** For machines: one document, each check with its part. */
export const jsonOf = (parts: readonly Part[]): string =>
  JSON.stringify(
    {
      isWell: exitCodeOf(parts) === 0,
      checks: parts.map(({ part, finding }) => ({ part, ...finding })),
    },
    null,
    2,
  );

/** A vendor's words may hold anything, also what a terminal takes for an order. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
