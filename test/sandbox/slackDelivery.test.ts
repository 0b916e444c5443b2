import { describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import type { Slack } from '../../sandbox/slack/index.js';
import { section } from './boltApp.js';
import { call } from './slackApi.js';
import { bot, modal, postTo, slackWith } from './slackBots.js';

describe('A modal that is submitted', () => {
  async function submitted(answer: object): Promise<{
    slack: Slack;
    outcome: Awaited<ReturnType<Awaited<ReturnType<ReturnType<Slack['as']>['modal']>>['submit']>>;
  }> {
    const slack = await slackWith();
    await bot(slack, (app) => {
      app.view('form', async ({ ack }) => ack(answer as never));
    });
    const ana = slack.as('ana');
    await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view: modal('One') });
    const form = await ana.modal('One');
    await form.fill('Field', 'x');
    return { slack, outcome: await form.submit() };
  }

  test('is replaced, covered by another, or cleared, as the app says', async () => {
    expect((await submitted({ response_action: 'update', view: modal('Two') })).outcome).toMatchObject({
      kind: 'updated',
      text: expect.stringContaining('Two'),
    });
    const pushed = await submitted({ response_action: 'push', view: modal('Three') });
    expect(pushed.outcome.kind).toBe('pushed');
    await (await pushed.slack.as('ana').modal('Three')).cancel();
    expect(pushed.slack.as('ana').modalTitle).toBe('One');
    expect((await submitted({ response_action: 'clear' })).outcome.kind).toBe('closed');
  });

  test('stays, in trouble, where the answer is not one that Slack takes', async () => {
    const { slack, outcome } = await submitted({
      response_action: 'update',
      view: { ...modal('x'), blocks: [section('')] },
    });
    expect(outcome.kind).toBe('trouble');
    expect(slack.as('ana').modalTitle).toBe('One');
    expect(slack.as('ana').notices()).toEqual(['We had some trouble connecting. Try again?']);
  });

  test('stays, in trouble, where the app does not answer in time', async () => {
    const slack = await slackWith();
    await bot(slack, (app) => {
      app.view('form', async () => undefined);
    });
    const ana = slack.as('ana');
    await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view: modal('One') });
    const form = await ana.modal();
    await form.fill('Field', 'x');
    expect((await form.submit()).kind).toBe('trouble');
  });

  test('tells the app when it is closed, where the app asked for it', async () => {
    const slack = await slackWith();
    const closed: unknown[] = [];
    await bot(slack, (app) => {
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        await ack();
        closed.push((body as { is_cleared?: boolean }).is_cleared);
      });
    });
    const ana = slack.as('ana');
    const open = () =>
      call(slack, 'views.open', {
        trigger_id: slack.forge.trigger(ana.user.id),
        view: modal('One', { notify_on_close: true }),
      });
    await open();
    await (await ana.modal()).close();
    await open();
    await (await ana.modal()).cancel();
    expect(closed).toEqual([true, false]);
  });
});

describe('An answer by response_url', () => {
  test('is taken five times, for half an hour, and may replace or delete what was pressed', async () => {
    let time = Date.UTC(2026, 10, 2);
    const slack = await slackWith({ now: () => time });
    let url = '';
    await bot(slack, (app) => {
      app.action('go', async ({ ack, body }) => {
        await ack();
        url = 'response_url' in body ? body.response_url : '';
      });
    });
    const send = async (body: object) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [response.status, await response.text()];
    };
    const ana = slack.as('ana');
    await postTo(slack, 'ana', 'Press me');
    await ana.press('Go');
    expect(await send({ text: 'Only you' })).toEqual([200, 'ok']);
    expect(ana.ephemerals().map((one) => one.text)).toEqual(['Only you']);
    await send({ text: 'All', response_type: 'in_channel' });
    await send({ text: 'Replaced', replace_original: true });
    expect(ana.dms().map((one) => one.text)).toEqual(['Replaced', 'All']);
    await send({ delete_original: true });
    expect(ana.dms().map((one) => one.text)).toEqual(['All']);
    await send({ text: 'fifth' });
    expect(await send({ text: 'sixth' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
    await postTo(slack, 'ana', 'Again');
    await ana.press('Go');
    time += 30 * 60_000 + 1;
    expect(await send({ text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  });
});

describe('Socket Mode', () => {
  test('spreads what it sends over all connections, and sends twice when asked to', async () => {
    const slack = await slackWith();
    const heard: string[] = [];
    for (const name of ['first', 'second']) {
      await bot(slack, (app) => {
        app.action('go', async ({ ack }) => {
          await ack();
          heard.push(name);
        });
      });
    }
    await postTo(slack, 'ana', 'Press me');
    slack.faults.twice('block_actions', { times: 1 });
    await slack.as('ana').press('Go');
    expect(heard.sort()).toEqual(['first', 'second']);
    await slack.as('ana').press('Go');
    expect(heard).toHaveLength(3);
  });

  test('keeps an event until somebody is connected, and sends what was lost again', async () => {
    const slack = await slackWith();
    const said: string[] = [];
    await slack.as('ana').say('are you there?');
    const listen = (app: App) =>
      app.message(async ({ message, context }) => {
        said.push(`${'text' in message ? message.text : ''} ${context.retryNum ?? 0}`);
      });
    await bot(slack, listen);
    await slack.until(() => slack.deliveries.some((one) => one.answer?.kind === 'acked'));
    slack.faults.loseAnswer('message', { times: 1 });
    await slack.as('ana').say('hello');
    await slack.until(() => slack.deliveries.filter((one) => one.answer?.kind === 'acked').length === 2);
    expect(said).toEqual(['are you there? 0', 'hello 0', 'hello 1']);
  });

  test('refreshes a connection: what comes then goes to another one', async () => {
    const slack = await slackWith();
    const heard: string[] = [];
    for (const name of ['first', 'second']) {
      await bot(slack, (app) => {
        app.command('/access', async ({ ack }) => ack(name));
      });
    }
    slack.refresh();
    heard.push((await slack.as('ana').command('/access')) ?? '', (await slack.as('ana').command('/access')) ?? '');
    expect(heard).toEqual(['second', 'second']);
    slack.dropSockets();
    expect(await slack.as('ana').command('/access')).toMatch(/failed/);
  });

  test('delivers what was forged as it is', async () => {
    const slack = await slackWith();
    const pressed: string[] = [];
    await bot(slack, (app) => {
      app.action('go', async ({ ack, body }) => {
        await ack();
        pressed.push(body.user.id);
      });
    });
    await postTo(slack, 'ana', 'Press me');
    await slack.as('ana').press('Go');
    const { payload } = slack.deliveries.at(-1) ?? { payload: {} };
    expect(await slack.forge.interaction({ ...payload, user: { id: 'U666' } })).toMatchObject({ kind: 'acked' });
    expect(pressed).toEqual([slack.people.get('ana').id, 'U666']);
  });
});

describe('What goes wrong on purpose', () => {
  const post = (slack: Slack) =>
    postTo(slack, 'ana', 'hi').then(
      ({ ok, error }) => (ok ? 'ok' : error),
      () => 'cut',
    );

  test('refuses, cuts, loses the answer and is over when its times are up', async () => {
    const slack = await slackWith();
    const texts = () => slack.as('ana').dms().length;
    const rule = slack.refuse('chat.postMessage', 'fatal_error', { times: 2 });
    expect([await post(slack), await post(slack), await post(slack)]).toEqual(['fatal_error', 'fatal_error', 'ok']);
    expect(rule.hits).toBe(2);
    slack.faults.down('chat.postMessage', { times: 1 });
    expect([await post(slack), texts()]).toEqual(['cut', 1]);
    slack.faults.loseAnswer('chat.postMessage', { times: 1 });
    expect([await post(slack), texts()]).toEqual(['cut', 2]);
    slack.rateLimit('chat.postMessage', 7, { times: 1 });
    const limited = await fetch(`${slack.url}chat.postMessage`, { method: 'POST' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  });

  test('cuts the connection at once and makes the change late', async () => {
    const slack = await slackWith();
    const late = slack.faults.late('chat.postMessage', { times: 1 });
    expect(await post(slack)).toBe('cut');
    expect(slack.as('ana').dms()).toEqual([]);
    late.release();
    await slack.until(() => slack.as('ana').dms().length === 1);
  });

  test('holds a call until it is let go, and is not there at all while down', async () => {
    const slack = await slackWith();
    const held = slack.faults.hold('chat.postMessage', { times: 1 });
    const posting = post(slack);
    await held.met();
    expect(slack.as('ana').dms()).toEqual([]);
    held.release();
    expect(await posting).toBe('ok');
    await slack.goDown();
    expect(await post(slack)).toBe('cut');
    await slack.comeBack();
    expect(await post(slack)).toBe('ok');
  });
});
