import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { createSlackFiles } from '../../src/workflows/slackFiles.js';
import { checkTraffic } from '../support/specs.js';
import { call } from './slackApi.js';

let slack: Slack;
let directory: string;
beforeAll(async () => {
  slack = await startSlack({ company: acme });
  directory = mkdtempSync(join(tmpdir(), 'slack-files-'));
});
afterAll(async () => {
  await slack.stop();
  rmSync(directory, { recursive: true });
  expect(checkTraffic(slack.calls)).toEqual([]);
});

const dmWithAna = async () => {
  const { channel } = await call(slack, 'conversations.open', { users: slack.people.get('ana').id });
  return (channel as { id: string }).id;
};
const placeFor = async (filename: string, length: number) =>
  (await call(slack, 'files.getUploadURLExternal', { filename, length: String(length) })) as unknown as {
    upload_url: string;
    file_id: string;
  };
const send = async (url: string, body: string) => (await fetch(url, { method: 'POST', body })).status;

test('what is sent is nowhere to be seen before it is shared, and then in one message', async () => {
  const channel = await dmWithAna();
  const places = [await placeFor('march.csv', 3), await placeFor('march.csv.sig', 2)];
  expect(await send(places[0]?.upload_url ?? '', 'a,b')).toBe(200);
  expect(await send(places[1]?.upload_url ?? '', 'ok')).toBe(200);
  expect(slack.as('ana').dms()).toEqual([]);
  const files = JSON.stringify(places.map(({ file_id: id }) => ({ id, title: 'Evidence' })));
  const shared = await call(slack, 'files.completeUploadExternal', {
    files,
    channel_id: channel,
    initial_comment: 'Here',
  });
  expect(shared.ok).toBe(true);
  const [message, ...more] = slack.as('ana').dms();
  expect(more).toEqual([]);
  expect(message?.text).toBe('Here\nmarch.csv\nmarch.csv.sig');
  expect(String(message?.files.get('march.csv'))).toBe('a,b');
  const history = await call(slack, 'conversations.history', { channel });
  expect(JSON.stringify(history.messages)).toContain('"name":"march.csv"');
});

test('a place takes exactly the file that was announced, once', async () => {
  const { upload_url: url, file_id: id } = await placeFor('a.txt', 5);
  expect(await send(url, 'hell')).toBe(400);
  expect(await send(url.replace(/.$/, '_'), 'hello')).toBe(400);
  const files = JSON.stringify([{ id }]);
  expect((await call(slack, 'files.completeUploadExternal', { files })).error).toBe('file_not_found');
  expect(await send(url, 'hello')).toBe(200);
  expect(await send(url, 'again')).toBe(400);
});

test('only with the scope, and only into a channel by its id', async () => {
  const { upload_url: url, file_id: id } = await placeFor('a.txt', 2);
  await send(url, 'ok');
  const into = (channel_id: string) =>
    call(slack, 'files.completeUploadExternal', { files: JSON.stringify([{ id }]), channel_id });
  expect((await into(slack.people.get('ana').id)).error).toBe('channel_not_found');
  slack.settings.scopes.delete('files:write');
  expect((await into(await dmWithAna())).error).toBe('missing_scope');
  slack.settings.scopes.add('files:write');
});

test('Latchkey sends a file of any size from the disk, and finds it again by its name', async () => {
  const files = createSlackFiles(new WebClient(slack.botToken, { slackApiUrl: slack.url }), () => new Date());
  const path = join(directory, 'large.jsonl');
  writeFileSync(path, 'x'.repeat(3_000_000));
  const channel = await dmWithAna();
  expect(await files.has(channel, 'large.jsonl')).toBe(false);
  const [id = ''] = await files.send([{ path, name: 'large.jsonl', bytes: 3_000_000 }]);
  expect(await files.has(channel, 'large.jsonl')).toBe(false);
  await files.share({ channel, text: 'Evidence', files: [{ id, title: 'large.jsonl' }] });
  expect(await files.has(channel, 'large.jsonl')).toBe(true);
  const sent = slack.as('ana').dms().at(-1)?.files.get('large.jsonl');
  expect(sent?.equals(readFileSync(path))).toBe(true);
});
