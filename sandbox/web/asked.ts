import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Act, StoryCommand, Switch } from './contract.js';

/** The server says no, and why. */
export class Refused extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Only the page itself may ask. A site elsewhere that has its name lead to this machine comes with its own name as the
 * host; one that sends a form comes with its own origin.
 */
export function requireOwnPage({ headers, socket }: IncomingMessage): void {
  const own = loopback.map((name) => `${name}:${socket.localPort}`);
  if (!own.includes(headers.host ?? ''))
    throw new Refused(403, `Nothing is served to ${headers.host ?? 'nobody'} here.`);
  const isForeign = headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
  if (isForeign || headers['sec-fetch-site'] === 'cross-site') throw new Refused(403, 'Only this page itself may ask.');
}

const MOST_BYTES = 256_000;

/** The JSON that was sent. @throws Refused */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/.test(type)) throw new Refused(415, 'Send JSON: content-type application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) throw new Refused(413, `That is more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refused(400, 'That is no JSON.');
  }
}

const json = z.record(z.string(), z.unknown());
const place = z.union([z.strictObject({ view: z.string() }), z.strictObject({ channel: z.string(), ts: z.string() })]);
const element = { at: place, blockId: z.string(), actionId: z.string() };
const as = z.string();

const acts = z.discriminatedUnion('kind', [
  z.strictObject({ as, kind: z.literal('command'), text: z.string(), channel: z.string() }),
  z.strictObject({
    as,
    kind: z.literal('say'),
    text: z.string(),
    channel: z.string(),
    thread: z.string().optional(),
  }),
  z.strictObject({ as, kind: z.literal('openHome') }),
  z.strictObject({ as, kind: z.literal('press'), value: json.optional(), ...element }),
  z.strictObject({ as, kind: z.literal('enter'), value: json, ...element }),
  z.strictObject({ as, kind: z.literal('submit'), view: z.string() }),
  z.strictObject({ as, kind: z.literal('close'), view: z.string(), how: z.enum(['cancel', 'cross']) }),
  z.strictObject({ as, kind: z.literal('suggest'), typed: z.string(), ...element }),
  z.strictObject({ as, kind: z.literal('seen'), channel: z.string() }),
  z.strictObject({ as, kind: z.literal('moveIssue'), issue: z.string(), to: z.string() }),
  z.strictObject({ as, kind: z.literal('commentOnIssue'), issue: z.string(), text: z.string().max(4_000) }),
]) satisfies z.ZodType<Act>;

const switches = z
  .strictObject({
    okta: z.enum(['fine', 'down', 'slow', 'too many', 'answers lost']),
    jira: z.enum(['fine', 'down']),
    slack: z.enum(['once', 'everything twice']),
    worker: z.enum(['up', 'killed']),
  })
  .partial() satisfies z.ZodType<Switch>;

const story = z.strictObject({ do: z.literal('reset') }) satisfies z.ZodType<StoryCommand>;

export const readAct = (given: unknown): Act => read(acts, given);
export const readSwitch = (given: unknown): Switch => read(switches, given);
export const readStory = (given: unknown): StoryCommand => read(story, given);

function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const found = schema.safeParse(given);
  if (found.success) return found.data;
  const said = found.error.issues.map(({ path, message }) => `${path.join('.') || 'It'}: ${message}`);
  throw new Refused(400, said.join('; '));
}
