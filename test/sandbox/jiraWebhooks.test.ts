import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { call, clock, close, desk, document, jira, open, start } from '../support/jiraSite.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';
const iris = 'it@acme.example.com';

type Heard = { readonly body: Record<string, unknown>; readonly headers: IncomingHttpHeaders; readonly raw: Buffer };
let heard: Heard[];
let listener: Server;

beforeEach(async () => {
  await open();
  await start({ project: 'service', workflow: 'service' });
  heard = [];
  listener = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    heard.push({ body: JSON.parse(raw.toString()), headers: request.headers, raw });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  jira.addWebhook(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/jira`, 'told-nobody');
});
afterEach(async () => {
  jira.faults.clear();
  await close();
  await new Promise((resolve) => listener.close(resolve));
});

const events = () => heard.map(({ body }) => body.webhookEvent);
const raise = () => jira.raise(ana, 'Get access', { Summary: 'Figma', App: 'Figma', Role: 'Viewer' });
const told = async (event: string): Promise<Record<string, unknown>[]> => {
  await jira.deliveriesSettled();
  return heard.map(({ body }) => body).filter(({ webhookEvent }) => webhookEvent === event);
};

describe('a webhook', () => {
  test('tells of a request raised in the portal, with its type and what was filled in', async () => {
    const key = raise();
    expect(await told('jira:issue_created')).toMatchObject([
      {
        user: { displayName: 'Ana Silva', accountType: 'atlassian' },
        issue: {
          key,
          fields: {
            reporter: { displayName: 'Ana Silva' },
            status: { name: 'Submitted' },
            [fieldIds.app]: { value: 'Figma' },
            [fieldIds.requestType]: { requestType: { name: 'Get access' } },
          },
        },
      },
    ]);
  });

  test('tells nobody the e-mail address that somebody hides', async () => {
    jira.hideEmail(ana);
    const key = raise();
    jira.edit(key, ana, { summary: 'Figma, please' });
    await jira.deliveriesSettled();
    expect(heard).toHaveLength(2);
    for (const { raw } of heard) expect(raw.toString()).not.toContain(ana);
  });

  test('tells who said what to whom, whichever API it came by', async () => {
    const key = raise();
    jira.say(key, ana, 'Is it done?');
    jira.say(key, iris, 'Not sure', 'agents');
    await desk('POST', `/request/${key}/comment`, { body: 'Soon', public: true });
    const { body } = await call('POST', `/issue/${key}/comment`, { body: document('Now') });
    await call('PUT', `/issue/${key}/comment/${body.id}`, { body: document('Later') });
    const said = (await told('comment_created')).sort((one, other) => idOf(one) - idOf(other));
    expect(said).toMatchObject([
      { user: { displayName: 'Ana Silva' }, comment: { body: 'Is it done?', jsdPublic: true } },
      { comment: { author: { displayName: 'Iris Tan' }, body: 'Not sure', jsdPublic: false } },
      { comment: { author: { displayName: 'Latchkey' }, body: 'Soon', jsdPublic: true } },
      { comment: { body: 'Now' } },
    ]);
    expect(await told('comment_updated')).toMatchObject([{ comment: { id: body.id, body: 'Later' } }]);
  });

  test('names the entry of the changelog, and the approver who moved the issue by their answer', async () => {
    const key = raise();
    jira.edit(key, iris, { [fieldIds.approvers]: [{ accountId: jira.accountId(ben) }] });
    jira.move(key, 'In review', iris);
    jira.moveByAutomation(key, 'Awaiting approval');
    jira.approve(key, ben);
    const moves = await told('jira:issue_updated');
    const to = (name: string) =>
      moves.find(({ changelog }) => JSON.stringify(changelog).includes(`"toString":"${name}"`));
    expect(to('Awaiting approval')).toMatchObject({ user: { accountType: 'app' } });
    expect(to('Provisioned')).toMatchObject({ user: { displayName: 'Ben Okafor' } });
    const log = (await call('GET', `/issue/${key}/changelog`)).body.values as { id: string }[];
    const ids = moves.map(({ changelog }) => (changelog as { id: string }).id);
    expect(ids.sort()).toEqual(log.map(({ id }) => id).sort());
  });

  test('is the same to the letter when somebody sends it again', async () => {
    jira.say(raise(), ana, 'Hello');
    await jira.deliveriesSettled();
    const kept = jira.deliveries().find(({ event }) => event === 'comment_created');
    if (kept) jira.deliverAgain(kept);
    await jira.deliveriesSettled();
    const [first, again] = heard.filter(({ body }) => body.webhookEvent === 'comment_created');
    expect(again?.raw).toEqual(first?.raw);
    expect(again?.headers['x-hub-signature']).toBe(first?.headers['x-hub-signature']);
  });

  test('may come twice, late and out of order, and is signed without a time', async () => {
    const key = raise();
    await jira.deliveriesSettled();
    const late = jira.faults.hold('comment_created', { times: 1 });
    jira.say(key, ana, 'First');
    await late.met();
    jira.faults.twice('jira:issue_updated', { times: 1 });
    jira.move(key, 'In review', iris);
    while (heard.length < 3) await new Promise(setImmediate);
    expect(events()).toEqual(['jira:issue_created', 'jira:issue_updated', 'jira:issue_updated']);
    clock.now += 1_800_000;
    late.release();
    await jira.deliveriesSettled();
    const last = heard.at(-1);
    expect(last?.body).toMatchObject({ webhookEvent: 'comment_created', comment: { body: 'First' } });
    expect(last?.body.timestamp).toBe(Date.parse('2026-11-21T10:00:00Z'));
    const [first, again] = heard.slice(1).map(({ headers }) => headers['x-atlassian-webhook-identifier']);
    expect(first).toBe(again);
    for (const { raw, headers } of heard) {
      const signature = createHmac('sha256', 'told-nobody').update(raw).digest('hex');
      expect(headers['x-hub-signature']).toBe(`sha256=${signature}`);
    }
  });
});

const idOf = ({ comment }: Record<string, unknown>): number => Number((comment as { id: string }).id);
