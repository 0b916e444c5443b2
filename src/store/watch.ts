import type { Change, Drift } from '../domain/drift.js';

/** What is kept of the look at providers: see Store for the rule about writes. */

/** Membership changes that Latchkey did not make. */
export type Drifts = {
  find(id: string): Promise<Drift | undefined>;
  /** Not closed, oldest first. */
  open(): Promise<readonly Drift[]>;
  /** Every finding of this group that says who is in it, not through us: open, being removed, or explained. */
  standing(entitlement: string): Promise<readonly Drift[]>;
  /** Of this membership alone, the newest first. */
  about(entitlement: string, account: string): Promise<readonly Drift[]>;
  /** Many who came at once into this group: what is open or was explained, the newest first. No census. */
  floods(entitlement: string): Promise<readonly Drift[]>;
  /** Those that these grants were lost by, the newest first. */
  ofGrants(grants: readonly string[]): Promise<readonly Drift[]>;
};

/** A line of a provider's own log, and what it was matched to. */
export type LogEntry = {
  readonly provider: string;
  readonly entry: string;
  readonly at: string;
  readonly kind: Change;
  readonly group: string;
  /** The provider's id of the person, or their address. */
  readonly account: string;
  readonly actor: string;
  readonly actorName: string;
  readonly isOurs: boolean;
  readonly grant?: string;
  readonly drift?: string;
};

export type Tally = Pick<LogEntry, 'kind' | 'actorName'> & {
  readonly count: number;
  readonly from: string;
  readonly until: string;
};

/** From the first moment to just before the other. */
export type Span = { readonly from: Date; readonly until: Date };

/** What a provider says happened in the catalog's groups. An entry is kept before it is matched: nothing is lost between. */
export type ProviderLog = {
  /** Writes: what is there already stays as it is. */
  keep(entries: readonly LogEntry[]): Promise<void>;
  /** Those that are matched to nothing yet, in the order of what they tell. */
  unmatched(provider: string, limit: number, after?: Pick<LogEntry, 'at' | 'entry'>): Promise<readonly LogEntry[]>;
  /** Writes: for what was said already, by an event that came before. */
  match(entry: LogEntry, to: { readonly grant: string } | { readonly drift: string }): Promise<void>;
  /** What tells of a finding, oldest first. */
  about(drift: string): Promise<readonly LogEntry[]>;
  /** The account under which a finding already speaks of whoever had this address, of whom the provider knows nothing. */
  strangerAt(provider: string, address: string): Promise<string | undefined>;
  /** The same in few words, where it is much: how often who did what, from when to when. */
  summary(drift: string): Promise<readonly Tally[]>;
  /** Of these findings, the last one that tells how somebody came in; by the name that the log has for them. */
  broughtBy(drifts: readonly string[], account: string): Promise<string | undefined>;
  /** What happened in one group in [from, until), oldest first. */
  within(
    group: { readonly provider: string; readonly group: string },
    span: Span,
    limit: number,
  ): Promise<readonly LogEntry[]>;
  /** The moment of the last thing that it told of. */
  last(provider: string): Promise<string | undefined>;
  /** Writes. */
  noteGap(provider: string, from: Date, until: Date): Promise<void>;
  gaps(provider: string): Promise<readonly { readonly from: string; readonly until: string }[]>;
};
