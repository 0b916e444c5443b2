import type { EvidenceQuery, Population } from '../domain/evidenceQuery.js';
import type { Cursor } from './kept.js';
import type { Chained } from './store.js';

/** With the transaction that wrote it, which places it in the order of the record. */
export type EvidenceEvent = Chained & { readonly transaction: string };

/**
 * What evidence is read from: events, page by page, and the names beside them. Everything that was committed before a
 * horizon is there and stays so, since no transaction older than it is still running: whoever reads below the same
 * horizon reads the same events, however long it takes and however often.
 */
export type EvidenceReads = {
  /** As far as the record is settled now; a position that compares by number. */
  horizon(): Promise<string>;
  /** Whether this event lies below the horizon. */
  isBelow(horizon: string, event: { readonly stream: string; readonly seq: number }): Promise<boolean>;
  /** Whether the query leaves nothing out of all that is on record. */
  isEverything(query: EvidenceQuery, horizon: string): Promise<boolean>;
  count(query: EvidenceQuery, horizon: string): Promise<Population>;
  /** Ids of requests in the order in which they were recorded, after a position. */
  requests(query: EvidenceQuery, horizon: string, page: Page): Promise<readonly Placed[]>;
  /** Every event of these streams, in the order they were recorded. */
  events(streams: readonly string[], horizon: string): Promise<readonly EvidenceEvent[]>;
  /** Whatever is behind a place, in the order of the record; without one, all from its beginning. */
  behind(place: Cursor | undefined, horizon: string, limit: number): Promise<readonly EvidenceEvent[]>;
  /** When the first of the events was recorded that stand behind one place and not behind the other, below the horizon. */
  oldest(span: { readonly after: Cursor; readonly upTo?: Cursor }, horizon: string): Promise<string | undefined>;
  /** Streams that belong to no request and had an event in the period, by name, after a name. */
  houseStreams(query: EvidenceQuery, horizon: string, after: string, limit: number): Promise<readonly string[]>;
  /** The events of one errand, oldest first. */
  errand(id: string): Promise<readonly Chained[]>;
  /** Those that are still there, each with the hash that it has now: whoever shows one compares it with the record. */
  texts(ids: readonly string[]): Promise<ReadonlyMap<string, KeptText>>;
  /** Names of groups, by entitlement: as the catalog last named them. */
  groups(entitlements: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whom a provider's log names as the actor, by `provider entry`. */
  actors(
    entries: ReadonlyArray<{ readonly provider: string; readonly entry: string }>,
  ): Promise<ReadonlyMap<string, string>>;
};

export type KeptText = { readonly salt: string; readonly body: string; readonly hash: string };

export type Page = { readonly after: string; readonly limit: number };
export type Placed = { readonly request: string; readonly position: string };
