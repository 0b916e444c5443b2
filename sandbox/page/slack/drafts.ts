import { createContext, useContext, useState } from 'react';

/** What was begun to be written somewhere, and is still there when one comes back. */
export type Drafts = Map<string, string>;

const DraftsContext = createContext<Drafts>(new Map());
export const DraftsProvider = DraftsContext.Provider;

export function useDraft(place: string): [text: string, write: (text: string) => void] {
  const drafts = useContext(DraftsContext);
  const [text, setText] = useState(drafts.get(place) ?? '');
  const write = (next: string) => {
    if (next === '') drafts.delete(place);
    else drafts.set(place, next);
    setText(next);
  };
  return [text, write];
}
