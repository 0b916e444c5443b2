import type { Headline } from '../behind/useNews.js';

/** Says what happens to those who do not see it. */
export function Announcer({ headlines }: { readonly headlines: readonly Headline[] }) {
  const newest = headlines[0];
  // What came with the same answer is said in one breath, in the order in which it happened.
  const words = headlines
    .filter(({ at }) => newest !== undefined && newest.at - at < 50)
    .slice(0, 4)
    .map((headline) => headline.words)
    .reverse()
    .join('. ');
  return (
    <div className="unseen" role="status" aria-live="polite">
      {words}
    </div>
  );
}
