import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { plain } from './boltApp.js';
import { call } from './slackApi.js';

const fixtures = new URL('../../../shared/fixtures/slack/', import.meta.url);
const isRecorded = existsSync(fixtures);
type Json = Record<string, unknown>;

/** Only there in a workspace of an enterprise, or no longer sent. */
const elsewhere = new Set(['enterprise_id', 'enterprise_name', 'authed_users', 'num_connections']);

/** What is in there the app itself decides, or the person. */
const theirs = new Set(['blocks', 'values', 'actions']);

/** Every key of `recorded` that `ours` has not, with its path. */
function missingKeys(recorded: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(recorded)) return Array.isArray(ours) ? [] : [path];
  if (typeof recorded !== 'object' || recorded === null) return [];
  return Object.entries(recorded)
    .filter(([key]) => !elsewhere.has(key))
    .flatMap(([key, value]) => {
      const found = (ours as Json | undefined)?.[key];
      if (found === undefined) return [`${path}.${key}`];
      return theirs.has(key) ? [] : missingKeys(value, found, `${path}.${key}`);
    });
}

/** What a plain socket hears; it acknowledges everything. */
async function listener(slack: Slack): Promise<{ frames: Json[]; socket: WebSocket }> {
  const { url } = (await call(slack, 'apps.connections.open', {}, slack.appToken)) as unknown as { url: string };
  const frames: Json[] = [];
  const socket = new WebSocket(url);
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Json;
    frames.push(frame);
    if (frame.envelope_id) socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload: {} }));
  });
  await slack.connected();
  return { frames, socket };
}

const view = {
  type: 'modal',
  title: plain('My App'),
  submit: plain('Submit'),
  close: plain('Cancel'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'hspI',
      label: plain('Label'),
      element: { type: 'plain_text_input', action_id: 'maBWU' },
    },
    {
      type: 'input',
      block_id: 'es_b',
      optional: true,
      label: plain('Search'),
      element: { type: 'external_select', action_id: 'es_a', min_query_length: 1 },
    },
    {
      type: 'actions',
      block_id: 'b',
      elements: [{ type: 'button', action_id: 'a', text: plain('Button'), value: 'v' }],
    },
  ],
};

describe('What Slack sends has every key that was recorded of the real one', () => {
  let slack: Slack;
  let heard: { frames: Json[]; socket: WebSocket };
  beforeAll(async () => {
    slack = await startSlack({ company: acme });
    heard = await listener(slack);
    const ana = slack.as('ana');
    await ana.command('/access');
    await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view });
    const modal = await ana.modal();
    await modal.press('Button');
    await modal.suggestions('Search', 'search word');
    await modal.fill('Label', 'test');
    await modal.submit();
    await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view });
    await (await ana.modal()).close();
    await call(slack, 'chat.postEphemeral', {
      channel: 'C0GENERAL01',
      user: ana.user.id,
      text: 'x',
      blocks: [view.blocks[2]],
    });
    await ana.press('Button');
    slack.settings.subscriptions.add('message.channels');
    await ana.mention('hello');
  });
  afterAll(async () => {
    heard.socket.close();
    await slack.stop();
  });

  const payloadOf = (type: string, wanted: (payload: Json) => boolean = () => true): Json | undefined =>
    heard.frames.map((one) => one.payload as Json | undefined).find((one) => one?.type === type && wanted(one));
  const frameOf = (wanted: (frame: Json) => boolean) => heard.frames.find(wanted);
  const event = (type: string) => (frame: Json) =>
    ((frame.payload as Json | undefined)?.event as Json | undefined)?.type === type;
  const inView = (payload: Json) => payload.view !== undefined;

  const recorded: [string, () => Json | undefined][] = [
    ['socket_hello', () => frameOf((one) => one.type === 'hello')],
    ['socket_envelope_slash_commands', () => frameOf((one) => one.type === 'slash_commands')],
    [
      'socket_envelope_interactive_block_actions_view',
      () => frameOf((one) => one.type === 'interactive' && inView(one.payload as Json)),
    ],
    ['socket_envelope_events_api_message', () => frameOf(event('message'))],
    ['socket_envelope_events_api_app_mention', () => frameOf(event('app_mention'))],
    ['slash_command_http_fields', () => frameOf((one) => one.type === 'slash_commands')?.payload as Json],
    ['block_actions_message', () => payloadOf('block_actions', (one) => one.view === undefined)],
    ['block_suggestion', () => payloadOf('block_suggestion')],
    ['view_submission', () => payloadOf('view_submission')],
    ['view_closed', () => payloadOf('view_closed')],
  ];
  (isRecorded ? test : test.skip).each(recorded)('%s', (name, ours) => {
    const real = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as Json;
    expect(ours()).toBeDefined();
    expect(missingKeys(real, ours())).toEqual([]);
  });

  test('and the eleventh connection is told that there are too many', async () => {
    const more = await Promise.all(Array.from({ length: 9 }, () => listener(slack)));
    await slack.until(() => slack.connections === 10);
    const { url } = (await call(slack, 'apps.connections.open', {}, slack.appToken)) as unknown as { url: string };
    const socket = new WebSocket(url);
    const frame = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    expect(JSON.parse(frame)).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    for (const one of more) one.socket.close();
    socket.close();
  });
});
