import { named, quoted } from './blocks.js';

/** In the thread of the requester's card: what somebody wrote on the issue. */
export const commentLine = (author: string, words: string): string =>
  `${named(author)} in Jira:\n${quoted(words, 2_500)}`;

export const erasedLine = 'Somebody wrote a comment in Jira. It was erased since.';
