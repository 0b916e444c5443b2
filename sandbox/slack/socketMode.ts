import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { asText, isObject, parseJson } from './json.js';
import type { Outgoing, Stage, Transport } from './stage.js';
import type { DeliveryAnswer } from './workspace.js';

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export type Sockets = Transport & {
  readonly count: number;
  newAddress(): string;
  /** Ask one connection to make way for a new one, as Slack does every hour or so. */
  refresh(reason?: DisconnectReason): void;
  /** Cut every connection without a word. */
  dropAll(): void;
  /** End every connection as the protocol wants it. */
  closeAll(): Promise<void>;
};

type Connection = { readonly socket: WebSocket; isLeaving: boolean };
type Pending = { readonly connection: Connection; readonly settle: (answer: DeliveryAnswer) => void };
const MOST_CONNECTIONS = 10;

const silence = (why: string): DeliveryAnswer => ({ kind: 'silence', why });
const host = 'applink-1';
const takesAnswer = new Set(['view_submission', 'block_suggestion']);

class SocketMode implements Sockets {
  private readonly connections: Connection[] = [];
  private readonly pending = new Map<string, Pending>();
  private readonly tickets = new Set<string>();
  private waiting: ((connection: Connection) => void)[] = [];
  private turn = 0;

  constructor(
    private readonly stage: Stage,
    server: Server,
  ) {
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
      // A ticket lets in once.
      if (!this.tickets.delete(ticket)) socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      else sockets.handleUpgrade(request, socket, head, (opened) => this.welcome(opened));
    });
  }

  get count(): number {
    return this.ready().length;
  }

  isReachable(): boolean {
    return this.count > 0;
  }

  newAddress(): string {
    const ticket = randomUUID();
    this.tickets.add(ticket);
    const { appId } = this.stage.workspace.bot;
    return `${this.stage.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
  }

  private ready(): Connection[] {
    return this.connections.filter((one) => !one.isLeaving && one.socket.readyState === one.socket.OPEN);
  }

  private welcome(socket: WebSocket): void {
    const connection: Connection = { socket, isLeaving: false };
    socket.on('error', () => undefined);
    if (this.connections.length >= MOST_CONNECTIONS) {
      this.disconnect(connection, 'too_many_websockets');
      socket.close();
      return;
    }
    this.connections.push(connection);
    socket.on('message', (data) => this.hear(String(data)));
    socket.on('close', () => this.lose(connection));
    const debug_info = { host, build_number: 10, approximate_connection_time: 3600 };
    const connection_info = { app_id: this.stage.workspace.bot.appId };
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: this.connections.length, debug_info, connection_info }),
    );
    for (const begin of this.waiting.splice(0)) begin(connection);
    this.stage.workspace.changes.emit('socket');
  }

  private hear(text: string): void {
    const ack = parseJson(text);
    if (!isObject(ack)) return;
    this.pending.get(asText(ack.envelope_id))?.settle({ kind: 'acked', payload: ack.payload });
  }

  private lose(connection: Connection): void {
    this.connections.splice(this.connections.indexOf(connection), 1);
    for (const one of [...this.pending.values()]) {
      if (one.connection === connection) one.settle(silence('connection lost'));
    }
    this.stage.workspace.changes.emit('socket');
  }

  private disconnect(connection: Connection, reason: DisconnectReason): void {
    connection.isLeaving = true;
    const connection_info = { app_id: this.stage.workspace.bot.appId };
    const said = { type: 'disconnect', reason, num_connections: this.count, debug_info: { host }, connection_info };
    connection.socket.send(JSON.stringify(said));
  }

  refresh(reason: DisconnectReason = 'refresh_requested'): void {
    const oldest = this.ready()[0];
    if (!oldest) throw new Error('No connection is open that could be refreshed.');
    this.disconnect(oldest, reason);
    this.stage.workspace.changes.emit('socket');
  }

  dropAll(): void {
    for (const { socket } of [...this.connections]) socket.terminate();
  }

  /** A client that is closing itself must see its handshake through, or it waits for half a minute. */
  async closeAll(): Promise<void> {
    const closing = this.connections.map(({ socket }) => {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const cut = setTimeout(() => socket.terminate(), 500);
      socket.once('close', () => clearTimeout(cut));
      socket.close(1001);
      return closed;
    });
    await Promise.all(closing);
  }

  /** Any one of the open connections; when there is none, the next to come. */
  private connection(waitMs: number): Promise<Connection | undefined> {
    const ready = this.ready();
    const chosen = ready[this.turn++ % ready.length];
    if (chosen) return Promise.resolve(chosen);
    return new Promise((resolve) => {
      const begin = (connection: Connection) => {
        cancel();
        resolve(connection);
      };
      const cancel = this.stage.timers.after(waitMs, () => {
        this.waiting = this.waiting.filter((one) => one !== begin);
        resolve(undefined);
      });
      this.waiting.push(begin);
    });
  }

  async send(outgoing: Outgoing, retry: { readonly count: number; readonly reason: string }): Promise<DeliveryAnswer> {
    const { ackMs, queueMs } = this.stage.timing;
    const connection = await this.connection(outgoing.kind === 'event' ? queueMs : ackMs);
    if (!connection) return silence('no connection');
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (answer: DeliveryAnswer) => {
        cancel();
        this.pending.delete(id);
        resolve(answer);
      };
      const cancel = this.stage.timers.after(ackMs, () => settle(silence('timeout')));
      this.pending.set(id, { connection, settle });
      connection.socket.send(JSON.stringify(envelope(id, outgoing, retry)));
    });
  }
}

const types = { command: 'slash_commands', interaction: 'interactive', event: 'events_api' } as const;

function envelope(id: string, { kind, name, payload }: Outgoing, retry: { count: number; reason: string }) {
  const isEvent = kind === 'event';
  return {
    envelope_id: id,
    payload,
    type: types[kind],
    accepts_response_payload: kind === 'command' || takesAnswer.has(name),
    ...(isEvent && { retry_attempt: retry.count, retry_reason: retry.reason }),
  };
}

export const createSockets = (stage: Stage, server: Server): Sockets => new SocketMode(stage, server);
