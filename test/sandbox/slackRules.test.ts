import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { plain, section } from './boltApp.js';
import { call, said } from './slackApi.js';

let slack: Slack;
let time = Date.UTC(2026, 10, 2, 9);
const ana = () => slack.people.get('ana').id;
const trigger = () => slack.forge.trigger(ana());
const modal = (blocks: unknown[] = [], more: object = {}) => ({
  type: 'modal',
  title: plain('Ask'),
  submit: plain('Go'),
  blocks,
  ...more,
});
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Field'), element, ...more });
const text = (more: object = {}) => ({ type: 'plain_text_input', ...more });
const button = (more: object = {}) => ({ type: 'button', text: plain('Press'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const open = (view: unknown) => call(slack, 'views.open', { trigger_id: trigger(), view });
const post = (blocks: unknown, more: object = {}) =>
  call(slack, 'chat.postMessage', { channel: ana(), text: 'x', blocks, ...more });

beforeAll(async () => {
  slack = await startSlack({ company: acme, now: () => time });
});
afterAll(() => slack.stop());
beforeEach(() => {
  time += 60_000;
});

describe('A trigger', () => {
  test('opens one view only, for three seconds, and is not used up by a view that was refused', async () => {
    const id = trigger();
    expect((await call(slack, 'views.open', { trigger_id: id, view: modal([section('')]) })).error).toBe(
      'invalid_arguments',
    );
    expect((await call(slack, 'views.open', { trigger_id: id, view: modal() })).ok).toBe(true);
    expect((await call(slack, 'views.open', { trigger_id: id, view: modal() })).error).toBe('exchanged_trigger_id');
    const late = trigger();
    time += 3001;
    expect((await call(slack, 'views.open', { trigger_id: late, view: modal() })).error).toBe('expired_trigger_id');
    expect((await call(slack, 'views.open', { trigger_id: '1.2.abc', view: modal() })).error).toBe(
      'invalid_trigger_id',
    );
    expect(said(await call(slack, 'views.open', { trigger_id: 'hello', view: modal() }))).toMatch(
      /invalid `trigger_id` \[json-pointer:\/trigger_id\]/,
    );
  });

  test('stacks three views and not a fourth', async () => {
    await open(modal());
    const push = () => call(slack, 'views.push', { trigger_id: trigger(), view: modal() });
    expect([(await push()).ok, (await push()).ok, (await push()).error]).toEqual([true, true, 'push_limit_reached']);
  });
});

describe('A view that is redrawn', () => {
  test('conflicts where its hash is no longer the newest, and is not found once closed', async () => {
    const { view } = (await open(modal())) as unknown as { view: { id: string; hash: string } };
    const update = (hash?: string) =>
      call(slack, 'views.update', { view_id: view.id, view: modal(), ...(hash && { hash }) });
    expect((await update(view.hash)).ok).toBe(true);
    expect((await update(view.hash)).error).toBe('hash_conflict');
    expect((await update()).ok).toBe(true);
    await (await slack.as('ana').modal()).close();
    expect((await update()).error).toBe('not_found');
  });

  test('keeps what was typed only where block_id and action_id stay the same', async () => {
    const field = (block_id: string, action_id: string) => input(text({ action_id }), { block_id });
    const { view } = (await open(modal([field('a', '1')]))) as unknown as { view: { id: string } };
    const form = await slack.as('ana').modal();
    await form.fill('Field', 'typed');
    const redraw = (block: object) => call(slack, 'views.update', { view_id: view.id, view: modal([block]) });
    await redraw(field('a', '1'));
    expect(form.value('Field')).toBe('typed');
    await redraw(field('a', '2'));
    expect(form.value('Field')).toBe('');
    await form.fill('Field', 'again');
    await redraw(field('b', '2'));
    expect(form.value('Field')).toBe('');
  });

  test('has ids given to blocks and elements that came without', async () => {
    const { view } = (await open(modal([input(text())]))) as unknown as {
      view: { blocks: { block_id: string; element: { action_id: string } }[] };
    };
    expect(view.blocks[0]?.block_id).toMatch(/^.{5}$/);
    expect(view.blocks[0]?.element.action_id).toMatch(/^.{5}$/);
  });
});

describe('A message is refused', () => {
  test('with the pointer to what is wrong with its blocks', async () => {
    const answer = await post([section('x'), actions(...Array(26).fill(button()))]);
    expect(answer).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: ['no more than 25 items allowed [json-pointer:/blocks/1/elements]'],
    });
  });

  test('with more than 50 blocks, too much text in them, or none at all', async () => {
    expect(said(await post(Array(51).fill({ type: 'divider' })))).toMatch(
      /no more than 50 items allowed \[json-pointer:\/blocks\]/,
    );
    expect((await post(Array(5).fill(section('x'.repeat(2700))))).error).toBe('msg_blocks_too_long');
    expect((await post('not json')).error).toBe('invalid_blocks_format');
    expect((await call(slack, 'chat.postMessage', { channel: ana() })).error).toBe('no_text');
  });

  test('where the bot may not write', async () => {
    expect((await call(slack, 'chat.postMessage', { channel: 'C404', text: 'x' })).error).toBe('channel_not_found');
    expect((await call(slack, 'chat.postMessage', { text: 'x' })).error).toBe('invalid_arguments');
    expect(
      (await call(slack, 'chat.postMessage', { channel: ana(), text: 'x', metadata: { event_type: 'card' } })).error,
    ).toBe('invalid_metadata_schema');
    expect((await call(slack, 'chat.postMessage', { channel: ana(), text: 'x', thread_ts: '1.2' })).error).toBe(
      'thread_not_found',
    );
    slack.people.update('gus', { deleted: true });
    expect((await call(slack, 'conversations.open', { users: slack.people.get('gus').id })).error).toBe(
      'user_disabled',
    );
  });

  test('when it is changed to more than 4,000 bytes, is not there or is not ours', async () => {
    const { channel, ts } = await post(undefined);
    const update = (more: object) => call(slack, 'chat.update', { channel, ts, text: 'y', ...more });
    expect((await update({ text: '&'.repeat(1000) })).error).toBe('msg_too_long');
    expect((await update({ ts: '1.000000' })).error).toBe('message_not_found');
    const hers = await slack.as('ana').say('mine');
    expect((await update({ ts: hers })).error).toBe('cant_update_message');
    expect((await call(slack, 'chat.delete', { channel, ts: hers })).error).toBe('cant_delete_message');
    expect((await update({})).ok).toBe(true);
  });
});

describe('A call is refused', () => {
  test('without the right token or scope, or of no such method', async () => {
    expect((await call(slack, 'auth.test', {}, '')).error).toBe('not_authed');
    expect((await call(slack, 'auth.test', {}, 'xoxb-other')).error).toBe('invalid_auth');
    expect((await call(slack, 'apps.connections.open')).error).toBe('not_allowed_token_type');
    expect((await call(slack, 'views.shut')).error).toBe('unknown_method');
    slack.settings.scopes.delete('im:history');
    const { channel } = await post(undefined);
    expect(await call(slack, 'conversations.history', { channel })).toMatchObject({
      error: 'missing_scope',
      needed: 'im:history',
      provided: expect.stringContaining('chat:write'),
    });
    slack.settings.scopes.add('im:history');
  });

  test('above its tier, where limits are enforced', async () => {
    slack.settings.rateLimits = 'enforced';
    const answers = await Promise.all(
      Array.from({ length: 22 }, () => fetch(`${slack.url}users.list?token=${slack.botToken}`)),
    );
    const refused = answers.filter((one) => one.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    slack.settings.rateLimits = 'off';
  });
});

describe('What is there can be found', () => {
  test('the cards of a DM by their metadata, page by page, the newest first', async () => {
    const { channel } = (await call(slack, 'conversations.open', { users: slack.people.get('sam').id })) as unknown as {
      channel: { id: string };
    };
    const first = workspaceTime();
    for (const id of ['1', '2', '3']) {
      await call(slack, 'chat.postMessage', {
        channel: channel.id,
        text: id,
        metadata: { event_type: 'card', event_payload: { id } },
      });
    }
    type History = {
      messages: { text: string; metadata?: { event_payload: { id: string } } }[];
      response_metadata?: { next_cursor: string };
      has_more: boolean;
    };
    const read = async (more: object) =>
      (await call(slack, 'conversations.history', { channel: channel.id, limit: '2', ...more })) as unknown as History;
    const page = await read({ include_all_metadata: 'true', oldest: first });
    expect(page.messages.map((one) => one.metadata?.event_payload.id)).toEqual(['3', '2']);
    expect(page.has_more).toBe(true);
    const next = await read({ cursor: page.response_metadata?.next_cursor });
    expect(next.messages.map((one) => [one.text, one.metadata])).toEqual([['1', undefined]]);
  });

  test('people by e-mail, guests and bots for what they are, the e-mail only with the scope for it', async () => {
    const look = (key: string) =>
      call(slack, 'users.info', { user: slack.people.get(key).id }) as unknown as Promise<{
        user: { profile: { email?: string }; is_restricted: boolean };
      }>;
    expect((await call(slack, 'users.lookupByEmail', { email: 'ANA@acme.example.com' })).user).toMatchObject({
      id: ana(),
    });
    slack.people.update('ana', { email: 'ana.silva@acme.example.com' });
    expect((await call(slack, 'users.lookupByEmail', { email: 'ana@acme.example.com' })).error).toBe('users_not_found');
    expect((await look('gus')).user.is_restricted).toBe(true);
    slack.settings.scopes.delete('users:read.email');
    expect((await look('ana')).user.profile.email).toBeUndefined();
    slack.settings.scopes.add('users:read.email');
  });
});

const workspaceTime = () => slack.workspace.nextTs();
