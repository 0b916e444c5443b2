import type { Behind, MessageOnScreen, PersonOnScreen, Screen, ViewOnScreen } from '../../sandbox/web/contract.js';

/** What the sandbox's server would send: enough of it for the page's own parts to be tried by themselves. */
export const person = (key: string, name: string): PersonOnScreen => ({
  key,
  slackId: `U${key.toUpperCase()}`,
  name,
  title: 'Engineer',
  part: 'asks',
  timeZone: 'Europe/Lisbon',
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
  isEdited: false,
  onlyMe: false,
  isUnread: false,
  replies: [],
  ...more,
});

export const requestForm = (chosen?: string): ViewOnScreen => ({
  id: 'V1',
  type: 'modal',
  hash: '1',
  definition: {
    type: 'modal',
    title: { type: 'plain_text', text: 'Request access' },
    blocks: [
      {
        type: 'input',
        block_id: 'role',
        label: { type: 'plain_text', text: 'Role' },
        element: { type: 'static_select', action_id: 'choose', options: ['Viewer', 'Editor'].map(option) },
      },
    ],
  },
  state: chosen ? { role: { choose: { type: 'static_select', selected_option: option(chosen) } } } : {},
  errors: {},
});

const option = (text: string) => ({ text: { type: 'plain_text', text }, value: text.toLowerCase() });
