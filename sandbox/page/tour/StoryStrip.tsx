import { useEffect, useState } from 'react';
import { useWidth } from '../shell/useWidth.js';
import type { Desk } from './doing.js';
import type { Target } from './find.js';
import { Spotlight } from './Spotlight.js';
import type { Step } from './steps.js';
import { type Story, stories } from './stories.js';
import type { TourProps } from './Tour.js';

type Props = Omit<TourProps, 'leave'> & {
  readonly story: Story;
  /** How many of its steps are done. */
  readonly reached: number;
  readonly desk: Desk;
  begin(story: Story): void;
  beginAnew(story: Story): Promise<void>;
};

/** What to do next, in one sentence, with what helps to do it. */
export function StoryStrip(props: Props) {
  const { story, reached, beginAnew } = props;
  const { busy, during } = useBusy(`${story.id} ${reached}`, props.tell);
  const step = story.steps[reached];
  return (
    <div className="story-strip">
      <div className="story-place">
        <h2>{story.title}</h2>
        <Dots done={reached} of={story.steps.length} />
      </div>
      <p className="story-says" role="status">
        {busy ?? (step ? step.says : story.ends)}
      </p>
      <div className="story-buttons">
        {step ? <StepButtons {...props} step={step} busy={busy} during={during} /> : <Next {...props} />}
        <button
          type="button"
          className="button"
          disabled={busy !== undefined}
          onClick={() => during('Setting the stage anew …', () => beginAnew(story))}
        >
          Start again
        </button>
        <button type="button" className="button" onClick={props.book.toList}>
          All stories
        </button>
      </div>
      {step && !busy && <Pointing {...props} step={step} />}
    </div>
  );
}

/** It takes a moment until what was done can be seen: until then the step is not offered a second time. */
const [settling, patience] = [100, 4_000];

function useBusy(place: string, tell: (error: unknown) => void) {
  const [busy, setBusy] = useState<{ readonly words: string; readonly at: string }>();
  useEffect(() => {
    if (busy && busy.at !== place) setBusy(undefined);
  }, [busy, place]);
  const during = async (words: string, work: () => Promise<void>) => {
    setBusy({ words, at: place });
    const failed = await work().then(
      () => false,
      (error: unknown) => {
        tell(error);
        return true;
      },
    );
    setTimeout(() => setBusy(undefined), failed ? settling : patience);
  };
  return { busy: busy?.at === place ? busy.words : undefined, during };
}

type StepProps = Props & {
  readonly step: Step;
  readonly busy: string | undefined;
  during(words: string, work: () => Promise<void>): Promise<void>;
};

function StepButtons({ step, as, screen, become, desk, busy, during }: StepProps) {
  const { who, doIt } = step;
  const name = screen.people.find(({ key }) => key === who)?.name;
  return (
    <>
      {who && who !== as && (
        <button type="button" className="button primary" onClick={() => become(who)}>
          Act as {name?.split(' ')[0] ?? who}
        </button>
      )}
      {doIt && (
        <button
          type="button"
          className="button"
          disabled={busy !== undefined}
          onClick={() => during('Doing it for you …', () => doIt(desk))}
        >
          Do it for me
        </button>
      )}
    </>
  );
}

function Next({ story, book, begin, beginAnew }: Props) {
  const next = stories[stories.indexOf(story) + 1];
  if (!next) return null;
  const isNew = book.progress.stories[next.id] === undefined;
  return (
    <button type="button" className="button primary" onClick={() => (isNew ? begin(next) : beginAnew(next))}>
      Next: {next.title}
    </button>
  );
}

function Pointing({ step, as, screen, pane }: Props & { readonly step: Step }) {
  const isNarrow = useWidth() === 'narrow';
  return <Spotlight key={step.says} targets={targetsOf(step, as, screen, isNarrow ? pane : 'both')} />;
}

const none: readonly Target[] = [];

function targetsOf(
  { who, points = none }: Step,
  as: string,
  { people }: TourProps['screen'],
  pane: TourProps['pane'],
): readonly Target[] {
  const name = people.find(({ key }) => key === who)?.name;
  if (who !== as && name) return [{ role: 'radio', name: new RegExp(`^${name},`) }];
  const wanted = points[0]?.pane;
  if (!wanted || pane === 'both' || pane === wanted) return points;
  return [{ role: 'tab', name: wanted === 'slack' ? /^slack/i : /^behind/i }];
}

function Dots({ done, of }: { readonly done: number; readonly of: number }) {
  return (
    <p className="dots">
      <span className="unseen">{done < of ? `Step ${done + 1} of ${of}` : 'The end'}</span>
      {Array.from({ length: of }, (_, index) => index).map((index) => (
        <span key={index} className={index < done ? 'dot done' : index === done ? 'dot now' : 'dot'} />
      ))}
    </p>
  );
}
