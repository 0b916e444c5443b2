import type { Workspace } from './workspace.js';

/** What this Slack remembers from one day to the next. Open forms and what went over the wire are not part of it. */
export type SlackMemory = Pick<
  Workspace,
  'people' | 'channels' | 'messages' | 'ephemerals' | 'views' | 'homes' | 'notices'
> &
  // What was kept before anybody noted it has none.
  Partial<Pick<Workspace, 'seen' | 'files'>>;

export function memoryOf(workspace: Workspace): SlackMemory {
  const { people, channels, messages, ephemerals, homes, notices, seen, files } = workspace;
  const views = new Map([...workspace.views].filter(([, view]) => view.type === 'home'));
  return { people, channels, messages, ephemerals, views, homes, notices, seen, files };
}

export function recall(workspace: Workspace, memory: SlackMemory): void {
  refill(workspace.people, memory.people);
  refill(workspace.channels, memory.channels);
  refill(workspace.views, memory.views);
  refill(workspace.homes, memory.homes);
  refill(workspace.seen, memory.seen ?? new Map());
  refill(workspace.files, memory.files ?? new Map());
  workspace.messages.splice(0, Number.POSITIVE_INFINITY, ...memory.messages);
  workspace.ephemerals.splice(0, Number.POSITIVE_INFINITY, ...memory.ephemerals);
  workspace.notices.splice(0, Number.POSITIVE_INFINITY, ...memory.notices);
}

function refill<Value>(map: Map<string, Value>, from: ReadonlyMap<string, Value>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}
