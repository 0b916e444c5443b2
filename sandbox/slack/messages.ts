import { isObject, type Json, parseJson } from './json.js';
import { Refusal } from './refusal.js';
import { acceptBlocks } from './surfaces.js';
import { type Channel, dmWith, type Ephemeral, type Message, type Workspace } from './workspace.js';

/** The channel by id or name; a person's id means the DM with them. */
export function channelFor(workspace: Workspace, given: string): Channel {
  const user = workspace.people.get(given);
  if (user) {
    if (user.deleted || user.kind === 'bot') throw new Refusal('channel_not_found');
    return dmWith(workspace, user.id);
  }
  const name = given.replace(/^#/, '');
  const known = workspace.channels.get(given) ?? [...workspace.channels.values()].find((one) => one.name === name);
  const isVisible = known && (known.kind === 'public' || known.members.has(workspace.bot.userId));
  if (!isVisible) throw new Refusal('channel_not_found');
  return known;
}

export const messageAt = (workspace: Workspace, channel: string, ts: string): Message | undefined =>
  workspace.messages.find((one) => one.channel === channel && one.ts === ts && !one.isTombstone);

export const repliesTo = (workspace: Workspace, message: Message): Message[] =>
  workspace.messages.filter((one) => one.channel === message.channel && one.threadTs === message.ts && one !== message);

/** The newest first, without replies. */
export const inChannel = (workspace: Workspace, channel: string): Message[] =>
  workspace.messages
    .filter((one) => one.channel === channel && (one.threadTs === undefined || one.threadTs === one.ts))
    .reverse();

export type Content = { text: string; blocks?: Json[]; attachments?: Json[] };

const TEXT_KEPT = 40_000;

/** What a message says, checked. */
export function acceptContent(args: Json): Content {
  const blocks = acceptBlocks(args.blocks);
  const attachments = acceptAttachments(args.attachments);
  const text = typeof args.text === 'string' ? args.text.slice(0, TEXT_KEPT) : '';
  if (text === '' && !blocks?.length && !attachments?.length) throw new Refusal('no_text');
  return { text, ...(blocks && { blocks }), ...(attachments && { attachments }) };
}

function acceptAttachments(given: unknown): Json[] | undefined {
  if (given === undefined || given === '') return undefined;
  const attachments = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(attachments) || !attachments.every(isObject)) throw new Refusal('invalid_attachments');
  if (attachments.length > 100) throw new Refusal('too_many_attachments');
  return attachments.map((one) => ({ ...one, ...(one.blocks ? { blocks: acceptBlocks(one.blocks) } : {}) }));
}

export function acceptMetadata(given: unknown): Json | undefined {
  if (given === undefined || given === '') return undefined;
  const metadata = typeof given === 'string' ? parseJson(given) : given;
  if (!isObject(metadata)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return {};
  const isWhole = typeof metadata.event_type === 'string' && metadata.event_type && isObject(metadata.event_payload);
  if (!isWhole) throw new Refusal('invalid_metadata_schema');
  return metadata;
}

export function addMessage(workspace: Workspace, message: Omit<Message, 'ts' | 'reactions'>): Message {
  const added: Message = { ...message, ts: workspace.nextTs(), reactions: new Map() };
  workspace.messages.push(added);
  workspace.changes.emit('message');
  return added;
}

export function addEphemeral(workspace: Workspace, ephemeral: Omit<Ephemeral, 'ts'>): Ephemeral {
  const added: Ephemeral = { ...ephemeral, ts: workspace.nextTs() };
  workspace.ephemerals.push(added);
  workspace.changes.emit('ephemeral');
  return added;
}

export function removeMessage(workspace: Workspace, message: Message): void {
  if (repliesTo(workspace, message).length > 0) {
    Object.assign(message, { text: 'This message was deleted.', blocks: undefined, isTombstone: true });
  } else {
    workspace.messages.splice(workspace.messages.indexOf(message), 1);
  }
  workspace.changes.emit('message');
}

export function messageJson(workspace: Workspace, message: Message, metadata: 'with metadata' | 'without'): Json {
  const { bot, team } = workspace;
  const replies = repliesTo(workspace, message);
  const isBot = message.from === 'bot';
  return {
    type: 'message',
    user: message.user,
    ...(isBot && { bot_id: bot.botId, app_id: bot.appId, bot_profile: botProfile(workspace) }),
    text: message.text,
    team: team.id,
    ts: message.ts,
    ...(message.files && { files: message.files.flatMap((id) => fileJson(workspace, id)) }),
    ...(message.isTombstone && { subtype: 'tombstone' }),
    ...((message.threadTs || replies.length > 0) && { thread_ts: message.threadTs ?? message.ts }),
    ...(replies.length > 0 && {
      reply_count: replies.length,
      latest_reply: replies.at(-1)?.ts,
      reply_users: [...new Set(replies.map((one) => one.user))],
    }),
    ...(message.blocks && { blocks: message.blocks }),
    ...(message.attachments && { attachments: message.attachments }),
    ...(message.editedTs && { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(message) }),
    ...(metadata === 'with metadata' && message.metadata && { metadata: message.metadata }),
  };
}

const fileJson = ({ files }: Workspace, id: string): Json[] => {
  const file = files.get(id);
  return file ? [{ id, name: file.name, title: file.title, size: file.length, mode: 'hosted' }] : [];
};

export const reactionsJson = (message: Message): Json[] =>
  [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size }));

const botProfile = ({ bot, team }: Workspace): Json => ({
  id: bot.botId,
  app_id: bot.appId,
  name: bot.name,
  deleted: false,
  team_id: team.id,
});
