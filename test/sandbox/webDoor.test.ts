import { expect, jest, test } from '@jest/globals';
import { type Asking, boxOnTheWeb, raw } from '../support/boxOnTheWeb.js';

jest.setTimeout(120_000);

const at = boxOnTheWeb();

test.each<[string, Asking, number, string]>([
  ['another origin', { headers: { origin: 'https://evil.example' } }, 403, 'Only this page itself may ask.'],
  ['a site elsewhere', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'Only this page itself may ask.'],
  [
    'a name that leads here',
    { headers: { host: 'evil.example:4400' } },
    403,
    'Nothing is served to evil.example:4400 here.',
  ],
  ['a form', { headers: { 'content-type': 'text/plain' } }, 415, 'Send JSON: content-type application/json.'],
  ['half a JSON', { body: '{' }, 400, 'That is no JSON.'],
  ['a file that nobody sent', { method: 'GET', path: '/api/file?as=ana&id=F01' }, 404, 'There is no such file'],
  ['no act', { body: '{"as":"ana","kind":"fly"}' }, 400, 'kind: Invalid'],
  ['nobody', { body: '{"as":"zoe","kind":"openHome"}' }, 404, 'Nobody is called zoe. There are: ana, ben,'],
  [
    'a channel that is not',
    { body: '{"as":"ana","kind":"seen","channel":"C1"}' },
    409,
    'Ana Silva is in no such channel.',
  ],
  ['far too much', { body: `"${'x'.repeat(300_000)}"` }, 413, 'That is more than 256000 bytes.'],
  ['what is only posted', { method: 'GET' }, 405, 'GET is not for /api/act.'],
  ['what is not there', { method: 'GET', path: '/api/secrets' }, 404, 'There is nothing at /api/secrets.'],
  ['a file above the page', { method: 'GET', path: '/..%2f..%2fpackage.json' }, 404, 'There is nothing at'],
  ['a screen of nobody', { method: 'GET', path: '/api/live' }, 404, 'Nobody is called that.'],
])('%s is refused, and told why', async (_, asking, status, says) => {
  const answer = await raw(at(), asking);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.said).error).toContain(says);
});

test('the page is given out with nothing from elsewhere allowed in it', async () => {
  const { status, headers, said } = await raw(at(), { method: 'GET', path: '/' });
  expect([status, said]).toEqual([200, '<!doctype html><title>A placeholder</title>']);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(/^default-src 'self'; /);
});
