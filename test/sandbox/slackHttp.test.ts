import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import bolt, { type App } from '@slack/bolt';
import type { Slack } from '../../sandbox/slack/index.js';
import { boltApp, quiet } from './boltApp.js';
import { call } from './slackApi.js';
import { ends, modal, postTo, slackWith } from './slackBots.js';

describe('HTTP mode', () => {
  async function listening(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    ends.push(() => new Promise((resolve) => server.close(() => resolve(undefined))));
    return (server.address() as AddressInfo).port;
  }

  /** Bolt's own receiver takes a port only, so one is found for it first. */
  async function freePort(): Promise<number> {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', () => resolve()));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }

  async function httpBot(listen: (app: App) => void): Promise<Slack> {
    const port = await freePort();
    const slack = await slackWith({
      eventsUrl: `http://127.0.0.1:${port}/slack/events`,
      timing: { ackMs: 1000, retriesMs: [0, 0] },
    });
    const receiver = new bolt.HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet });
    const app = boltApp(slack, { receiver });
    listen(app);
    await app.start(port);
    ends.push(() => app.stop());
    return slack;
  }

  test('signs what it sends and reads the answer, while a forged signature is turned away', async () => {
    const errors = { response_action: 'errors' as const, errors: { f: 'Say more.' } };
    const slack = await httpBot((app) => {
      app.command('/access', async ({ ack, command }) => ack(`Hello ${command.user_name}`));
      app.view('form', async ({ ack }) => ack(errors));
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond('Thanks');
      });
    });
    const ana = slack.as('ana');
    expect(await ana.command('/access')).toBe('Hello ana');
    await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view: modal('One') });
    const form = await ana.modal();
    await form.fill('Field', 'x & <y>');
    expect((await form.submit()).errors).toEqual({ Field: 'Say more.' });
    await postTo(slack, 'ana', 'Press me');
    await ana.press('Go');
    await ana.until(() => ana.ephemerals().some((one) => one.text === 'Thanks'));
    const fields = slack.deliveries[0]?.payload ?? {};
    expect(await slack.forge.command(fields, { secret: 'wrong' })).toMatchObject({
      kind: 'silence',
      why: 'http_error 401',
    });
    expect(await slack.forge.command(fields, { left: 'out' })).toMatchObject({ why: 'http_error 401' });
    expect(await slack.forge.command(fields, { timestamp: 1_600_000_000 })).toMatchObject({ why: 'http_error 401' });
  });

  test('sends an event again that was refused, and says so, unless asked not to', async () => {
    const heard: unknown[] = [];
    let noRetry = {};
    const port = await listening(
      createServer((request, response) => {
        const { 'x-slack-retry-num': count, 'x-slack-retry-reason': reason, 'content-type': type } = request.headers;
        heard.push([type, count, reason]);
        request.resume();
        response.writeHead(500, noRetry).end();
      }),
    );
    const slack = await slackWith({ eventsUrl: `http://127.0.0.1:${port}/` });
    await slack.as('ana').say('hello');
    await slack.until(() => heard.length === 3);
    const json = 'application/json';
    expect(heard).toEqual([
      [json, undefined, undefined],
      [json, '1', 'http_error'],
      [json, '2', 'http_error'],
    ]);
    noRetry = { 'x-slack-no-retry': '1' };
    await slack.as('ana').say('hello again');
    expect(heard).toHaveLength(4);
  });
});
