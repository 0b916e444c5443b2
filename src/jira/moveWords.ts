import type { MoveEvent } from '../domain/move.js';
import type { Words } from './words.js';

/** What the issue is told of something that was done to it and counts for nothing. */
export function saidOfMove(event: MoveEvent): Words {
  if (event.type === 'request.moveRefused') return { headline: 'This counted for nothing.', takesText: true };
  return {
    headline: 'Left as it is:',
    detail:
      'it was put back so often within the hour that something seems to move it by itself. The owner is told. What holds is what the comments say.',
  };
}
