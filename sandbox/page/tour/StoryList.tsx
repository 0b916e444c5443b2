import { useState } from 'react';
import { TickIcon } from '../shell/icons.js';
import type { Book } from './progress.js';
import { type Story, stories } from './stories.js';

type Props = { readonly book: Book; begin(story: Story): void; beginAnew(story: Story): Promise<void> };

export function StoryList({ book, begin, beginAnew }: Props) {
  const [state, setState] = useState<'choosing' | 'preparing'>('choosing');
  const choose = async (story: Story) => {
    const before = book.progress.stories[story.id];
    if (!before) return begin(story);
    if (!before.isDone && before.step > 0) return book.resume(story.id);
    // Told before: its people may still have what they are about to ask for.
    setState('preparing');
    await beginAnew(story);
  };
  return (
    <div className="story-list">
      <p className="tour-lead">
        <strong>Five short stories.</strong>{' '}
        {state === 'preparing' ? 'Setting the stage anew …' : 'A few clicks each; or look around by yourself.'}
      </p>
      <ul>
        {stories.map((story, index) => (
          <li key={story.id}>
            <button type="button" className="story" disabled={state === 'preparing'} onClick={() => choose(story)}>
              <span className="story-number">{book.progress.stories[story.id]?.isDone ? <TickIcon /> : index + 1}</span>
              <span className="story-title">{story.title}</span>
              <span className="story-about">{story.about}</span>
              {book.progress.stories[story.id]?.isDone && <span className="unseen"> (told)</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
