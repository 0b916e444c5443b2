import type { ServerResponse } from 'node:http';

/** A page that is kept up to date: the whole of what it shows, as a server-sent event, whenever that has changed. */
export type Live = { poke(): void; end(): void };

const COALESCE_MS = 30;
const HEARTBEAT_MS = 15_000;

export function keepLive(response: ServerResponse, look: () => Promise<object>): Live {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const live = new Stream(response, look);
  live.poke();
  return live;
}

class Stream implements Live {
  private sent = '';
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private isStale = false;
  private readonly heart: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly look: () => Promise<object>,
  ) {
    this.heart = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    response.on('drain', () => this.poke());
    response.on('close', () => this.end());
  }

  /** Many changes in a row are one: a press of a button makes a dozen. */
  poke(): void {
    this.isStale = true;
    if (this.response.closed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.send().catch(() => this.response.destroy());
    }, COALESCE_MS);
  }

  end(): void {
    clearInterval(this.heart);
    clearTimeout(this.timer);
    this.response.end();
  }

  private async send(): Promise<void> {
    // Who reads slowly gets the latest when there is room again, and not all that was in between.
    if (this.isLooking || this.response.closed || this.response.writableNeedDrain) return;
    this.isLooking = true;
    this.isStale = false;
    const seen = JSON.stringify(await this.look()).replaceAll('\u2028', '\\u2028');
    this.isLooking = false;
    if (seen !== this.sent) this.response.write(`data: ${seen}\n\n`);
    this.sent = seen;
    if (this.isStale) this.poke();
  }
}
