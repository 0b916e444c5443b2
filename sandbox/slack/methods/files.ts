import { randomBytes } from 'node:crypto';
import { asObjects, asText, type Json, parseJson } from '../json.js';
import { addMessage, channelFor, messageAt } from '../messages.js';
import { missing, Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import type { SlackFile } from '../workspace.js';
import { given, type Methods, need } from './method.js';

const newId = (): string => `F0${randomBytes(5).toString('hex').toUpperCase()}`;

/** A place for one file of this very size; what is sent there belongs to nobody until it is completed. */
function getUploadUrl({ workspace, origin }: Stage, args: Json): Json {
  const name = need(args, 'filename');
  const length = Number(args.length ?? '');
  if (args.length === undefined || args.length === '') throw missing('length');
  if (!Number.isInteger(length) || length <= 0) throw new Refusal('invalid_arguments');
  if (length > 1024 ** 3) throw new Refusal('file_too_large');
  const id = newId();
  const secret = randomBytes(12).toString('hex');
  workspace.files.set(id, { id, name, length, secret, title: name, content: undefined, isShared: false });
  return { upload_url: `${origin}/upload/v1/${id}/${secret}`, file_id: id };
}

function complete(stage: Stage, args: Json): Json {
  const { workspace } = stage;
  const wanted = asObjects(typeof args.files === 'string' ? parseJson(args.files) : args.files);
  if (wanted.length === 0) throw missing('files');
  const files = wanted.map((one) => sent(stage, asText(one.id)));
  for (const [index, file] of files.entries()) file.title = asText(wanted[index]?.title) || file.name;
  const where = given(args, 'channel_id');
  if (where !== '') share(stage, files, args);
  workspace.changes.emit('message');
  return { files: files.map(({ id, title }) => ({ id, title })) };
}

function sent({ workspace }: Stage, id: string): SlackFile {
  const file = workspace.files.get(id);
  if (!file || file.content === undefined) throw new Refusal('file_not_found');
  if (file.isShared) throw new Refusal('file_update_failed');
  return file;
}

function share({ workspace }: Stage, files: readonly SlackFile[], args: Json): void {
  // Unlike a message, a file takes no person's id for a channel.
  const id = need(args, 'channel_id');
  if (!workspace.channels.has(id)) throw new Refusal('channel_not_found');
  const channel = channelFor(workspace, id);
  if (!channel.members.has(workspace.bot.userId)) throw new Refusal('not_in_channel');
  const threadTs = given(args, 'thread_ts') || undefined;
  if (threadTs && !messageAt(workspace, channel.id, threadTs)) throw new Refusal('thread_not_found');
  for (const file of files) file.isShared = true;
  const { userId: user } = workspace.bot;
  const text = given(args, 'initial_comment');
  addMessage(workspace, {
    channel: channel.id,
    user,
    from: 'bot',
    text,
    threadTs,
    files: files.map((file) => file.id),
  });
}

/** @returns whether there is such a place, and this is what fits into it. */
export function receive({ workspace }: Stage, path: string, body: Buffer): boolean {
  const [, id = '', secret = ''] = /^\/upload\/v1\/(\w+)\/(\w+)$/.exec(path) ?? [];
  const file = workspace.files.get(id);
  if (!file || file.secret !== secret || file.content !== undefined || body.length !== file.length) return false;
  file.content = body;
  return true;
}

export const files: Methods = {
  'files.getUploadURLExternal': { scopes: ['files:write'], perMinute: 100, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], perMinute: 100, run: complete },
};
