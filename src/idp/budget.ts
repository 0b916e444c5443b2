import { AsyncLocalStorage } from 'node:async_hooks';
import { ProviderDown } from './port.js';

/**
 * Who goes first when a provider's budget is short, the most urgent first. A removal keeps a promise that is due; a
 * person waits at a screen; a grant may be some seconds late; the rest has all night.
 */
export const urgencies = ['removal', 'person waiting', 'grant', 'background'] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * What may be asked of a provider, shared by all processes. Every HTTP call takes from it before it leaves, also the
 * repeated ones, and says afterwards what the answer told about the vendor's limits.
 */
export interface Budget {
  /** Resolves when the call may leave. @throws BudgetSpent when nobody can wait that long. */
  take(call: BudgetedCall): Promise<void>;
  /** What the vendor's answer said. Never fails: a budget that is not up to date is made good by the next answer. */
  heard(answer: LimitsHeard): void;
}

export type BudgetedCall = {
  /** The vendor's own bucket, with its provider: `okta:/api/v1/groups/{id}`. */
  readonly bucket: string;
  /** In the vendor's units; 1 where it counts calls. */
  readonly cost: number;
  /** Units that may be used in each period, as the vendor documents it, and the share of it that is ours. */
  readonly allowance: Allowance;
};

export type Allowance = { readonly units: number; readonly seconds: number };

export type LimitsHeard = {
  readonly bucket: string;
  /** The vendor's limit of this bucket for us, where its answer names one. */
  readonly allowance?: Allowance;
  /** Nobody asks before this moment: the vendor said no, or that nothing is left. */
  readonly closedUntil?: Date;
  /** It refused this call because we ask too much. Where it names no moment, all processes wait longer each time. */
  readonly says?: 'slow down';
};

/** Nobody asked the provider: our share of its limit is spent, or it told us to wait. Too early, and no failure. */
export class BudgetSpent extends ProviderDown {
  declare readonly retryAt: Date;
  constructor(provider: string, message: string, retryAt: Date) {
    super(provider, message, retryAt);
  }
}

const current = new AsyncLocalStorage<Urgency>();

/** Everything that `work` asks of a provider is this urgent. */
export const asUrgent = <T>(urgency: Urgency, work: () => Promise<T>): Promise<T> => current.run(urgency, work);

/** How urgent the running call is: somebody waits for it, unless it was said otherwise. */
export const urgency = (): Urgency => current.getStore() ?? 'person waiting';

/** Where nobody counts: tests, and the doctor's few calls. */
export const unlimited: Budget = { take: async () => undefined, heard: () => undefined };
