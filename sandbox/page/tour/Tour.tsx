import { useEffect, useMemo } from 'react';
import type { Act, Acted, Behind, Screen, Switch } from '../../web/contract.js';
import { CrossIcon } from '../shell/icons.js';
import { factsOf } from './facts.js';
import type { Book } from './progress.js';
import { StoryList } from './StoryList.js';
import { StoryStrip } from './StoryStrip.js';
import { type Story, stories } from './stories.js';
import './tour.css';
import { useDesk } from './useDesk.js';

export type TourProps = {
  readonly as: string;
  readonly screen: Screen;
  readonly behind: Behind;
  readonly book: Book;
  /** Which pane is in front, where only one is. */
  readonly pane: 'slack' | 'behind' | 'both';
  become(key: string): void;
  act(act: Act): Promise<Acted>;
  flip(change: Switch): Promise<void>;
  reset(): Promise<void>;
  /** Show this request's record behind the scenes. */
  lookAt(request: string): void;
  tell(error: unknown): void;
  leave(): void;
};

/** Five short stories, told by the reader's own hands. */
export function Tour(props: TourProps) {
  const { book, behind, leave } = props;
  const story = stories.find(({ id }) => id === book.progress.now);
  const requests = behind.requests.map(({ id }) => id);
  const begin = (one: Story) => book.begin(one.id, requests);
  const beginAnew = async (one: Story) => {
    await props.reset();
    book.begin(one.id, []);
  };
  return (
    <aside className="tour" aria-label="Tour">
      {story ? (
        <Telling {...props} story={story} begin={begin} beginAnew={beginAnew} />
      ) : (
        <StoryList book={book} begin={begin} beginAnew={beginAnew} />
      )}
      <button type="button" className="plain leave-tour" aria-label="Leave the tour" title="Leave" onClick={leave}>
        <CrossIcon />
      </button>
    </aside>
  );
}

type TellingProps = TourProps & {
  readonly story: Story;
  begin(story: Story): void;
  beginAnew(story: Story): Promise<void>;
};

function Telling({ story, begin, beginAnew, ...props }: TellingProps) {
  const { as, screen, behind, book, lookAt } = props;
  const { step = 0, known = [] } = book.progress.stories[story.id] ?? {};
  const facts = useMemo(() => factsOf(as, screen, behind, known), [as, screen, behind, known]);
  const desk = useDesk(props);
  const reached = reachedFrom(story, step, facts);
  useEffect(() => {
    if (reached !== step) book.advance(story.id, reached, story.steps.length);
  }, [reached, step, story, book]);
  const { request } = facts;
  const isElsewhere = request !== undefined && behind.trail?.request !== request;
  useEffect(() => {
    if (isElsewhere && request) lookAt(request);
  }, [isElsewhere, request, lookAt]);
  return <StoryStrip {...props} story={story} reached={reached} desk={desk} beginAnew={beginAnew} begin={begin} />;
}

/** A step may have been done long ago, or on the way to another one. */
function reachedFrom({ steps }: Story, from: number, facts: Parameters<Story['steps'][number]['isDone']>[0]): number {
  let reached = from;
  while (steps[reached]?.isDone(facts)) reached += 1;
  return reached;
}
