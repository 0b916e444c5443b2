import type { Acted } from '../../web/contract.js';

type Send = () => Promise<Acted>;

/**
 * What was entered and is on its way. Typing waits for a pause, the newest wins, and the values of one field arrive in
 * the order in which they were entered. A submission waits until all have arrived.
 */
export class Outgoing {
  private readonly waiting = new Map<string, { readonly timer: ReturnType<typeof setTimeout>; readonly send: Send }>();
  private readonly lines = new Map<string, Promise<Acted>>();

  constructor(private readonly pauseMs = 250) {}

  later(field: string, send: Send): void {
    this.forget(field);
    this.waiting.set(field, { timer: setTimeout(() => void this.now(field, send), this.pauseMs), send });
  }

  now(field: string, send: Send): Promise<Acted> {
    this.forget(field);
    const before = this.lines.get(field);
    const line = before ? before.then(send, send) : send();
    this.lines.set(field, line);
    const leave = () => {
      if (this.lines.get(field) === line) this.lines.delete(field);
    };
    line.then(leave, leave);
    return line;
  }

  isBusy(field: string): boolean {
    return this.waiting.has(field) || this.lines.has(field);
  }

  /** Sends at once what waits. */
  async flush(): Promise<void> {
    for (const [field, { send }] of [...this.waiting]) void this.now(field, send);
    await Promise.allSettled([...this.lines.values()]);
  }

  private forget(field: string): void {
    clearTimeout(this.waiting.get(field)?.timer);
    this.waiting.delete(field);
  }
}
