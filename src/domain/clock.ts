/** Hosts' clocks differ by seconds, and what one of them has stored may be a little later than the other's now. */
const apart = 60_000;

/**
 * Whether a stored moment is still to come: then the clock by which it was stored was ahead, and nothing that waits for so
 * much time to pass since then may wait.
 */
export const isAhead = (stored: string, now: Date): boolean => Date.parse(stored) - now.getTime() > apart;

/** Whether it is time again. @param last an ISO moment; nothing when it was never done. */
export const isTime = (last: string | undefined, every: number, now: Date): boolean =>
  every > 0 && (last === undefined || isAhead(last, now) || now.getTime() - Date.parse(last) >= every * 1000);
