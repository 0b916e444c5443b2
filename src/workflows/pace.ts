import type { Allowance, Urgency } from '../idp/budget.js';

/** How calls follow each other. All in seconds. */
export type Pace = {
  /** For how long this call is paid for. */
  readonly step: number;
  /** How far ahead of the steps it may leave. */
  readonly tolerance: number;
  /** A place that comes up within so long is reserved already. */
  readonly ahead: number;
  /** A place is good for so long: whoever is later stands in line again. */
  readonly slack: number;
};

/**
 * Each urgency leaves a part of the burst to those before it, and reserves less far ahead. So under removals that do
 * not end nothing else gets a place, and in a quiet minute everybody does.
 */
const parts: Readonly<Record<Urgency, { readonly burst: number; readonly ahead: number }>> = {
  removal: { burst: 1, ahead: 0.25 },
  'person waiting': { burst: 0.9, ahead: 0.15 },
  grant: { burst: 0.6, ahead: 0.05 },
  background: { burst: 0.25, ahead: 0 },
};

/** For how many seconds each stands in line, at most. Somebody at a screen is told to come back instead. */
export const patience: Readonly<Record<Urgency, number>> = {
  removal: 60,
  'person waiting': 1,
  grant: 5,
  background: 30,
};

/**
 * In no window of `seconds`, however it lies, do more than `units` leave: what may leave at once and what follows in
 * the window, and in the slack by which calls may be late for their places, are no more than that together.
 */
export function paceOf({ units, seconds }: Allowance, cost: number, urgency: Urgency): Pace {
  const { burst: part, ahead } = parts[urgency];
  const slack = Math.max(0.1, seconds / 40);
  // An eighth at once: a whole team that asks in one minute must not be told to come back.
  const burst = Math.max(cost, Math.min(units / 2, Math.max(units / 8, 4)));
  const window = seconds + slack;
  // One call uses it all up: one at a time.
  if (units - burst < 1) return { step: window, tolerance: window, ahead, slack };
  const unit = window / (units - burst);
  // The database counts in microseconds, and must not round in our favour.
  const step = Math.ceil(cost * unit * 1e6) / 1e6;
  return { step, tolerance: Math.max(step, part * burst * unit), ahead, slack };
}

const most = 100;

/** What a vendor's answer says about its limit is believed within bounds: a wrong header must neither stop us nor let us loose. */
export function believable(given: Allowance, known: Allowance | undefined): Allowance {
  if (!known || !(known.seconds > 0 && known.seconds <= 3600) || !(known.units > 0)) return given;
  const usual = (given.units / given.seconds) * known.seconds;
  return { units: Math.min(Math.max(known.units, usual / most), usual * most), seconds: known.seconds };
}
