import type { Store } from './store/store.js';

/** What is missing for Latchkey to do its work, or nothing. */
export async function whatIsMissing(
  store: Pick<Store, 'ping'>,
  isKnown: () => boolean,
  connection?: { isOpen(): boolean },
): Promise<string | undefined> {
  try {
    await store.ping();
  } catch {
    return 'the database does not answer';
  }
  if (!isKnown()) return 'Slack has not accepted the bot token yet';
  return connection && !connection.isOpen() ? 'not connected to Slack yet' : undefined;
}
