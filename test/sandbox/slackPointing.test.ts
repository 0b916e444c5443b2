import { expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import type { Slack } from '../../sandbox/slack/index.js';
import { enterValue, modalOnTop, press, suggest, type Target } from '../../sandbox/slack/pointing.js';
import { see, unreadCount } from '../../sandbox/slack/unread.js';
import { option, plain, section } from './boltApp.js';
import { call } from './slackApi.js';
import { bot, slackWith } from './slackBots.js';

const typing = (id: string, more: object = {}) => ({
  type: 'input' as const,
  block_id: id,
  dispatch_action: true,
  label: plain(id),
  element: { type: 'plain_text_input' as const, action_id: id, ...more },
});

const form = {
  type: 'modal' as const,
  title: plain('Form'),
  submit: plain('Send'),
  blocks: [
    typing('enter'),
    typing('character', { dispatch_action_config: { trigger_actions_on: ['on_character_entered' as const] } }),
    { ...typing('silent'), dispatch_action: false },
    {
      type: 'input' as const,
      block_id: 'app',
      label: plain('App'),
      element: { type: 'external_select' as const, action_id: 'app', min_query_length: 2 },
    },
    { ...section('Role'), block_id: 'role', accessory: { ...select('role'), action_id: 'role' } },
  ],
};

function select(id: string) {
  return { type: 'static_select' as const, action_id: id, options: [option('Viewer'), option('Editor')] };
}

type Heard = { readonly action: string; readonly value: unknown; readonly state: unknown };

async function stage(): Promise<{ slack: Slack; heard: Heard[] }> {
  const slack = await slackWith();
  const heard: Heard[] = [];
  await bot(slack, (app: App) => {
    app.command('/form', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    });
    app.action(/^(?!silence)/, async ({ ack, action, body }) => {
      await ack();
      const told = action as unknown as Record<string, unknown>;
      const { state, view } = body as unknown as { state?: { values: unknown }; view?: { state: { values: unknown } } };
      const value = told.value ?? (told.selected_option as { value: string } | undefined)?.value;
      heard.push({ action: String(told.action_id), value, state: (view?.state ?? state)?.values });
    });
    app.options('app', async ({ ack, payload }) => {
      const options = [option(`${payload.value} one`), option(`${payload.value} two`)];
      await ack({ option_groups: [{ label: plain('Apps'), options }] } as never);
    });
  });
  return { slack, heard };
}

const until = (slack: Slack, holds: () => unknown) => slack.until(() => Boolean(holds()), { within: 5_000 });

test('in a form: typing is heard where the app asks for it, each character or at the Enter key, and stays in the view', async () => {
  const { slack, heard } = await stage();
  const ana = slack.as('ana');
  await ana.command('/form');
  await ana.modal('Form');
  const view = slack.workspace.stacks.get(ana.user.id)?.[0] ?? '';
  const at = (id: string): Target => ({ at: { view }, blockId: id, actionId: id });
  expect(await enterValue(ana.actor, at('enter'), { value: 'a' })).toBeUndefined();
  await enterValue(ana.actor, at('silent'), { value: 's' });
  await press(ana.actor, at('silent'), { value: 's' });
  expect(heard).toEqual([]);
  await enterValue(ana.actor, at('character'), { value: 'c' });
  await press(ana.actor, at('enter'), { value: 'ab' });
  await until(slack, () => heard.length === 2);
  expect(heard.map(({ action, value }) => [action, value])).toEqual([
    ['character', 'c'],
    ['enter', 'ab'],
  ]);
  expect(heard[1]?.state).toMatchObject({ silent: { silent: { value: 's' } }, enter: { enter: { value: 'ab' } } });
  await enterValue(ana.actor, at('role'), { selected_option: option('Editor') });
  await until(slack, () => heard.at(-1)?.value === option('Editor').value);
  const stranger = { selected_option: { text: plain('Owner'), value: 'owner' } };
  await expect(enterValue(ana.actor, at('role'), stranger)).rejects.toThrow('This option is not offered.');
  await expect(press(ana.actor, at('gone'))).rejects.toThrow('It is not there any more.');
  await expect(press(slack.as('ben').actor, at('role'))).rejects.toThrow('This view is not open any more.');
});

test('an external select asks the app once enough was typed, and keeps its groups', async () => {
  const { slack } = await stage();
  const ana = slack.as('ana');
  await ana.command('/form');
  await ana.modal('Form');
  const view = slack.workspace.stacks.get(ana.user.id)?.[0] ?? '';
  const target = { at: { view }, blockId: 'app', actionId: 'app' };
  expect(await suggest(ana.actor, target, 'g')).toEqual({ options: [], groups: [] });
  const found = await suggest(ana.actor, target, 'gi');
  expect(found).toMatchObject({ options: [], groups: [{ label: plain('Apps'), options: [{}, {}] }] });
  await modalOnTop(ana.actor, view).cancel();
  expect(() => modalOnTop(ana.actor, view)).toThrow('This form is not open any more.');
});

test('in a message: a menu is chosen from, what was chosen goes along with the next press, and silence is said', async () => {
  const { slack, heard } = await stage();
  const ben = slack.as('ben');
  const blocks = [
    {
      type: 'actions' as const,
      block_id: 'row',
      elements: [
        select('role'),
        { type: 'button' as const, action_id: 'go', text: plain('Go'), value: 'v' },
        { type: 'button' as const, action_id: 'silence', text: plain('Nothing') },
      ],
    },
  ];
  await call(slack, 'chat.postMessage', { channel: ben.user.id, text: 'Choose', blocks });
  const { channel, ts } = ben.dms()[0] ?? { channel: '', ts: '' };
  const at = (actionId: string): Target => ({ at: { channel, ts }, blockId: 'row', actionId });
  await press(ben.actor, at('role'), { selected_option: option('Editor') });
  expect(await press(ben.actor, at('go'))).toBeUndefined();
  await until(slack, () => heard.length === 2);
  expect(heard[1]).toMatchObject({
    action: 'go',
    value: 'v',
    state: { row: { role: { selected_option: { text: plain('Editor') } } } },
  });
  expect(await press(ben.actor, at('silence'))).toBe('We had some trouble connecting. Try again?');
  await expect(press(slack.as('ana').actor, at('go'))).rejects.toThrow('This message is not there any more.');
});

test('what came since one last looked is unread, lines in threads too; what one wrote oneself is not', async () => {
  const slack = await slackWith();
  const ben = slack.as('ben');
  const unread = () => unreadCount(slack.workspace, ben.user.id);
  await call(slack, 'chat.postMessage', { channel: ben.user.id, text: 'One' });
  const { channel, ts } = ben.dms()[0] ?? { channel: '', ts: '' };
  await call(slack, 'chat.postMessage', { channel, text: 'Two', thread_ts: ts });
  await ben.say('Mine');
  expect(unread()).toBe(2);
  see(slack.workspace, ben.user.id, channel);
  expect(unread()).toBe(0);
  await call(slack, 'chat.update', { channel, ts, text: 'One, changed' });
  expect(unread()).toBe(0);
  await call(slack, 'chat.postMessage', { channel, text: 'Three', thread_ts: ts });
  expect(unread()).toBe(1);
  const { seen: _, ...old } = structuredClone(slack.memory());
  slack.recall(old);
  expect(unread()).toBe(3);
});
