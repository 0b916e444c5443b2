import type { Store } from './store/store.js';

/** What keeps it from doing its work, in words; nothing when it is ready. */
export async function whatIsMissing(
  store: Store,
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
