import type { SealedText } from '../domain/request.js';
import type { KeptText } from '../store/store.js';

/** What stands where a text was. */
export const erased = '(erased)';
export const altered = '(altered since)';

/** A row can be edited; the hash in the event cannot. @returns nothing when it was erased. */
export const unsealed = ({ hash }: SealedText, kept: KeptText | undefined): string | undefined =>
  kept === undefined || kept.hash === hash ? kept?.body : altered;

/** The texts that are not what was sealed: how many, and some of them in words. */
export type Altered = { readonly count: number; readonly first: readonly string[] };

const most = 20;

export const alteredIn = ({ count, first }: Altered, more: readonly string[]): Altered => ({
  count: count + more.length,
  first: [...first, ...more].slice(0, most),
});

export const noneAltered: Altered = { count: 0, first: [] };

export function alteredInWords({ count, first }: Altered): string {
  if (count === 0) return 'none';
  return `${count}: ${first.join('; ')}${count > first.length ? '; and more' : ''}`;
}
