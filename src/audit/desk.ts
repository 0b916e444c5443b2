import type { AuditSettings } from '../config.js';
import type { Store } from '../store/store.js';

/** What a subcommand of `npm run audit` is given. */
export type Desk = {
  readonly now: () => Date;
  /** To the terminal. */
  say(line: string): void;
  /** @throws ConfigError */
  settings(): AuditSettings;
  /** Opens the database of the settings (DATABASE_URL, else the embedded one) for as long as `work` takes. */
  onRecord(work: (store: Store) => Promise<number>): Promise<number>;
};

export type Subcommand = {
  /** What is typed after `npm run audit --`, and what it does; one line each. */
  readonly usage: ReadonlyArray<readonly [how: string, what: string]>;
  /** @returns the exit code: 0 good, 1 something does not fit, 2 it was typed wrongly. */
  run(args: string[], desk: Desk): Promise<number>;
};
