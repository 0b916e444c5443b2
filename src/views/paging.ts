import type { KnownBlock } from '@slack/types';
import { actions, button, context } from './blocks.js';

/** A part of a list that is longer than the screen. Pages count from 0. */
export type Page<T> = {
  readonly items: readonly T[];
  readonly number: number;
  readonly of: number;
  /** How many items there are in all, and the first one here, counted from 1. */
  readonly total: number;
  readonly first: number;
};

/** The page asked for, or the nearest one: a list may have become shorter since the button was drawn. */
export function pageOf<T>(all: readonly T[], wanted: number, size: number): Page<T> {
  const of = Math.max(1, Math.ceil(all.length / size));
  const asked = Number.isInteger(wanted) ? wanted : 0;
  const number = Math.min(Math.max(0, asked), of - 1);
  const from = number * size;
  return { items: all.slice(from, from + size), number, of, total: all.length, first: from + 1 };
}

export type PagerWords = {
  /** Its two buttons are `<id>.previous` and `<id>.next`. */
  readonly id: string;
  /** What the button of a page carries. */
  value(page: number): string;
};

/** Two blocks that say what is shown and turn the page; none when everything fits. */
export function pager(page: Page<unknown>, { id, value }: PagerWords): KnownBlock[] {
  if (page.of === 1) return [];
  const last = page.first + page.items.length - 1;
  const turns = [
    ...(page.number > 0 ? [button({ id: `${id}.previous`, text: 'Previous', value: value(page.number - 1) })] : []),
    ...(page.number < page.of - 1 ? [button({ id: `${id}.next`, text: 'Next', value: value(page.number + 1) })] : []),
  ];
  return [context(`${page.first} to ${last} of ${page.total} are shown.`), actions(turns)];
}
