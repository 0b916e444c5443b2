type Waiting<Seen> = { readonly at: number; readonly id: string; readonly record: Seen | undefined };

/** What a search sees: a copy that trails behind what it indexes. */
export class SearchIndex<Seen> {
  readonly #seen = new Map<string, Seen>();
  #waiting: Waiting<Seen>[] = [];
  /** In ms; `untilTold` holds everything back until `catchUp`. */
  lag: number | 'untilTold' = 0;

  constructor(private readonly now: () => number) {}

  /** `undefined` takes the record out. */
  put(id: string, record: Seen | undefined): void {
    this.#showWhatIsDue();
    this.#waiting.push({ at: this.now(), id, record: structuredClone(record) });
  }

  catchUp(): void {
    this.#show(Number.POSITIVE_INFINITY);
  }

  read(): Seen[] {
    this.#showWhatIsDue();
    return [...this.#seen.values()];
  }

  #showWhatIsDue(): void {
    if (this.lag !== 'untilTold') this.#show(this.now() - this.lag);
  }

  #show(upTo: number): void {
    const waiting: Waiting<Seen>[] = [];
    for (const change of this.#waiting) {
      if (change.at > upTo) waiting.push(change);
      else if (change.record === undefined) this.#seen.delete(change.id);
      else this.#seen.set(change.id, change.record);
    }
    this.#waiting = waiting;
  }
}
