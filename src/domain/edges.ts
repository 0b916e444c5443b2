/** One line of a lifecycle: the statuses an event may come in, and the one it leads to (`same`: it stays). */
export type Edge<Status extends string> = {
  /** Empty: this event is the birth. */
  readonly from: readonly Status[];
  readonly to: Status | 'same';
};

/** @throws when the table has no such edge: the history is corrupt, and no later event may be built on it. */
export function step<Status extends string, Type extends string>(
  edges: Readonly<Record<Type, Edge<Status>>>,
  status: Status | undefined,
  type: Type,
): Status {
  const { from, to } = edges[type];
  const isBirth = from.length === 0;
  if (isBirth ? status !== undefined : status === undefined || !from.includes(status)) {
    throw new Error(`${type} cannot follow ${status ?? 'nothing'}`);
  }
  return to === 'same' ? (status as Status) : to;
}
