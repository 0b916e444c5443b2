import { expect, test } from '@jest/globals';
import { newsBetween } from '../../sandbox/page/behind/news.js';
import { effectsOf } from '../../sandbox/page/behind/switches.js';
import type { Behind } from '../../sandbox/web/contract.js';
import { behindWith } from './fixtures.js';

const words = (before: Behind, after: Behind) =>
  newsBetween(before, after, (member) => (member === 'ana' ? 'Ana Silva' : member)).map((item) => item.words);

const calm = behindWith();
const groupsWith = (...members: string[]) => [{ name: 'Okta', groups: [{ name: 'figma-editors', members }] }];
const issue = { key: 'ACC-1', url: '#', summary: 'Ana: Editor', category: 'new', ways: [], comments: [] } as const;

test('nothing happened', () => expect(words(calm, behindWith())).toEqual([]));

test('people come and go', () => {
  const inside = behindWith({ directories: groupsWith('ana') });
  expect(words(calm, inside)).toEqual(['Okta: Ana Silva is now in figma-editors']);
  expect(words(inside, calm)).toEqual(['Okta: Ana Silva is no longer in figma-editors']);
});

test('issues are opened and move on', () => {
  const open = behindWith({ issues: [{ ...issue, status: 'To Do' }] });
  expect(words(calm, open)).toEqual(['Jira: ACC-1 was opened, “Ana: Editor”']);
  expect(words(open, behindWith({ issues: [{ ...issue, status: 'Done' }] }))).toEqual(['Jira: ACC-1 is now Done']);
});

test('a switch is news, and so is each kind of call that it struck', () => {
  const fault = { vendor: 'okta', what: 'GET /users', answer: 'cut off', isFault: true } as const;
  const down = behindWith({
    switches: { ...calm.switches, okta: 'down' },
    calls: [
      { ...fault, at: 5 },
      { ...fault, at: 6 },
    ],
  });
  expect(words(calm, down)).toEqual(['Okta: down', 'Okta: GET /users: cut off']);
  expect(words(down, behindWith({ calls: down.calls }))).toEqual(['Okta: fine']);
  expect(effectsOf(down)).toEqual([expect.stringContaining('2 of the last 2 calls met it.')]);
  expect(effectsOf(calm)).toEqual([]);
});

test('another record that is looked at is no news; a new request is', () => {
  const event = (hash: string) => ({ hash, type: 'request.submitted', actorName: 'Ana Silva' }) as never;
  const requests = [{ id: 'new', title: '', status: 'pending', at: '' }];
  const old = behindWith({ requests: [{ id: 'old', title: '', status: 'ended', at: '' }], trail: undefined });
  const first = { ...old, trail: { request: 'old', events: [event('1')] } };
  const second = { ...old, requests: [...requests, ...old.requests], trail: { request: 'new', events: [event('2')] } };
  expect(words(first, second)).toEqual(['Record: request.submitted, by Ana Silva']);
  expect(words(second, { ...second, trail: first.trail })).toEqual([]);
});
