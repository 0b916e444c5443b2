import { ProviderDown } from '../idp/port.js';
import type { OutboxRow } from '../store/store.js';
import type { Door, Log } from './contracts.js';

type Needs = { readonly door: Pick<Door, 'run'>; readonly log: Log; readonly count: (what: string) => void };

/** What goes wrong for good, or for long: somebody has to look, and people should know why they wait. */
export const createIncidents =
  ({ door, log, count }: Needs) =>
  (row: OutboxRow, error: unknown): void => {
    count(row.consumer);
    log.error({ err: error, consumer: row.consumer, lane: row.lane }, 'this needs a look');
    if (row.consumer !== 'provisioning') return;
    const says = error instanceof ProviderDown ? error.message : 'Something unexpected went wrong: see the log.';
    door
      .run({ type: 'grant.delay', id: row.lane, says }, 'latchkey', 'provider')
      .catch((fault) => log.error({ err: fault }, 'the delay could not be recorded'));
  };
