import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerThrough, type HttpAnswer, sendAnswer } from '../faults.js';
import { answerCall, readBody, readBytes, readRequest } from './api.js';
import { asText, isObject, type Json, parseJson } from './json.js';
import { acceptContent, addEphemeral, addMessage, type Content, messageAt, removeMessage } from './messages.js';
import { receive } from './methods/files.js';
import { Refusal } from './refusal.js';
import type { ResponseUrl } from './responseUrls.js';
import type { Stage } from './stage.js';
import type { Call } from './workspace.js';

export type Listening = {
  readonly server: Server;
  /** Nobody answers: the port is closed and every connection is cut. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
};

export async function listen(stage: Stage, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    answer(stage, request, response).catch((error: unknown) => {
      // A mistake of the stand-in itself must be seen, not taken for a refusal by Slack.
      sendAnswer(response, {
        status: 500,
        body: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const bind = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await bind(port);
  const bound = (server.address() as AddressInfo).port;
  stage.origin = `http://127.0.0.1:${bound}`;
  const goDown = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { server, goDown, comeBack: () => bind(bound) };
}

async function answer(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slack');
  if (pathname.startsWith('/api/')) return answerApi(stage, request, response);
  if (/^\/(commands|actions)\//.test(pathname)) {
    const body = await readBody(request);
    await answerThrough(stage.faults, 'response_url', response, () => answerResponseUrl(stage, pathname, body));
    return;
  }
  if (pathname.startsWith('/upload/') && request.method === 'POST') {
    const body = await readBytes(request);
    const answerUpload = () =>
      receive(stage, pathname, body) ? { status: 200, body: `OK - ${body.length}` } : { status: 400, body: 'no' };
    await answerThrough(stage.faults, 'upload_url', response, answerUpload);
    return;
  }
  sendAnswer(response, { status: 404, body: 'not_found' });
}

async function answerApi(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { workspace } = stage;
  const asked = await readRequest(request);
  const call: Call = { method: asked.method, args: asked.args, at: workspace.now() };
  workspace.calls.push(call);
  const sent = await answerThrough(stage.faults, asked.method, response, () => answerCall(stage, asked));
  Object.assign(call, { answer: sent?.body, status: sent?.status });
  workspace.changes.emit('call');
}

function answerResponseUrl(stage: Stage, path: string, body: string): HttpAnswer {
  const url = stage.responseUrls.use(path);
  if (typeof url === 'string') return { status: 404, body: { ok: false, error: url } };
  const sent = parseJson(body) ?? parseJson(new URLSearchParams(body).get('payload') ?? '');
  if (!isObject(sent)) return { status: 400, body: 'invalid_payload' };
  try {
    respond(stage, url, sent);
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.code === 'no_text' ? 500 : 400, body: error.code };
    throw error;
  }
}

function respond(stage: Stage, url: ResponseUrl, sent: Json): void {
  if (sent.delete_original === true) {
    removeOriginal(stage, url);
    return;
  }
  const content = acceptContent(sent);
  // There is nothing to replace after a command: it is answered anew.
  if (sent.replace_original === true && url.original) replaceOriginal(stage, url, content);
  else show(stage, url, { ...content, responseType: asText(sent.response_type) });
}

/** A new message where the command was typed or the button was pressed: to that person only, unless it says otherwise. */
export function show(
  { workspace }: Stage,
  url: Pick<ResponseUrl, 'user' | 'channel' | 'threadTs'>,
  { responseType, ...content }: Content & { readonly responseType: string },
): void {
  const { channel, threadTs, user } = url;
  if (responseType !== 'in_channel') addEphemeral(workspace, { channel, user, threadTs, ...content });
  else addMessage(workspace, { channel, user: workspace.bot.userId, from: 'bot', threadTs, ...content });
}

function removeOriginal({ workspace }: Stage, { original, channel }: ResponseUrl): void {
  if (!original) return;
  const { ts } = original;
  const message = messageAt(workspace, channel, ts);
  if (message) removeMessage(workspace, message);
  const index = workspace.ephemerals.findIndex((one) => one.ts === ts);
  if (index >= 0) workspace.ephemerals.splice(index, 1);
  workspace.changes.emit('ephemeral');
}

function replaceOriginal({ workspace }: Stage, { original, channel }: ResponseUrl, content: Content): void {
  const shown =
    messageAt(workspace, channel, original?.ts ?? '') ?? workspace.ephemerals.find((one) => one.ts === original?.ts);
  if (!shown) return;
  Object.assign(shown, { blocks: undefined, attachments: undefined }, content);
  workspace.changes.emit('from' in shown ? 'message' : 'ephemeral');
}
