import { afterEach } from '@jest/globals';
import type { App } from '@slack/bolt';
import { acme } from '../../sandbox/company.js';
import { type Slack, type SlackOptions, startSlack } from '../../sandbox/slack/index.js';
import { boltApp, plain, section } from './boltApp.js';
import { call } from './slackApi.js';

export const pressable = (text: string) => [
  section(text),
  { type: 'actions' as const, elements: [{ type: 'button' as const, action_id: 'go', text: plain('Go') }] },
];
export const modal = (title: string, more: object = {}) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: plain(title),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'f',
      label: plain('Field'),
      element: { type: 'plain_text_input' as const, action_id: 'f' },
    },
  ],
  ...more,
});

export const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export async function slackWith(options: Partial<SlackOptions> = {}): Promise<Slack> {
  const timing = { ackMs: 300, redrawMs: 200, retriesMs: [0, 0], ...options.timing };
  const slack = await startSlack({ company: acme, ...options, timing });
  ends.push(() => slack.stop());
  return slack;
}

export async function bot(slack: Slack, listen: (app: App) => void): Promise<App> {
  const app = boltApp(slack);
  listen(app);
  await app.start();
  ends.push(() => app.stop());
  return app;
}

export const postTo = (slack: Slack, key: string, text: string) =>
  call(slack, 'chat.postMessage', { channel: slack.people.get(key).id, text, blocks: pressable(text) });
