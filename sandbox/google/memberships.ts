import type { Membership } from './records.js';

/** How long reads of memberships go on telling the past after a write. */
export type Staleness = 'none' | { readonly reads: number } | { readonly ms: number };

type Write = {
  readonly group: string;
  readonly member: string;
  /** What was there before; nothing when nobody was. */
  readonly before: Membership | undefined;
  readonly until: number;
  reads: number;
};

/** Who is in which group, and what a late reader still believes. */
export class Memberships {
  readonly #byGroup = new Map<string, Map<string, Membership>>();
  #recent: Write[] = [];
  staleness: Staleness = 'none';

  constructor(private readonly now: () => number) {}

  /** Who is in which group, to be kept. */
  get all(): ReadonlyMap<string, ReadonlyMap<string, Membership>> {
    return this.#byGroup;
  }

  of(group: string): Map<string, Membership> {
    const members = this.#byGroup.get(group) ?? new Map();
    this.#byGroup.set(group, members);
    return members;
  }

  put(group: string, membership: Membership): void {
    this.#remember(group, membership.id);
    this.of(group).set(membership.id, membership);
  }

  take(group: string, member: string): void {
    this.#remember(group, member);
    this.of(group).delete(member);
  }

  #remember(group: string, member: string): void {
    if (this.staleness === 'none') return;
    const before = this.of(group).get(member);
    const reads = 'reads' in this.staleness ? this.staleness.reads : 0;
    const until = 'ms' in this.staleness ? this.now() + this.staleness.ms : 0;
    this.#recent.push({ group, member, before, until, reads });
  }

  /** A group or a member that was deleted. */
  forget(id: string): void {
    this.#byGroup.delete(id);
    for (const members of this.#byGroup.values()) members.delete(id);
    this.#recent = this.#recent.filter(({ group, member }) => group !== id && member !== id);
  }

  /** As a reader is told; one read of a group uses up one of its late ones. */
  read(group: string): Map<string, Membership> {
    const members = new Map(this.of(group));
    const isLate = (write: Write) => write.reads > 0 || write.until > this.now();
    const late = this.#recent.filter((write) => write.group === group && isLate(write));
    for (const write of late.reverse()) {
      write.reads -= 1;
      if (write.before) members.set(write.member, write.before);
      else members.delete(write.member);
    }
    this.#recent = this.#recent.filter(isLate);
    return members;
  }

  /** Also through the groups inside, of which each step must have been there for so long. */
  holdsAtAnyDepth(group: string, member: string, delay: number, seen = new Set<string>()): boolean {
    const inside = this.read(group);
    const direct = inside.get(member);
    const isSettled = ({ since, isPending }: Membership) => !isPending && since + delay <= this.now();
    if (direct && (seen.size === 0 ? !direct.isPending : isSettled(direct))) return true;
    seen.add(group);
    return [...inside.values()]
      .filter((each) => each.type === 'GROUP' && isSettled(each) && !seen.has(each.id))
      .some(({ id }) => this.holdsAtAnyDepth(id, member, delay, seen));
  }
}
