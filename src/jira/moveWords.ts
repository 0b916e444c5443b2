import type { MoveEvent } from '../domain/move.js';
import type { Facts } from './mirror.js';
import type { Words } from './words.js';

/** What the issue is told of something that was done to it and counts for nothing. */
export function saidOfMove(event: MoveEvent, { nameOf }: Pick<Facts, 'nameOf'>): Words {
  if (event.type === 'request.moveRefused') {
    // Whoever reads it later, and did not do it, must not take it to be about them.
    const toWhom = event.by ? { detail: `To ${nameOf(event.by)}:` } : {};
    return { headline: 'This counted for nothing.', ...toWhom, takesText: true };
  }
  return {
    headline: 'Left as it is:',
    detail:
      'it was put back so often within the hour that something seems to move it by itself. The owner is told. What holds is what the comments say.',
  };
}
