import type { Behind, MessageOnScreen, PersonOnScreen, Screen, ViewOnScreen } from '../../sandbox/web/contract.js';

/** What the sandbox's server would send: enough of it for the page's own parts to be tried by themselves. */
export const person = (key: string, name: string): PersonOnScreen => ({
  key,
  slackId: `U${key.toUpperCase()}`,
  name,
  title: 'Engineer',
  part: 'asks',
  timeZone: 'Europe/Lisbon',
  worksInJira: true,
  unread: 0,
});

const people = [person('ana', 'Ana Silva'), person('ben', 'Ben Okafor')];

export const screenOf = (as: string, more: Partial<Screen> = {}): Screen => ({
  me: people.find(({ key }) => key === as) ?? person(as, as),
  people,
  app: { name: 'Latchkey', slackId: 'UBOT' },
  channels: [{ id: 'C1', name: 'general' }],
  dm: 'D1',
  messages: {},
  modals: [],
  notices: [],
  commands: [],
  ...more,
});

export const behindWith = (more: Partial<Behind> = {}): Behind => ({
  bot: { status: 'up' },
  directories: [{ name: 'Okta', groups: [{ name: 'figma-editors', members: [] }] }],
  issues: [],
  requests: [],
  calls: [],
  switches: { okta: 'fine', jira: 'fine', slack: 'once', worker: 'up' },
  ...more,
});

export const message = (ts: string, more: Partial<MessageOnScreen> = {}): MessageOnScreen => ({
  channel: 'D1',
  ts,
  from: { name: 'Latchkey', slackId: 'UBOT', kind: 'app' },
  text: 'Hello',
  blocks: [],
  files: [],
  isEdited: false,
  onlyMe: false,
  isUnread: false,
  replies: [],
  ...more,
});

/** @param duration as drawn once the app has looked at the choice of the role. */
export const requestForm = (chosen?: string, duration?: string): ViewOnScreen => ({
  id: 'V1',
  type: 'modal',
  hash: '1',
  definition: {
    type: 'modal',
    title: { type: 'plain_text', text: 'Request access' },
    blocks: [choice('Role', ['Viewer', 'Editor']), ...(duration ? [choice('Duration', [duration])] : [])],
  },
  state: { ...(chosen && chose('Role', chosen)), ...(duration && chose('Duration', duration)) },
  errors: {},
});

const choice = (label: string, options: readonly string[]) => ({
  type: 'input',
  block_id: label,
  label: { type: 'plain_text', text: label },
  element: { type: 'static_select', action_id: 'choose', options: options.map(option) },
});

const chose = (label: string, text: string) => ({
  [label]: { choose: { type: 'static_select', selected_option: option(text) } },
});

const option = (text: string) => ({ text: { type: 'plain_text', text }, value: text.toLowerCase() });
