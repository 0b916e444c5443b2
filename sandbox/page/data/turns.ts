/**
 * A browser opens six connections to a host, for all its tabs together, and each tab holds one for as long as it
 * listens: with six tabs nothing could be asked any more. So no more than these listen, those that were looked at last.
 * A tab in the background that listens still counts in its title what is new.
 */
const MOST_LISTENING = 4;

const me = String(Math.random());

/** Opens now and whenever this tab is looked at; closes when enough others were looked at since. */
export function takeTurns({ open, close }: { open(): void; close(): void }): () => void {
  const tabs = new BroadcastChannel('latchkey.sandbox.tabs');
  const since = new Set<unknown>();
  const isShown = () => document.visibilityState === 'visible';
  const begin = () => {
    since.clear();
    tabs.postMessage(me);
    open();
  };
  const look = () => {
    if (isShown()) begin();
  };
  tabs.onmessage = ({ data }) => {
    since.add(data);
    if (!isShown() && since.size >= MOST_LISTENING) close();
  };
  document.addEventListener('visibilitychange', look);
  begin();
  return () => {
    tabs.close();
    document.removeEventListener('visibilitychange', look);
  };
}
