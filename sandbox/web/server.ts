import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Box } from '../box.js';
import { NotThere } from '../slack/pointing.js';
import { perform } from './act.js';
import { actInJira, isInJira } from './actInJira.js';
import { Refused, readAct, readJson, readStory, readSwitch, requireOwnPage } from './asked.js';
import { behindOf } from './behind.js';
import { namingOf, slashCommands } from './catalog.js';
import { giveFile, guarding } from './files.js';
import { keepLive, type Live } from './live.js';
import { openRecord } from './record.js';
import { peopleOf, screenOf } from './screen.js';
import { giveSlackFile } from './slackFiles.js';
import { switchboardOf } from './switches.js';

/** The sandbox in the browser. */
export type Web = {
  readonly url: string;
  /** Somebody has done something there, and not only looked. */
  readonly isInUse: boolean;
  stop(): Promise<void>;
};

export type WebOptions = {
  readonly box: Box;
  /** The built page. */
  readonly page: string;
  readonly catalog: string;
  /** This one, or the next that is free. */
  readonly port?: number;
};

/** The database tells nobody when it has changed; neither do Okta and Jira. */
const LOOK_AGAIN_MS = 400;

export async function serveWeb({ box, page, catalog, port = 4400 }: WebOptions): Promise<Web> {
  const record = openRecord(box.databaseUrl, namingOf(catalog));
  const stage: Stage = {
    box,
    page,
    record,
    switches: switchboardOf(box),
    commands: slashCommands(),
    lives: new Set(),
    isInUse: false,
  };
  const poke = (part: Part) => {
    for (const live of stage.lives) live.poke(part);
  };
  const deafen = box.listen(() => {
    poke('screen');
    poke('behind');
  });
  const again = setInterval(() => poke('behind'), LOOK_AGAIN_MS);
  const server = createServer((request, response) => {
    attend(stage, request, response).catch((error: unknown) => refuse(response, error));
  });
  await listenFrom(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get isInUse() {
      return stage.isInUse;
    },
    async stop() {
      deafen();
      clearInterval(again);
      for (const live of [...stage.lives]) live.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await record.close();
    },
  };
}

type Part = 'screen' | 'behind';

type Stage = {
  readonly box: Box;
  readonly page: string;
  readonly record: ReturnType<typeof openRecord>;
  readonly switches: ReturnType<typeof switchboardOf>;
  readonly commands: ReturnType<typeof slashCommands>;
  readonly lives: Set<Live<Part>>;
  isInUse: boolean;
};

async function attend(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(guarding)) response.setHeader(name, value);
  requireOwnPage(request);
  const url = new URL(request.url ?? '/', 'http://page');
  const answer = answers[`${request.method} ${url.pathname}`];
  if (answer) return answer(stage, url, request, response);
  const isKnown = ['GET', 'POST'].some((method) => answers[`${method} ${url.pathname}`]);
  if (isKnown || request.method !== 'GET') throw new Refused(405, `${request.method} is not for ${url.pathname}.`);
  if (url.pathname.startsWith('/api/')) throw new Refused(404, `There is nothing at ${url.pathname}.`);
  return giveFile(stage.page, decodedPath(url), response);
}

function decodedPath({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new Refused(400, 'That is no address.');
  }
}

type Answering = (stage: Stage, url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const answers: Readonly<Record<string, Answering>> = {
  'GET /api/live': async ({ box, commands, record, switches, lives }, url, _, response) => {
    const key = personCalled(box, url.searchParams.get('as') ?? '');
    const request = url.searchParams.get('request') || undefined;
    const live = keepLive<Part>(response, {
      screen: async () => screenOf(box.standIns.slack, key, commands),
      behind: () => behindOf(box, record, switches, request),
    });
    lives.add(live);
    response.once('close', () => lives.delete(live));
  },
  'GET /api/file': async ({ box }, { searchParams }, _, response) => {
    const as = personCalled(box, searchParams.get('as') ?? '');
    const how = searchParams.get('how') === 'keep' ? 'keep' : 'read';
    giveSlackFile(box.standIns.slack, { as, id: searchParams.get('id') ?? '', how }, response);
  },
  'POST /api/act': async (stage, _, request, response) => {
    const act = readAct(await readJson(request));
    const person = stage.box.standIns.slack.as(personCalled(stage.box, act.as));
    stage.isInUse ||= act.kind !== 'seen' && act.kind !== 'openHome';
    if (!isInJira(act)) return give(response, await perform(person, act, stage.commands));
    if (stage.switches.now().jira === 'down') throw new Refused(409, 'Jira is down: nobody can do anything there.');
    actInJira(stage.box.standIns.jira, person, act);
    give(response, { is: 'done' });
    for (const live of stage.lives) live.poke('behind');
  },
  'POST /api/switch': async (stage, _, request, response) => {
    const change = readSwitch(await readJson(request));
    stage.isInUse = true;
    give(response, await stage.switches.turn(change));
    for (const live of stage.lives) live.poke('behind');
  },
  'POST /api/story': async (stage, _, request, response) => {
    readStory(await readJson(request));
    stage.isInUse = true;
    await stage.box.reset();
    give(response, { is: 'fresh' });
  },
};

function personCalled({ standIns }: Box, key: string): string {
  const everybody = peopleOf(standIns.slack.workspace).map((one) => one.key);
  if (everybody.includes(key)) return key;
  throw new Refused(404, `Nobody is called ${key || 'that'}. There are: ${everybody.join(', ')}.`);
}

function give(response: ServerResponse, body: object, status = 200): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  const said = error instanceof Error ? error.message : String(error);
  const status = error instanceof Refused ? error.status : error instanceof NotThere ? 409 : 500;
  // What was not read to its end would be taken for the next request.
  if (status === 413) response.setHeader('connection', 'close');
  give(response, { error: said }, status);
}

const MOST_PORTS = 100;

async function listenFrom(server: Server, first: number): Promise<void> {
  for (let port = first; ; port += 1) {
    try {
      return await listen(server, port < first + MOST_PORTS ? port : 0);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRINUSE' || port > first + MOST_PORTS) throw error;
    }
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
