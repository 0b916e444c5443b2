import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type CheckedCall, checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'Approved by Ben.' }] };
const document = { type: 'doc', version: 1, content: [paragraph] };
const group = '/api/v1/groups/00g1/users';
const okta = (method: string, path: string, more: object = {}): CheckedCall => ({
  vendor: 'okta',
  method,
  path,
  ...more,
});
const jira = (method: string, path: string, more: object = {}): CheckedCall => ({
  vendor: 'jira',
  method,
  path,
  ...more,
});
const graph = (method: string, path: string, more: object = {}): CheckedCall => ({
  vendor: 'msgraph',
  method,
  path,
  ...more,
});
const google = (method: string, path: string, more: object = {}): CheckedCall => ({
  vendor: 'google',
  method,
  path,
  ...more,
});
const googleMembers = '/admin/directory/v1/groups/01x0gk373c9z46j/members';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const slack = (method: string, args: object): CheckedCall => ({ method, args });

const guid = '973a162e-93aa-4e8e-889b-1f272920e64d';
const graphGroup = `/v1.0/groups/${guid}/members`;
const tokenForm = {
  grant_type: 'client_credentials',
  client_id: 'c1',
  scope: 'https://graph.microsoft.com/.default',
};

const described = hasSpecs() ? describe : describe.skip;

described('the checker of traffic', () => {
  test('has nothing to say about ordinary calls', () => {
    const problems = checkTraffic([
      okta('GET', '/api/v1/users', { query: { search: 'status eq "ACTIVE"', limit: '200' } }),
      okta('PUT', `${group}/00u1`, { headers: { 'content-length': '0' } }),
      okta('GET', '/api/v1/logs', { query: { since: '2026-11-21T10:00:00Z', sortOrder: 'ASCENDING' } }),
      okta('GET', '/api/v1/groups/rules', { query: { limit: '50' } }),
      okta('POST', '/oauth2/v1/token', { body: { grant_type: 'client_credentials', scope: 'okta.users.read' } }),
      jira('POST', '/rest/api/3/issue', {
        body: { fields: { summary: 'Ana', description: document }, properties: [] },
      }),
      jira('POST', '/rest/api/3/issue/ACC-1/comment', { body: { body: document } }),
      jira('GET', '/rest/api/3/search/jql', { query: { jql: 'project = ACC', fields: 'summary,status' } }),
      jira('GET', '/browse/ACC-1'),
      graph('GET', '/v1.0/users', { query: { $select: 'id,mail', $top: '5', $skiptoken: 'x' } }),
      graph('GET', '/v1.0/users', { query: { $filter: "mail eq 'not ne x'" } }),
      graph('GET', '/v1.0/auditLogs/directoryAudits', { query: { $filter: 'x', $orderby: 'activityDateTime' } }),
      graph('POST', `${graphGroup}/$ref`, {
        body: { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${guid}` },
      }),
      graph('DELETE', `${graphGroup}/${guid}/$ref`),
      graph('POST', '/acme/oauth2/v2.0/token', { body: { ...tokenForm, client_secret: 'x' } }),
      google('GET', '/admin/directory/v1/users', { query: { customer: 'my_customer' } }),
      google('GET', '/admin/directory/v1/groups', { query: { userKey: '1' } }),
      google('POST', googleMembers, { body: { id: '1', role: 'MEMBER' } }),
      google('POST', '/token', { body: { grant_type: jwtBearer, assertion: '…' } }),
      slack('chat.postMessage', { channel: 'C1', text: 'Hi', blocks: [{ type: 'divider' }], team_id: 'T1' }),
      slack('chat.postMessage', { channel: 'C1', text: 'Hi', blocks: '[{"type":"divider"}]', unfurl_links: 'false' }),
    ]);
    expect(problems).toEqual([]);
  });

  const planted: [string, CheckedCall, RegExp][] = [
    ['a misspelt query', okta('GET', '/api/v1/users', { query: { serach: 'x' } }), /unknown query parameter serach/],
    ['a limit that is no number', okta('GET', '/api/v1/users', { query: { limit: 'many' } }), /query limit: .*integer/],
    ['an operation nobody has', okta('PATCH', '/api/v1/users/00u1'), /no such operation/],
    [
      'a word outside an enum',
      okta('GET', '/api/v1/logs', { query: { sortOrder: 'UP' } }),
      /query sortOrder: .*ASCENDING/,
    ],
    [
      'a time of JavaScript',
      okta('GET', '/api/v1/logs', { query: { since: 'Thu Jan 01 1970' } }),
      /since is not an ISO/,
    ],
    [
      'since beside after',
      okta('GET', '/api/v1/logs', { query: { since: '2026-11-21T10:00:00Z', after: 'x' } }),
      /exclude/,
    ],
    ['a PUT without a length', okta('PUT', `${group}/00u1`, { headers: {} }), /Content-Length: 0/],
    ['a body where none goes', okta('DELETE', `${group}/00u1`, { body: { why: 'left' } }), /takes no body/],
    [
      'a property Okta ignores',
      okta('POST', '/api/v1/users/00u1', { body: { profil: {} } }),
      /unknown property profil/,
    ],
    [
      'a field of the wrong type',
      jira('POST', '/rest/api/3/search/jql', { body: { jql: 'x', maxResults: 'few' } }),
      /maxResults/,
    ],
    [
      'a property Jira refuses',
      jira('POST', '/rest/api/3/search/jql', { body: { jql: 'x', startAt: 0 } }),
      /unknown property startAt/,
    ],
    ['a missing body', jira('POST', '/rest/api/3/issue'), /needs a body/],
    [
      'a text for a document',
      jira('POST', '/rest/api/3/issue', { body: { fields: { description: 'x' } } }),
      /description is not/,
    ],
    [
      'a comment of text',
      jira('POST', '/rest/api/3/issue/ACC-1/comment', { body: { body: 'x' } }),
      /body is not an Atlassian/,
    ],
    [
      'an empty text node',
      jira('POST', '/rest/api/3/issue/ACC-1/comment', {
        body: {
          body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] },
        },
      }),
      /body is not an Atlassian/,
    ],
    ['the search of old', jira('GET', '/rest/api/3/search', { query: { jql: 'x' } }), /no such operation/],
    ['a misspelt $select', graph('GET', '/v1.0/users', { query: { $select: 'id,e-mail' } }), /query \$select/],
    ['a user deleted by mistake', graph('DELETE', '/v1.0/groups/g/members/u'), /no such operation/],
    [
      'a sorted filter without consistency',
      graph('GET', '/v1.0/users', { query: { $filter: 'x', $orderby: 'mail' } }),
      /ConsistencyLevel/,
    ],
    [
      'a cast with a parameter without consistency',
      graph('GET', `${graphGroup}/microsoft.graph.user`, { query: { $select: 'id' } }),
      /ConsistencyLevel/,
    ],
    [
      'consistency without a count',
      graph('GET', '/v1.0/users', { query: { $filter: "mail ne 'x'" }, headers: { consistencylevel: 'eventual' } }),
      /\$count=true/,
    ],
    [
      'a reference by an id alone',
      graph('POST', `${graphGroup}/$ref`, { body: { '@odata.id': guid } }),
      /address of a directory object/,
    ],
    [
      'a body that is no JSON',
      graph('POST', `/v1.0/users/${guid}/checkMemberGroups`, {
        body: { groupIds: [] },
        headers: { 'content-type': 'text/plain' },
      }),
      /sent as JSON/,
    ],
    [
      'a token without proof',
      graph('POST', '/acme/oauth2/v2.0/token', { body: tokenForm }),
      /a secret or an assertion/,
    ],
    [
      'a token for another scope',
      graph('POST', '/acme/oauth2/v2.0/token', { body: { ...tokenForm, scope: 'User.Read', client_secret: 'x' } }),
      /\/\.default/,
    ],
    [
      'a token by password',
      graph('POST', '/acme/oauth2/v2.0/token', {
        body: { ...tokenForm, grant_type: 'password', username: 'x', client_secret: 'x' },
      }),
      /unknown property username/,
    ],
    ['a count without consistency', graph('GET', '/v1.0/users', { query: { $count: 'true' } }), /ConsistencyLevel/],
    ['groups of nobody', google('GET', '/admin/directory/v1/groups', { query: {} }), /customer or domain/],
    ['a member who is nobody', google('POST', googleMembers, { body: { role: 'MEMBER' } }), /needs id or email/],
    ['a role that is none', google('POST', googleMembers, { body: { id: '1', role: 'KING' } }), /no such role/],
    ['a misspelt member', google('POST', googleMembers, { body: { id: '1', rolle: 'x' } }), /unknown property rolle/],
    ['a token for nothing', google('POST', '/token', { body: { grant_type: jwtBearer } }), /no JWT bearer grant/],
    ['a token with more', google('POST', '/token', { body: { assertion: 'a', scope: 'b' } }), /unknown property scope/],
    ['users of nobody', google('GET', '/admin/directory/v1/users', { query: {} }), /customer or domain/],
    ['a method Slack has not', slack('chat.shout', { text: 'x' }), /no such method/],
    ['a misspelt argument', slack('chat.postMessage', { channel: 'C1', text: 'x', blokcs: [] }), /blokcs/],
    [
      'a block with a stranger in it',
      slack('chat.postMessage', { channel: 'C1', text: 'x', blocks: [{ type: 'divider', colour: 'red' }] }),
      /additional properties \(colour\)/,
    ],
    [
      'too much private metadata',
      slack('views.open', {
        trigger_id: 't',
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 'x' },
          blocks: [],
          private_metadata: 'x'.repeat(3001),
        },
      }),
      /private_metadata/,
    ],
  ];

  test.each(planted)('sees %s', (_name, call, complaint) => {
    const problems = checkTraffic([call]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toMatch(complaint);
  });
});

describe('without the descriptions', () => {
  const before = process.env.SPECS_DIR;
  beforeEach(() => {
    process.env.SPECS_DIR = '/nowhere/at/all';
  });
  afterEach(() => {
    if (before === undefined) delete process.env.SPECS_DIR;
    else process.env.SPECS_DIR = before;
  });

  test('the checker says loudly, once, that it checks nothing', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(specsDirectory()).toBe('/nowhere/at/all');
    expect(checkTraffic([okta('PATCH', '/nothing')])).toEqual([]);
    expect(checkTraffic([okta('PATCH', '/nothing')])).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(/NO TRAFFIC IS CHECKED/);
    warn.mockRestore();
  });
});
