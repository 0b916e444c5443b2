import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Box, openBox } from '../../sandbox/box.js';
import { acme } from '../../sandbox/company.js';
import type { MessageOnScreen, Screen } from '../../sandbox/web/contract.js';
import { serveWeb, type Web } from '../../sandbox/web/server.js';
import { act, elementCalled, optionCalled, type Watched, watchBehind, watchScreen } from '../support/browsing.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

jest.setTimeout(120_000);

const page = mkdtempSync(join(tmpdir(), 'latchkey-page-'));
writeFileSync(join(page, 'index.html'), '<!doctype html><title>A placeholder</title>');

let database: TestDatabase;
let box: Box;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  box = await openBox({ company: acme, databaseUrl: database.url, catalog: 'catalog' });
  web = await serveWeb({ box, page, catalog: 'catalog', port: 4400 });
});
afterAll(async () => {
  await web?.stop();
  await box?.stop();
  await database?.drop();
  rmSync(page, { recursive: true });
});

type Eyes = Watched<Screen>;

const reads = (message: MessageOnScreen): string =>
  JSON.stringify([message.text, message.blocks, message.replies.map(({ text }) => text)]);
const inDm = ({ messages, dm }: Screen): readonly MessageOnScreen[] => messages[dm] ?? [];

async function choose(as: string, screen: Eyes, label: string, text: string): Promise<void> {
  const [view, element] = await screen.until(({ modals }) => {
    const top = modals.at(-1);
    const blocks = (top?.definition.blocks ?? []) as Record<string, unknown>[];
    if (!top || !JSON.stringify(blocks).includes(`"${label}"`)) return undefined;
    return [top, elementCalled(blocks, label)] as const;
  });
  const { blockId, actionId } = element;
  const value = element.options ? { selected_option: optionCalled(element, text) } : { value: text };
  expect(await act(web.url, { as, kind: 'enter', at: { view: view.id }, blockId, actionId, value })).toEqual({
    is: 'done',
  });
}

async function ask(as: string, screen: Eyes, role: string, duration: string, reason: string): Promise<void> {
  const channel = await screen.until(({ channels }) => channels[0]?.id);
  expect(await act(web.url, { as, kind: 'command', text: '/access figma', channel })).toEqual({ is: 'done' });
  await choose(as, screen, 'Role', role);
  await choose(as, screen, 'Duration', duration);
  await choose(as, screen, 'Reason', reason);
  const view = screen.now?.modals.at(-1)?.id ?? '';
  expect(await act(web.url, { as, kind: 'submit', view })).toEqual({ is: 'done' });
  await screen.until(({ modals }) => modals.length === 0);
}

async function pressInCard(as: string, screen: Eyes, button: string, says: string) {
  const card = await screen.until((seen) =>
    inDm(seen).find((one) => reads(one).includes(says) && JSON.stringify(one.blocks).includes(`"${button}"`)),
  );
  const { channel, ts } = card;
  const { blockId, actionId } = elementCalled(card.blocks as Record<string, unknown>[], button);
  return act(web.url, { as, kind: 'press', at: { channel, ts }, blockId, actionId });
}

test('the whole story by acts: ask, approve, get in; unread counts, the trail, Okta and Jira', async () => {
  const [ana, ben, behind] = await Promise.all([
    watchScreen(web.url, 'ana'),
    watchScreen(web.url, 'ben'),
    watchBehind(web.url),
  ]);
  await ask('ana', ana, 'Editor', '8 hours', 'Icons for the pricing page');
  const { dm } = await ben.until((seen) => (seen.me.unread === 1 ? seen : undefined));
  await act(web.url, { as: 'ben', kind: 'seen', channel: dm });
  await ben.until(({ me }) => me.unread === 0);

  expect(await pressInCard('ben', ben, 'Approve', 'Icons for the pricing page')).toEqual({ is: 'done' });
  await ana.until((seen) => inDm(seen).some((one) => reads(one).includes("You're in")));
  const seen = await behind.until((now) => (now.requests[0]?.status === 'active' ? now : undefined));
  expect(seen.requests[0]?.title).toBe('Figma Editor for Ana Silva');
  expect(seen.trail?.events.map(({ type }) => type)).toContain('grant.activated');
  expect(seen.trail?.events.find(({ type }) => type === 'request.approvalRecorded')?.actorName).toBe('Ben Okafor');
  expect(seen.directories[0]?.groups.find(({ name }) => name === 'figma-editors')).toMatchObject({
    members: ['Ana Silva'],
    changedAt: expect.any(Number),
  });
  await behind.until(({ issues }) => issues[0]?.comments.length);
  expect(seen.calls.map(({ what }) => what)).toContain('put Ana Silva into figma-editors');
  for (const one of [ana, ben, behind]) one.close();
});
