import { useMemo } from 'react';
import { useKept } from '../shell/kept.js';

/** How far the reader is in each story. */
export type Progress = {
  /** The story that is being told, or none. */
  readonly now?: string;
  readonly stories: Readonly<Record<string, StoryProgress>>;
};

export type StoryProgress = {
  readonly step: number;
  /** The requests that were there before it began. */
  readonly known: readonly string[];
  /** Whether it was once told to its end. */
  readonly isDone: boolean;
};

const fresh: Progress = { stories: {} };

export function useProgress() {
  const [progress, keep] = useKept<Progress>('progress', fresh, isProgress);
  return useMemo(() => {
    const { stories } = progress;
    const change = (id: string, next: Partial<StoryProgress>): Progress => ({
      now: id,
      stories: { ...stories, [id]: { ...(stories[id] ?? notBegun), ...next } },
    });
    return {
      progress,
      begin: (id: string, known: readonly string[]) => keep(change(id, { step: 0, known })),
      resume: (id: string) => keep({ ...progress, now: id }),
      advance: (id: string, step: number, of: number) =>
        keep(change(id, step >= of ? { step, isDone: true } : { step })),
      toList: () => keep({ stories }),
      /** The sandbox began anew: what was done stays done, and every story begins at its beginning. */
      rewind: () =>
        keep({ stories: Object.fromEntries(Object.entries(stories).map(([id, one]) => [id, rewound(one)] as const)) }),
    };
  }, [progress, keep]);
}

export type Book = ReturnType<typeof useProgress>;

const notBegun: StoryProgress = { step: 0, known: [], isDone: false };
const rewound = ({ isDone }: StoryProgress): StoryProgress => ({ ...notBegun, isDone });

const isProgress = (value: unknown): value is Progress =>
  typeof value === 'object' && value !== null && 'stories' in value && typeof value.stories === 'object';
