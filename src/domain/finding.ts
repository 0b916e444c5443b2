/** One thing that the doctor looked at. `unknown`: it could not be found out, and `says` why. */
export type Finding = {
  /** What was looked at, in few words: `scope okta.users.read`. */
  readonly check: string;
  readonly verdict: 'good' | 'bad' | 'unknown';
  /** One sentence. No secret, no e-mail address. */
  readonly says: string;
  /** What to do about it, unless all is well. */
  readonly remedy?: string;
};

/** Seconds by which two clocks may differ: signatures of Slack's hold for five minutes, an assertion for less. */
const tolerated = 30;

/** @param theirs as the answer's `Date` header has it. @param whose names the other clock in a sentence. */
export function clockFinding(whose: string, theirs: Date | undefined, ours: Date): Finding {
  const check = `clock against ${whose}`;
  if (!theirs || Number.isNaN(theirs.getTime())) return { check, verdict: 'unknown', says: `${whose} told no time.` };
  const apart = Math.round(Math.abs(theirs.getTime() - ours.getTime()) / 1000);
  if (apart <= tolerated) return { check, verdict: 'good', says: `${apart} s apart.` };
  const remedy =
    'Set the clock of this machine (NTP): signatures and tokens are refused, and access ends at the wrong time.';
  return { check, verdict: 'bad', says: `${apart} s apart.`, remedy };
}
