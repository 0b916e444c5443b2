import type { Message, Workspace } from './workspace.js';

/** Everything in a channel up to now has been on this person's screen. */
export function see(workspace: Workspace, user: string, channel: string): void {
  const newest = workspace.messages.filter((one) => one.channel === channel).at(-1)?.ts;
  const seen = workspace.seen.get(user) ?? new Map<string, string>();
  if (newest === undefined || seen.get(channel) === newest) return;
  workspace.seen.set(user, seen.set(channel, newest));
  workspace.changes.emit('seen');
}

/** What one wrote oneself one has seen; that something was edited rings nobody. */
export const isUnread = ({ seen }: Workspace, user: string, { channel, ts, user: author }: Message): boolean =>
  author !== user && Number(ts) > Number(seen.get(user)?.get(channel) ?? 0);

export const unreadCount = (workspace: Workspace, user: string): number =>
  workspace.messages.filter(
    (one) => workspace.channels.get(one.channel)?.members.has(user) && isUnread(workspace, user, one),
  ).length;
