/** How long membership lists go on telling the past after a write. */
export type Staleness = 'none' | { readonly reads: number } | { readonly ms: number };

type Write = {
  readonly groupId: string;
  readonly userId: string;
  readonly change: 'add' | 'remove';
  readonly until: number;
  reads: number;
};

export class Memberships {
  readonly #byGroup = new Map<string, Set<string>>();
  #recent: Write[] = [];
  staleness: Staleness = 'none';

  constructor(private readonly now: () => number) {}

  /** Who is in which group, to be kept. */
  get all(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#byGroup;
  }

  of(groupId: string): Set<string> {
    const members = this.#byGroup.get(groupId) ?? new Set();
    this.#byGroup.set(groupId, members);
    return members;
  }

  has(groupId: string, userId: string): boolean {
    return this.of(groupId).has(userId);
  }

  set(groupId: string, userId: string, change: 'add' | 'remove'): void {
    if (change === 'add') this.of(groupId).add(userId);
    else this.of(groupId).delete(userId);
    if (this.staleness === 'none') return;
    const reads = 'reads' in this.staleness ? this.staleness.reads : 0;
    const until = 'ms' in this.staleness ? this.now() + this.staleness.ms : 0;
    this.#recent.push({ groupId, userId, change, until, reads });
  }

  forget(id: string): void {
    this.#byGroup.delete(id);
    for (const members of this.#byGroup.values()) members.delete(id);
    this.#recent = this.#recent.filter((write) => write.groupId !== id && write.userId !== id);
  }

  /** The members as a list call tells them. */
  listedIn(groupId: string): Set<string> {
    const members = new Set(this.of(groupId));
    for (const write of this.#undone((each) => each.groupId === groupId)) undo(members, write.userId, write);
    return members;
  }

  listedFor(userId: string): Set<string> {
    const groups = new Set([...this.#byGroup].filter(([, members]) => members.has(userId)).map(([id]) => id));
    for (const write of this.#undone((each) => each.userId === userId)) undo(groups, write.groupId, write);
    return groups;
  }

  #undone(matches: (write: Write) => boolean): Write[] {
    const now = this.now();
    const stale = this.#recent.filter((write) => matches(write) && (write.reads > 0 || write.until > now));
    for (const write of stale) write.reads -= 1;
    this.#recent = this.#recent.filter((write) => write.reads > 0 || write.until > now);
    return stale.reverse();
  }
}

function undo(set: Set<string>, id: string, write: Write): void {
  if (write.change === 'add') set.delete(id);
  else set.add(id);
}
