import { kindOfFile } from '../slack/fileKinds.js';
import type { Slack } from '../slack/index.js';
import { repliesTo } from '../slack/messages.js';
import { isUnread, unreadCount } from '../slack/unread.js';
import { dmWith, type Ephemeral, type Message, type SlackUser, userByKey, type View } from '../slack/workspace.js';
import { cast } from './cast.js';
import type { FileOnScreen, MessageOnScreen, PersonOnScreen, Screen, ViewOnScreen } from './contract.js';

export type Command = Screen['commands'][number];

/** What one person has before them, whole. */
export function screenOf({ workspace }: Slack, key: string, commands: readonly Command[]): Screen {
  const me = userByKey(workspace, key);
  const onScreen = (user: SlackUser) => personOnScreen(user, unreadCount(workspace, user.id));
  const dm = dmWith(workspace, me.id);
  const channels = [...workspace.channels.values()].filter((one) => one.kind !== 'im' && one.members.has(me.id));
  const eye: Eye = { workspace, me };
  const home = workspace.views.get(workspace.homes.get(me.id) ?? '');
  const stack = workspace.stacks.get(me.id) ?? [];
  return {
    me: onScreen(me),
    people: peopleOf(workspace).map(onScreen),
    app: { name: workspace.bot.name, slackId: workspace.bot.userId },
    channels: channels.map(({ id, name }) => ({ id, name })),
    dm: dm.id,
    messages: Object.fromEntries([dm, ...channels].map(({ id }) => [id, messagesIn(eye, id)])),
    ...(home && { home: viewOnScreen(home) }),
    modals: stack.flatMap((id) => workspace.views.get(id) ?? []).map(viewOnScreen),
    notices: workspace.notices
      .map(({ user, text, at }, index) => ({ user, id: String(index), text, at }))
      .filter((one) => one.user === me.id)
      .map(({ user: _, ...notice }) => notice),
    commands,
  };
}

type Eye = { readonly workspace: Slack['workspace']; readonly me: SlackUser };

/** Whoever can be acted as. */
export const peopleOf = ({ people }: Slack['workspace']): SlackUser[] =>
  [...people.values()].filter((one) => !one.deleted && one.kind !== 'bot');

const personOnScreen = ({ key, id, name, title, tz, kind }: SlackUser, unread: number): PersonOnScreen => ({
  key,
  slackId: id,
  name,
  title,
  part: cast[key] ?? '',
  timeZone: tz,
  worksInJira: kind === 'member',
  unread,
});

function messagesIn(eye: Eye, channel: string): MessageOnScreen[] {
  const { workspace, me } = eye;
  const inHere = (one: Message | Ephemeral) => one.channel === channel;
  const messages = workspace.messages.filter((one) => inHere(one) && !isReply(one));
  const ephemerals = workspace.ephemerals.filter((one) => inHere(one) && one.user === me.id && !isReply(one));
  return inOrder([
    ...messages.map((one) => messageOnScreen(eye, one, threadOf(eye, one))),
    ...ephemerals.map((one) => onlyForMe(eye, one)),
  ]);
}

const isReply = ({ threadTs, ts }: Message | Ephemeral): boolean => threadTs !== undefined && threadTs !== ts;

function threadOf(eye: Eye, message: Message): MessageOnScreen[] {
  const mine = eye.workspace.ephemerals.filter(
    (one) => one.user === eye.me.id && one.channel === message.channel && one.threadTs === message.ts,
  );
  const replies = repliesTo(eye.workspace, message).map((one) => messageOnScreen(eye, one, []));
  return inOrder([...replies, ...mine.map((one) => onlyForMe(eye, one))]);
}

const inOrder = (messages: MessageOnScreen[]): MessageOnScreen[] =>
  messages.sort((one, other) => Number(one.ts) - Number(other.ts));

function messageOnScreen({ workspace, me }: Eye, message: Message, replies: MessageOnScreen[]): MessageOnScreen {
  const { channel, ts, user, text, blocks = [], editedTs } = message;
  const isApp = message.from === 'bot';
  const name = isApp ? workspace.bot.name : (workspace.people.get(user)?.name ?? user);
  return {
    channel,
    ts,
    from: { name, slackId: user, kind: isApp ? 'app' : 'person' },
    text,
    blocks,
    files: filesOf({ workspace, me }, message),
    isEdited: editedTs !== undefined,
    onlyMe: false,
    isUnread: isUnread(workspace, me.id, message),
    replies,
  };
}

const filesOf = ({ workspace, me }: Eye, { files = [] }: Message): FileOnScreen[] =>
  files.flatMap((id) => {
    const file = workspace.files.get(id);
    if (!file) return [];
    const url = `/api/file?as=${encodeURIComponent(me.key)}&id=${id}`;
    return [{ id, name: file.name, title: file.title, kind: kindOfFile(file.name), bytes: file.length, url }];
  });

const onlyForMe = ({ workspace }: Eye, { channel, ts, text, blocks = [] }: Ephemeral): MessageOnScreen => ({
  channel,
  ts,
  from: { name: workspace.bot.name, slackId: workspace.bot.userId, kind: 'app' },
  text,
  blocks,
  files: [],
  isEdited: false,
  onlyMe: true,
  isUnread: false,
  replies: [],
});

const viewOnScreen = ({ id, type, hash, definition, state, errors }: View): ViewOnScreen => ({
  id,
  type,
  hash,
  definition,
  state: Object.fromEntries([...state].map(([block, values]) => [block, Object.fromEntries(values)])),
  errors: Object.fromEntries(errors),
});
