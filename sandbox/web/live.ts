import type { ServerResponse } from 'node:http';

/** A page that is kept up to date: each part of what it shows, whole, as a server-sent event whenever it has changed. */
export type Live<Part extends string> = { poke(part: Part): void; end(): void };

const COALESCE_MS = 30;
const HEARTBEAT_MS = 15_000;

/** One stream for all parts: a browser opens six connections to a host at most, for all its tabs together. */
export function keepLive<Part extends string>(
  response: ServerResponse,
  looks: Readonly<Record<Part, () => Promise<object>>>,
): Live<Part> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const named = Object.entries(looks) as [Part, () => Promise<object>][];
  const parts = new Map(named.map(([name, look]) => [name, new Stream(response, name, look)]));
  const heart = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  const pokeAll = () => {
    for (const part of parts.values()) part.poke();
  };
  const end = () => {
    clearInterval(heart);
    for (const part of parts.values()) part.stop();
    response.end();
  };
  response.on('drain', pokeAll);
  response.on('close', end);
  pokeAll();
  return { poke: (part) => parts.get(part)?.poke(), end };
}

class Stream {
  private sent = '';
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private isStale = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly name: string,
    private readonly look: () => Promise<object>,
  ) {}

  /** Many changes in a row are one: a press of a button makes a dozen. */
  poke(): void {
    this.isStale = true;
    if (this.response.closed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.send().catch(() => this.response.destroy());
    }, COALESCE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async send(): Promise<void> {
    // Who reads slowly gets the latest when there is room again, and not all that was in between.
    if (this.isLooking || this.response.closed || this.response.writableNeedDrain) return;
    this.isLooking = true;
    this.isStale = false;
    const seen = JSON.stringify(await this.look()).replaceAll('\u2028', '\\u2028');
    this.isLooking = false;
    if (seen !== this.sent) this.response.write(`event: ${this.name}\ndata: ${seen}\n\n`);
    this.sent = seen;
    if (this.isStale) this.poke();
  }
}
