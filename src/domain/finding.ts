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

/** What the catalog asks of a provider's credential. */
export type Needed = {
  /** The provider's own ids of the catalog's groups. */
  readonly groups: readonly string[];
  /** Whether some role ends the sessions of whoever leaves it. */
  readonly endsSessions: boolean;
};

type Right = { readonly isThere: boolean; readonly give: string; readonly take: string };

/** A right that is for ending sessions: needed where a role ends them, and too much where none does. */
export function sessionsFinding(check: string, { endsSessions }: Needed, { isThere, give, take }: Right): Finding {
  if (isThere && endsSessions)
    return { check, verdict: 'good', says: 'It is there, for roles with endSessions: true.' };
  if (!isThere && !endsSessions) return { check, verdict: 'good', says: 'It is not there, and no role ends sessions.' };
  if (isThere)
    return { check, verdict: 'bad', says: 'It is there, and no role of the catalog ends sessions.', remedy: take };
  const says = 'It is not there, and a role with endSessions: true cannot end sessions.';
  return { check, verdict: 'bad', says, remedy: give };
}

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
