import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { App, BlockAction } from '@slack/bolt';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { boltApp, option, plain, section } from './boltApp.js';

const roles: Record<string, string[]> = { figma: ['Viewer', 'Editor'], github: ['Engineer'] };

function form(app?: string) {
  const appSelect = {
    type: 'static_select' as const,
    action_id: 'app',
    options: [option('Figma'), option('GitHub')],
  };
  const inputs = [
    { type: 'input' as const, block_id: 'app', dispatch_action: true, label: plain('App'), element: appSelect },
    ...(app
      ? [
          {
            type: 'input' as const,
            block_id: `role-${app}`,
            label: plain('Role'),
            element: {
              type: 'static_select' as const,
              action_id: 'role',
              options: (roles[app] ?? []).map((one) => option(one)),
            },
          },
        ]
      : []),
    {
      type: 'input' as const,
      block_id: 'reason',
      label: plain('Reason'),
      hint: plain('Approvers read it'),
      element: { type: 'plain_text_input' as const, action_id: 'reason', multiline: true, max_length: 50 },
    },
  ];
  return {
    type: 'modal' as const,
    callback_id: 'request',
    title: plain('Request access'),
    submit: plain('Submit'),
    blocks: inputs,
  };
}

const loading = { type: 'modal' as const, title: plain('Request access'), blocks: [section('Loading…')] };

const card = (text: string) => [
  section(text),
  {
    type: 'actions' as const,
    elements: [
      { type: 'button' as const, action_id: 'approve', text: plain('Approve'), value: 'r1' },
      {
        type: 'button' as const,
        action_id: 'deny',
        text: plain('Deny'),
        confirm: { title: plain('Sure?'), text: plain('Deny Ana?'), confirm: plain('Deny'), deny: plain('Back') },
      },
    ],
  },
];

let submitted: string[] = [];

function listen(app: App): void {
  app.command('/access', async ({ ack, command, client }) => {
    if (command.text === 'help') return ack('Try /access figma');
    if (command.text === 'silence') return undefined;
    await ack();
    const { view } = await client.views.open({ trigger_id: command.trigger_id, view: loading });
    await client.views.update({ view_id: view?.id ?? '', view: form() });
  });
  app.action<BlockAction>('app', async ({ ack, body, client }) => {
    await ack();
    const chosen = body.view?.state.values.app?.app?.selected_option?.value;
    await client.views.update({ view_id: body.view?.id ?? '', hash: body.view?.hash, view: form(chosen) });
  });
  app.view('request', async ({ ack, view, body, client }) => {
    const reason = view.state.values.reason?.reason?.value ?? '';
    if (reason === 'bad') return ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
    if (reason === 'wrong field') return ack({ response_action: 'errors', errors: { nowhere: 'No such block.' } });
    await ack();
    submitted.push(reason);
    await client.chat.postMessage({
      channel: 'U002BEN0000',
      text: 'Ana asks',
      blocks: card('<@U001ANA0000> asks for *Figma*'),
    });
    await client.chat.postMessage({ channel: body.user.id, text: 'Asked &amp; waiting' });
  });
  app.action<BlockAction>('approve', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'Done', blocks: [section('Approved')] });
  });
  app.action('deny', async ({ ack }) => ack());
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [section('*Figma* until <!date^1700000000^{date} {time}|then>'), ...card('Below')];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.message(/hello/, async ({ say, message }) => {
    await say({ text: 'Hello!', thread_ts: 'ts' in message ? message.ts : undefined });
  });
}

describe('A person in front of Slack', () => {
  let slack: Slack;
  let app: App;
  beforeAll(async () => {
    slack = await startSlack({ company: acme, timing: { ackMs: 400, redrawMs: 300 } });
    app = boltApp(slack);
    listen(app);
    await app.start();
  });
  beforeEach(() => {
    submitted = [];
  });
  afterAll(async () => {
    await app.stop();
    await slack.stop();
  });

  test('asks for access: the form loads, is redrawn on choosing, keeps what was typed, and a card reaches the approver', async () => {
    const ana = slack.as('ana');
    const ben = slack.as('ben');
    expect(await ana.command('/access')).toBeUndefined();
    const modal = await ana.modal();
    expect(modal.labels()).toEqual(['App', 'Reason']);
    await modal.fill('Reason', 'I draw');
    await modal.choose('App', 'Figma');
    expect(modal.options('Role')).toEqual(['Viewer', 'Editor']);
    expect(modal.value('Reason')).toBe('I draw');
    expect((await modal.submit()).errors).toEqual({ Role: 'Please complete this required field.' });
    await modal.choose('Role', 'Editor');
    expect(modal.text()).toMatch(
      /Request access\nApp\nFigma\nRole\nEditor\nReason\nI draw\nApprovers read it\n\[Submit\]/,
    );
    expect((await modal.submit()).kind).toBe('closed');
    const asked = await ben.until(() => ben.dms().at(-1));
    expect(asked.text).toBe('@Ana Silva asks for Figma\n[Approve]  [Deny]');
    expect(asked.confirmText('Deny')).toBe('Sure?\nDeny Ana?\n[Deny] [Back]');
    expect((await ben.press('Deny', { confirm: 'decline' })).confirm).toMatch('Deny Ana?');
    await ben.press('Approve', { in: /Figma/ });
    await ben.until(() => ben.dms().at(-1)?.text === 'Approved');
    expect((await ana.until(() => ana.dms().at(-1))).text).toBe('Asked & waiting');
    expect(submitted).toEqual(['I draw']);
  });

  test('sees the errors of the app on the fields they belong to', async () => {
    const omar = slack.as('omar');
    await omar.command('/access');
    const modal = await omar.modal('Request access');
    await modal.choose('App', 'GitHub');
    await modal.choose('Role', 'Engineer');
    await modal.fill('Reason', 'x'.repeat(51));
    expect((await modal.submit()).errors).toEqual({ Reason: 'Must be less than 51 characters' });
    await modal.fill('Reason', 'bad');
    expect(await modal.submit()).toMatchObject({ kind: 'errors', errors: { Reason: 'Say more.' } });
    expect(modal.text()).toContain('Say more.');
    await modal.fill('Reason', 'wrong field');
    expect((await modal.submit()).text).toBe('We had some trouble connecting. Try again?');
    await modal.close();
    expect(omar.modalTitle).toBeUndefined();
  });

  test('gets an answer to a command at once, or hears that the app did not answer', async () => {
    const dana = slack.as('dana');
    expect(await dana.command('/access help')).toBe('Try /access figma');
    expect(dana.ephemerals().at(-1)?.text).toBe('Try /access figma');
    expect(await dana.command('/access silence')).toMatch(/failed with the error/);
    expect(dana.notices()).toHaveLength(1);
  });

  test('reads the Home tab, with times in their own zone', async () => {
    slack.people.update('sam', { tz: 'Asia/Tokyo' });
    const home = await slack.as('sam').openHome();
    expect(home.lines()[0]).toBe('Figma until November 15, 2023 07:13');
    expect(home.buttons()).toEqual(['Approve', 'Deny']);
    expect((await home.press('Deny', { near: 'Below' })).confirm).toMatch('Deny Ana?');
  });

  test('writes to the bot and is answered in the thread', async () => {
    const grace = slack.as('grace');
    await grace.say('hello there');
    const { text } = await slack.until(() => slack.workspace.messages.find((one) => one.threadTs));
    expect(text).toBe('Hello!');
  });

  test('is told what is on the screen when what they wait for does not come', async () => {
    const priya = slack.as('priya');
    await expect(priya.until(() => priya.dms().length > 5, { within: 10 })).rejects.toThrow(/What Priya Nair sees/);
    await expect(priya.press('Nothing')).rejects.toThrow(/No message has the button 'Nothing'/);
  });
});
