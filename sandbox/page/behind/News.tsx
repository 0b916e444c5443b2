import { onTheClock } from './clock.js';
import { Section } from './Section.js';
import type { Headline } from './useNews.js';

export function News({ headlines }: { readonly headlines: readonly Headline[] }) {
  return (
    <Section name="news" title="What happens" summary={headlines.length === 0 ? 'nothing yet' : undefined}>
      {headlines.length === 0 ? (
        <p className="quiet">Do something in Slack: all that follows from it shows up here, as it happens.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <ol className="news" aria-label="What happened, the newest first" tabIndex={0}>
          {headlines.map(({ id, words, tone, at }) => (
            <li key={id} className={`headline tone-${tone}`}>
              <time dateTime={new Date(at).toISOString()}>{onTheClock(at)}</time> {words}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
