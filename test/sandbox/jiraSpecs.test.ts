import { describe, expect, test } from '@jest/globals';
import { type CheckedCall, checkAnswers, checkTraffic, type HttpCall, hasSpecs } from '../support/specs.js';

const jira = (method: string, path: string, more: Partial<HttpCall> = {}): HttpCall => ({
  vendor: 'jira',
  method,
  path,
  ...more,
});
const desk = '/rest/servicedeskapi';
const options = '/rest/api/3/field/customfield_10051/context/1/option';
const document = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] };
const asked = {
  serviceDeskId: '7',
  requestTypeId: '25',
  requestFieldValues: { summary: 'x', customfield_1: document },
};

const described = hasSpecs() ? describe : describe.skip;

described('the checker of traffic, with Jira Service Management', () => {
  test('has nothing to say about ordinary calls', () => {
    const problems = checkTraffic([
      jira('POST', `${desk}/request`, { body: { ...asked, isAdfRequest: true, raiseOnBehalfOf: 'a' } }),
      jira('GET', `${desk}/request/ACC-1/approval`, { query: { start: '0', limit: '50' } }),
      jira('POST', `${desk}/request/ACC-1/approval/1`, { body: { decision: 'approve' } }),
      jira('POST', `${desk}/request/ACC-1/comment`, { body: { body: 'x', public: true } }),
      jira('GET', '/rest/api/3/issue/ACC-1/changelog', { query: { startAt: '0', maxResults: '100' } }),
      jira('POST', options, { body: { options: [{ value: 'Figma' }] } }),
      jira('DELETE', `${options}/1`),
    ]);
    expect(problems).toEqual([]);
  });

  const wrong: [string, CheckedCall, RegExp][] = [
    [
      'a document in a request of plain text',
      jira('POST', `${desk}/request`, { body: asked }),
      /customfield_1 is a document/,
    ],
    ['a property that a request has not', jira('POST', `${desk}/request`, { body: { labels: [] } }), /labels/],
    [
      'a document for a comment',
      jira('POST', `${desk}/request/1/comment`, { body: { body: document } }),
      /body must be string/,
    ],
    [
      'a decision that is none',
      jira('POST', `${desk}/request/1/approval/2`, { body: { decision: 'approved' } }),
      /decision/,
    ],
    [
      'the platform’s paging',
      jira('GET', `${desk}/request/1/comment`, { query: { startAt: '0' } }),
      /parameter startAt/,
    ],
    ['an option without its words', jira('POST', options, { body: { options: [{}] } }), /value/],
    [
      'a page of the changelog by limit',
      jira('GET', '/rest/api/3/issue/1/changelog', { query: { limit: '1' } }),
      /limit/,
    ],
  ];

  test.each(wrong)('sees %s', (_name, call, complaint) => {
    expect(checkTraffic([call]).join('\n')).toMatch(complaint);
  });

  const user = { accountId: 'a', displayName: 'Ana Silva' };
  const comment = { id: '1', body: 'x', public: true, author: user };
  const at = `${desk}/request/ACC-1/comment`;

  test('has nothing to say about ordinary answers, nor where something was made to go wrong', () => {
    const body = { body: 'x', public: true };
    const calls = [
      jira('POST', at, { body, status: 201, answer: comment }),
      jira('POST', at, { body, status: 400, answer: { errorMessage: 'no' } }),
      jira('POST', at, { body, status: 429, answer: { errorMessages: [], errors: {} } }),
      jira('POST', at, { body, status: 418, answer: 'tea', fault: 'error' }),
      jira('POST', at, { body, status: 0 }),
    ];
    expect(checkAnswers(calls)).toEqual([]);
    expect(checkTraffic(calls)).toEqual([]);
  });

  const answered: [string, HttpCall, RegExp][] = [
    [
      'a document where text is told',
      jira('POST', at, { status: 201, answer: { ...comment, body: document } }),
      /body must be string/,
    ],
    [
      'something that nobody described',
      jira('POST', at, { status: 201, answer: { ...comment, jsdPublic: true } }),
      /jsdPublic/,
    ],
    ['the platform’s error', jira('POST', at, { status: 400, answer: { errorMessages: [] } }), /errorMessages/],
    ['a status that is none of its', jira('POST', at, { status: 418, answer: {} }), /418, which is not described/],
    [
      'a moment that is none',
      jira('GET', '/rest/api/3/issue/1/comment/2', { status: 200, answer: { created: 'now' } }),
      /created/,
    ],
  ];

  test.each(answered)('sees in an answer %s', (_name, call, complaint) => {
    expect(checkAnswers([call]).join('\n')).toMatch(complaint);
    expect(checkTraffic([call]).join('\n')).toMatch(complaint);
  });
});
