import type { Span } from '../store/store.js';
import { type Streams, said } from './said.js';

/** What Latchkey says that it changed in a group, and no line of the provider's log says so. */
export type Claim = {
  readonly grant: string;
  readonly request: string;
  readonly recipient: string;
  readonly change: 'added' | 'removed';
  readonly at: string;
  readonly how: string;
  /** The provider had it so already: then nothing was changed, and its log may well be silent. */
  readonly isExpected: boolean;
};

/** @param granted the grants' streams. */
export function claimsIn(granted: readonly string[], streams: Streams, { from, until }: Span): readonly Claim[] {
  const isWithin = (at: string) => at >= from.toISOString() && at < until.toISOString();
  return granted
    .flatMap((stream): Claim[] => {
      const events = streams.get(stream);
      const [opened] = said(events, 'grant.opened');
      if (!opened) return [];
      const witnessed = new Set(said(events, 'grant.witnessed').map(({ event }) => event.change));
      const { id: grant, assignment: request, recipient } = opened.event;
      const claim = (change: Claim['change'], { at, event }: { at: string; event: { how: string } }): Claim[] =>
        witnessed.has(change) || !isWithin(at)
          ? []
          : [{ grant, request, recipient, change, at, how: event.how, isExpected: changing.has(event.how) }];
      return [
        ...said(events, 'grant.activated').flatMap((one) => claim('added', one)),
        // Whoever was taken out past Latchkey is a finding: no change of ours is missing in the log.
        ...(said(events, 'grant.lost').length > 0 ? [] : said(events, 'grant.ended')).flatMap((one) =>
          claim('removed', one),
        ),
      ];
    })
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

const changing: ReadonlySet<string> = new Set(['done', 'byHand']);
