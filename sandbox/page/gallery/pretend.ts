import { asObject, asObjects, asText, type Json } from '../../slack/json.js';
import type { Act, Acted, MessageOnScreen, Screen, ViewOnScreen } from '../../web/contract.js';
import { option, withIds } from './words.js';

/** A Slack without a server: it answers after a moment, and what says that it never answers does not. */
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const trouble: Acted = { is: 'trouble', text: 'We had some trouble connecting. Try again?' };

export async function answer(act: Act): Promise<Acted> {
  if (act.kind === 'seen' || act.kind === 'enter') return { is: 'done' };
  const said = JSON.stringify(act);
  if (/never answers/i.test(said)) {
    await wait(3_000);
    return trouble;
  }
  await wait(600);
  if (act.kind !== 'suggest') return { is: 'done' };
  const count = /thousand/.test(act.actionId) ? 1_000 : 40;
  const all = Array.from({ length: count }, (_, index) =>
    option(`Option ${index + 1}`, index % 3 ? undefined : 'A third'),
  );
  const options = all.filter((one) => asText(asObject(one.text).text).toLowerCase().includes(act.typed.toLowerCase()));
  return { is: 'options', options, groups: [] };
}

const zone = 'Europe/Lisbon';
const person = (key: string, slackId: string, name: string, title: string) => ({
  key,
  slackId,
  name,
  title,
  part: '',
  timeZone: zone,
  worksInJira: true,
  unread: 0,
});

const ana = person('ana', 'U001ANA0000', 'Ana Silva', 'Product designer');
const ben = person('ben', 'U002BEN0000', 'Ben Okafor', 'Head of design');
const people = [ana, ben, person('dana', 'U003DANA000', 'Dana Levi', 'Design systems lead')];
const app = { name: 'Latchkey', slackId: 'U00BOT' };

type Said = { readonly text: string; readonly blocks?: readonly Json[] };

const start = Math.floor(Date.now() / 1000);

export function message(said: Said, minutesAgo: number, but: Partial<MessageOnScreen> = {}): MessageOnScreen {
  const ts = `${start - minutesAgo * 60}.000100`;
  return {
    channel: 'D001',
    ts,
    from: { ...app, kind: 'app' },
    text: said.text,
    blocks: withIds(said.blocks ?? [], `m${ts}-`),
    files: [],
    isEdited: false,
    onlyMe: false,
    isUnread: false,
    replies: [],
    ...but,
  };
}

const from = ({ name, slackId }: { name: string; slackId: string }) => ({ name, slackId, kind: 'person' as const });

export const fromAna = { from: from(ana) };
export const fromBen = { from: from(ben) };

export const view = (definition: Json, but: Partial<ViewOnScreen> = {}): ViewOnScreen => ({
  id: 'V1',
  type: definition.type === 'home' ? 'home' : 'modal',
  hash: '1',
  definition: { ...definition, blocks: withIds(asObjects(definition.blocks)) },
  state: {},
  errors: {},
  ...but,
});

export const screenWith = (messages: readonly MessageOnScreen[], but: Partial<Screen> = {}): Screen => ({
  me: ana,
  people,
  app,
  channels: [
    { id: 'C001', name: 'general' },
    { id: 'C002', name: 'it-help' },
  ],
  dm: 'D001',
  messages: {
    D001: messages,
    C001: [message({ text: 'Good morning, <!here> :wave:' }, 90, { channel: 'C001', ...fromBen, isUnread: true })],
    C002: [],
  },
  modals: [],
  notices: [],
  commands: [
    {
      name: '/access',
      hint: '[app] | mine | who [app or @person] | help',
      description: 'Ask for access, or see who has it',
    },
    { name: '/access-audit', hint: '[days]', description: 'What happened, for auditors' },
  ],
  ...but,
});
