import type { Json } from '../json.js';
import {
  acceptContent,
  acceptMetadata,
  addEphemeral,
  addMessage,
  channelFor,
  messageAt,
  messageJson,
  removeMessage,
} from '../messages.js';
import { Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import type { Channel, Message } from '../workspace.js';
import { given, type Methods, need } from './method.js';

/** Where the bot may write. */
function writable(stage: Stage, args: Json): Channel {
  const channel = channelFor(stage.workspace, need(args, 'channel'));
  if (channel.isArchived) throw new Refusal('is_archived');
  const isOpen = channel.kind === 'public' && stage.settings.scopes.has('chat:write.public');
  if (!isOpen && !channel.members.has(stage.workspace.bot.userId)) throw new Refusal('not_in_channel');
  return channel;
}

function threadOf(stage: Stage, channel: Channel, args: Json): string | undefined {
  const ts = given(args, 'thread_ts');
  if (ts === '') return undefined;
  const parent = messageAt(stage.workspace, channel.id, ts);
  if (!parent) throw new Refusal('thread_not_found');
  // A reply to a reply lands in the same thread.
  return parent.threadTs ?? parent.ts;
}

function post(stage: Stage, args: Json): Json {
  const { workspace } = stage;
  const channel = writable(stage, args);
  const content = acceptContent(args);
  const described = acceptMetadata(args.metadata);
  const metadata = described && Object.keys(described).length > 0 ? described : undefined;
  const threadTs = threadOf(stage, channel, args);
  const { userId: user } = workspace.bot;
  const message = addMessage(workspace, { channel: channel.id, user, from: 'bot', ...content, metadata, threadTs });
  return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message, 'with metadata') };
}

function own(stage: Stage, args: Json, otherwise: string): Message {
  const channel = channelFor(stage.workspace, need(args, 'channel'));
  const message = messageAt(stage.workspace, channel.id, need(args, 'ts'));
  if (!message) throw new Refusal('message_not_found');
  if (message.from !== 'bot') throw new Refusal(otherwise);
  return message;
}

const UPDATED_TEXT_BYTES = 4_000;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function update(stage: Stage, args: Json): Json {
  const { workspace } = stage;
  const message = own(stage, args, 'cant_update_message');
  const content = acceptContent(args);
  // Unlike a new message, a changed one is measured in bytes, after escaping.
  if (Buffer.byteLength(escaped(content.text)) > UPDATED_TEXT_BYTES) throw new Refusal('msg_too_long');
  const metadata = acceptMetadata(args.metadata);
  Object.assign(message, content, { editedTs: workspace.nextTs() });
  if (metadata) message.metadata = Object.keys(metadata).length > 0 ? metadata : undefined;
  workspace.changes.emit('message');
  const { channel, ts, text } = message;
  return { channel, ts, text, message: messageJson(workspace, message, 'with metadata') };
}

function remove(stage: Stage, args: Json): Json {
  const message = own(stage, args, 'cant_delete_message');
  removeMessage(stage.workspace, message);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral(stage: Stage, args: Json): Json {
  const channel = writable(stage, args);
  const user = need(args, 'user');
  const person = stage.workspace.people.get(user);
  if (!person || person.deleted || !channel.members.has(user)) throw new Refusal('user_not_in_channel');
  const content = acceptContent(args);
  const threadTs = given(args, 'thread_ts') || undefined;
  const ephemeral = addEphemeral(stage.workspace, { channel: channel.id, user, threadTs, ...content });
  return { message_ts: ephemeral.ts };
}

function permalink(stage: Stage, args: Json): Json {
  const channel = channelFor(stage.workspace, need(args, 'channel'));
  const message = messageAt(stage.workspace, channel.id, need(args, 'message_ts'));
  if (!message) throw new Refusal('message_not_found');
  const { domain } = stage.workspace.team;
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
  const link = `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink: link };
}

export const chat: Methods = {
  'chat.postMessage': { scopes: ['chat:write'], perMinute: 300, run: post },
  'chat.update': { scopes: ['chat:write'], perMinute: 50, run: update },
  'chat.delete': { scopes: ['chat:write'], perMinute: 50, run: remove },
  'chat.postEphemeral': { scopes: ['chat:write'], perMinute: 100, run: postEphemeral },
  'chat.getPermalink': { scopes: [], perMinute: 300, run: permalink },
};
