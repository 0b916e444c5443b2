/** What may be asked of a provider, kept for all processes by the database's clock. All numbers of time are seconds. */
export type Budgets = {
  /** Writes: one call's place, if it has one by now or soon. */
  reserve(call: Reserving): Promise<Reservation>;
  /** Writes: nobody's call leaves for so long. */
  close(bucket: string, seconds: number): Promise<void>;
  /** Writes: closes for `first` seconds, and twice as long each time after, up to `longest`; a little less by chance. */
  backOff(bucket: string, wait: { readonly first: number; readonly longest: number }): Promise<void>;
  /** Writes: the vendor answers again, so that the next wait is a first one. */
  recover(bucket: string): Promise<void>;
  /** Writes: the vendor's limit for us. */
  learn(bucket: string, allowance: Allowed): Promise<void>;
};

export type Allowed = { readonly units: number; readonly seconds: number };

export type Reserving = {
  readonly bucket: string;
  /** For how long this call is paid for, at the bucket's pace. */
  readonly step: number;
  /** How far ahead of the bucket's pace it may leave. */
  readonly tolerance: number;
  /** A place that comes up within so long is reserved already, and waited for. */
  readonly ahead: number;
  /** The limit that `step` and `tolerance` were reckoned from, where it was learned: another one has to be reckoned with first. */
  readonly known?: Allowed;
};

/** `reserved`: leave after `wait`. `early`, `closed`: ask again after `wait`. `learned`: reckon with `known`, and ask again. */
export type Reservation = {
  readonly is: 'reserved' | 'early' | 'closed' | 'learned';
  readonly wait: number;
  readonly known?: Allowed;
  /** How often in a row the vendor refused us without a moment. */
  readonly refusals: number;
};
