import type { Behind, Json, MessageOnScreen, PersonOnScreen, Screen, ViewOnScreen } from '../sandbox/web/contract.js';

/** How much is on the page. */
export type Fill = { readonly messages: number; readonly homeBlocks: number; readonly options: number };

export const full: Fill = { messages: 200, homeBlocks: 100, options: 1_000 };
/** The same page with next to nothing on it: what the machine needs anyway. */
export const empty: Fill = { messages: 1, homeBlocks: 1, options: 1 };

const plain = (text: string) => ({ type: 'plain_text', text, emoji: true });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

const person = (key: string, name: string): PersonOnScreen => ({
  key,
  slackId: `U${key.toUpperCase()}`,
  name,
  title: 'Engineer',
  part: 'asks',
  timeZone: 'Europe/Lisbon',
  worksInJira: true,
  unread: 0,
});
const people = [person('ana', 'Ana Silva'), person('ben', 'Ben Okafor'), person('dana', 'Dana Levi')];

/** Ana and Dana read messages; Ben has a form open. */
export function screenWith(as: string, fill: Fill): Screen {
  return {
    me: people.find(({ key }) => key === as) ?? person(as, as),
    people,
    app: { name: 'Latchkey', slackId: 'UBOT' },
    channels: [{ id: 'C1', name: 'general' }],
    dm: 'D1',
    messages: { D1: many(fill.messages, (index) => card(index)) },
    home: view('home', { blocks: many(fill.homeBlocks, (index) => homeBlock(index)) }),
    modals: as === 'ben' ? [form(fill.options)] : [],
    notices: [],
    commands: [],
  };
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const card = (index: number): MessageOnScreen => ({
  channel: 'D1',
  ts: `${1_760_000_000 + index * 60}.000100`,
  from: { name: 'Latchkey', slackId: 'UBOT', kind: 'app' },
  text: `Request ${index}`,
  blocks: [
    { type: 'section', block_id: `a${index}`, text: mrkdwn(`*Ana Silva* asks for *Editor* in *Figma* (${index}).`) },
    {
      type: 'section',
      block_id: `b${index}`,
      fields: ['App', 'Role', 'Risk'].map((name) => mrkdwn(`*${name}*\nsome`)),
    },
    {
      type: 'context',
      block_id: `c${index}`,
      elements: [mrkdwn('Asked <!date^1760000000^{date_short_pretty} at {time}|then>.')],
    },
    { type: 'actions', block_id: `d${index}`, elements: [button('Approve', index), button('Deny', index)] },
  ],
  files: [],
  isEdited: false,
  onlyMe: false,
  isUnread: false,
  replies: [],
});

const button = (text: string, index: number): Json => ({
  type: 'button',
  action_id: text.toLowerCase(),
  text: plain(text),
  value: String(index),
});

const homeBlock = (index: number): Json =>
  index % 2 === 0
    ? { type: 'section', block_id: `h${index}`, text: mrkdwn(`*Editor* in *Figma*\nUntil tomorrow (${index})`) }
    : { type: 'actions', block_id: `h${index}`, elements: [button('Extend', index), button('Give back', index)] };

const view = (type: ViewOnScreen['type'], definition: Json): ViewOnScreen => ({
  id: `V-${type}`,
  type,
  hash: '1',
  definition: { type, ...definition },
  state: {},
  errors: {},
});

/** Slack takes at most 100 options in a group, and 100 groups. */
function form(options: number): ViewOnScreen {
  const groups = many(Math.ceil(options / 100), (group) => ({
    label: plain(`Group ${group}`),
    options: many(Math.min(100, options), (index) => ({
      text: plain(`Application ${group * 100 + index}`),
      value: String(group * 100 + index),
    })),
  }));
  const element = { type: 'static_select', action_id: 'app', placeholder: plain('Choose'), option_groups: groups };
  const blocks = [{ type: 'input', block_id: 'app', label: plain('App'), element }];
  return view('modal', { title: plain('Request access'), submit: plain('Submit'), close: plain('Cancel'), blocks });
}

export const behind: Behind = {
  bot: { status: 'up' },
  directories: [],
  issues: [],
  requests: [],
  calls: [],
  switches: { okta: 'fine', jira: 'fine', slack: 'once', worker: 'up' },
};
