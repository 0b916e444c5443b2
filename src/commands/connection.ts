import type { RequestListener } from 'node:http';
import { App, HTTPReceiver, type Logger, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Log } from '../workflows/contracts.js';

/** How Slack's deliveries come in. The same listeners hear both. */
export type Connection = {
  readonly app: App;
  /** HTTP mode's listener for POST /slack/events. */
  readonly listener?: RequestListener;
  /** Resolves when Slack can reach us. @throws when Slack refuses the token. */
  open(): Promise<void>;
  isOpen(): boolean;
  /** Takes nothing new in, and waits for what is in hand. */
  close(): Promise<void>;
};

export type Incoming =
  | { readonly by: 'socket'; readonly appToken: string }
  | { readonly by: 'http'; readonly signingSecret: string };
export type Identity = {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly teamId: string;
};

export function createConnection(
  incoming: Incoming,
  who: () => Identity,
  clientOptions: WebClientOptions,
  log: Log,
): Connection {
  const logger = boltLogger(log);
  const way =
    incoming.by === 'socket' ? sockets(incoming.appToken, clientOptions, logger) : http(incoming.signingSecret, logger);
  const app = new App({ receiver: way.receiver, authorize: async () => who(), clientOptions, logger });
  const inHand = new Set<Promise<unknown>>();
  app.use(async ({ next }) => {
    const work = next();
    inHand.add(work);
    await work.finally(() => inHand.delete(work));
  });
  app.error(async (error) => log.error({ err: error }, 'a delivery of Slack could not be handled'));
  return {
    app,
    listener: way.listener,
    open: way.open,
    isOpen: way.isOpen,
    async close() {
      await way.close();
      await Promise.allSettled(inHand);
    },
  };
}

type Way = {
  receiver: Receiver;
  listener?: RequestListener;
  open(): Promise<void>;
  isOpen(): boolean;
  close(): Promise<void>;
};

/**
 * Two sockets: at each refresh Slack's client is deaf for five seconds, and Slack sends each delivery to one that hears.
 */
function sockets(appToken: string, { slackApiUrl }: WebClientOptions, logger: Logger): Way {
  const opened = new Set<SocketModeReceiver>();
  let isClosed = false;
  const receivers = [1, 2].map(() => {
    const receiver = new SocketModeReceiver({ appToken, logger, installerOptions: { clientOptions: { slackApiUrl } } });
    receiver.client.on('connected', () => {
      // It may have been on its way when we closed: Slack's client then forgets that it was told to end.
      if (isClosed) void receiver.stop();
      else opened.add(receiver);
    });
    for (const gone of ['reconnecting', 'disconnected', 'close'])
      receiver.client.on(gone, () => opened.delete(receiver));
    return receiver;
  });
  const all = async (act: (receiver: SocketModeReceiver) => Promise<unknown>) => {
    await Promise.all(receivers.map(act));
  };
  return {
    receiver: {
      init: (app) => {
        for (const receiver of receivers) receiver.init(app);
      },
      start: () => all((receiver) => receiver.start()),
      stop: () => all((receiver) => receiver.stop()),
    },
    open: () => all((receiver) => receiver.start()),
    isOpen: () => opened.size > 0,
    close: () => {
      isClosed = true;
      return all((receiver) => receiver.stop());
    },
  };
}

function http(signingSecret: string, logger: Logger): Way {
  const receiver = new HTTPReceiver({ signingSecret, logger, endpoints: '/slack/events' });
  let isOpen = false;
  return {
    receiver,
    listener: (request, response) => receiver.requestListener(request, response),
    open: async () => {
      isOpen = true;
    },
    isOpen: () => isOpen,
    close: async () => {
      isOpen = false;
    },
  };
}

/** Slack's own logger speaks in lists of words; ours in facts and a sentence. */
export function boltLogger(log: Log): Logger {
  const say =
    (level: 'debug' | 'warn' | 'error') =>
    (...words: unknown[]) => {
      const err = words.find((word) => word instanceof Error);
      log[level](
        { from: 'slack', ...(err && { err }) },
        words
          .filter((word) => word !== err)
          .map(String)
          .join(' '),
      );
    };
  return {
    debug: () => {},
    info: say('debug'),
    warn: say('warn'),
    error: say('error'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
