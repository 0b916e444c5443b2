import type { Json } from '../json.js';
import { channelFor, inChannel, messageAt, messageJson, repliesTo } from '../messages.js';
import { missing, Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import { type Channel, dmWith, type Message } from '../workspace.js';
import { given, isSet, listOf, type Methods, need, needScopeFor, page } from './method.js';

const typeNames = { public: 'public_channel', private: 'private_channel', im: 'im' } as const;

function channelJson({ workspace }: Stage, channel: Channel): Json {
  const base = { id: channel.id, created: 0, is_archived: channel.isArchived, context_team_id: workspace.team.id };
  if (channel.kind === 'im') {
    const user = [...channel.members].find((one) => one !== workspace.bot.userId);
    return {
      ...base,
      is_im: true,
      is_org_shared: false,
      user,
      is_user_deleted: workspace.people.get(user ?? '')?.deleted,
    };
  }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_private: channel.kind === 'private',
    is_member: channel.members.has(workspace.bot.userId),
    num_members: channel.members.size,
  };
}

function needChannel(stage: Stage, args: Json): Channel {
  const id = need(args, 'channel');
  // Only the methods that post take a person's id or a name for a channel.
  if (!stage.workspace.channels.has(id)) throw new Refusal('channel_not_found');
  return channelFor(stage.workspace, id);
}

function open(stage: Stage, args: Json): Json {
  const { workspace } = stage;
  if (given(args, 'channel')) return { no_op: true, already_open: true, channel: { id: needChannel(stage, args).id } };
  const ids = listOf(args, 'users');
  if (ids.length === 0) throw new Refusal('users_list_not_supplied');
  if (ids.length > 1) throw new Refusal('not_enough_users');
  const user = workspace.people.get(ids[0] ?? '');
  if (!user) throw new Refusal('user_not_found');
  if (user.deleted) throw new Refusal('user_disabled');
  if (user.kind === 'bot') throw new Refusal('cannot_dm_bot');
  const channel = dmWith(workspace, user.id);
  return { channel: isSet(args, 'return_im') ? channelJson(stage, channel) : { id: channel.id } };
}

function info(stage: Stage, args: Json): Json {
  const channel = needChannel(stage, args);
  needScopeFor(stage, channel, 'read');
  return { channel: channelJson(stage, channel) };
}

function list(stage: Stage, args: Json): Json {
  const types = listOf(args, 'types');
  const wanted = types.length > 0 ? types : ['public_channel'];
  const all = [...stage.workspace.channels.values()].filter(
    (one) =>
      wanted.includes(typeNames[one.kind]) && (one.kind === 'public' || one.members.has(stage.workspace.bot.userId)),
  );
  for (const channel of all) needScopeFor(stage, channel, 'read');
  const { items, next } = page(all, args, 1000);
  return { channels: items.map((one) => channelJson(stage, one)), response_metadata: { next_cursor: next } };
}

function members(stage: Stage, args: Json): Json {
  const channel = needChannel(stage, args);
  needScopeFor(stage, channel, 'read');
  const { items, next } = page([...channel.members], args, 1000);
  return { members: items, response_metadata: { next_cursor: next } };
}

function between(messages: readonly Message[], args: Json): Message[] {
  for (const name of ['oldest', 'latest']) {
    const value = String(args[name] ?? '');
    if (value !== '' && Number.isNaN(Number(value))) throw new Refusal(`invalid_ts_${name}`);
  }
  const oldest = Number(args.oldest || 0);
  const latest = Number(args.latest || Number.POSITIVE_INFINITY);
  const isInclusive = isSet(args, 'inclusive');
  return messages.filter((one) => {
    const at = Number(one.ts);
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}

function answerPage(stage: Stage, found: readonly Message[], args: Json): Json {
  const { items, next } = page(found, args, 999);
  const how = isSet(args, 'include_all_metadata') ? 'with metadata' : 'without';
  const messages = items.map((one) => messageJson(stage.workspace, one, how));
  return { messages, has_more: next !== '', ...(next && { response_metadata: { next_cursor: next } }) };
}

function mayRead(stage: Stage, channel: Channel): void {
  needScopeFor(stage, channel, 'history');
  if (!channel.members.has(stage.workspace.bot.userId)) throw new Refusal('not_in_channel');
}

function history(stage: Stage, args: Json): Json {
  const channel = needChannel(stage, args);
  mayRead(stage, channel);
  const found = between(inChannel(stage.workspace, channel.id), args);
  return { ...answerPage(stage, found, args), pin_count: 0 };
}

function replies(stage: Stage, args: Json): Json {
  const channel = needChannel(stage, args);
  mayRead(stage, channel);
  const ts = need(args, 'ts');
  const one = stage.workspace.messages.find((message) => message.channel === channel.id && message.ts === ts);
  if (!one) throw new Refusal('thread_not_found');
  const parent = one.threadTs ? (messageAt(stage.workspace, channel.id, one.threadTs) ?? one) : one;
  return answerPage(stage, [parent, ...between(repliesTo(stage.workspace, parent), args)], args);
}

function join(stage: Stage, args: Json): Json {
  const channel = needChannel(stage, args);
  if (channel.kind === 'im') throw new Refusal('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new Refusal('is_archived');
  channel.members.add(stage.workspace.bot.userId);
  return { channel: channelJson(stage, channel) };
}

function reactionOn(stage: Stage, args: Json): { message: Message; name: string } {
  const ts = need(args, 'timestamp');
  const message = messageAt(stage.workspace, needChannel(stage, args).id, ts);
  if (!message) throw new Refusal(/^\d+\.\d+$/.test(ts) ? 'message_not_found' : 'bad_timestamp');
  const name = given(args, 'name').replaceAll(':', '');
  return { message, name };
}

function react(stage: Stage, args: Json, what: 'add' | 'remove'): Json {
  const { message, name } = reactionOn(stage, args);
  if (name === '') throw missing('name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-\d)?$/.test(name)) throw new Refusal('invalid_name');
  const users = message.reactions.get(name) ?? new Set<string>();
  const { userId } = stage.workspace.bot;
  if (what === 'add' && users.has(userId)) throw new Refusal('already_reacted');
  if (what === 'remove' && !users.delete(userId)) throw new Refusal('no_reaction');
  if (what === 'add') users.add(userId);
  if (users.size > 0) message.reactions.set(name, users);
  else message.reactions.delete(name);
  stage.workspace.changes.emit('message');
  return {};
}

function reactions(stage: Stage, args: Json): Json {
  const { message } = reactionOn(stage, args);
  return { type: 'message', channel: message.channel, message: messageJson(stage.workspace, message, 'without') };
}

const readers = ['channels:read', 'groups:read', 'im:read'];
const historians = ['channels:history', 'groups:history', 'im:history'];

export const conversations: Methods = {
  'conversations.open': { scopes: ['im:write'], perMinute: 50, run: open },
  'conversations.info': { scopes: readers, perMinute: 50, run: info },
  'conversations.list': { scopes: readers, perMinute: 20, run: list },
  'conversations.members': { scopes: readers, perMinute: 100, run: members },
  'conversations.history': { scopes: historians, perMinute: 50, run: history },
  'conversations.replies': { scopes: historians, perMinute: 50, run: replies },
  'conversations.join': { scopes: ['channels:join'], perMinute: 50, run: join },
  'reactions.add': { scopes: ['reactions:write'], perMinute: 50, run: (stage, args) => react(stage, args, 'add') },
  'reactions.remove': {
    scopes: ['reactions:write'],
    perMinute: 20,
    run: (stage, args) => react(stage, args, 'remove'),
  },
  'reactions.get': { scopes: ['reactions:read'], perMinute: 50, run: reactions },
};
