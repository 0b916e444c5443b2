import { describe, expect, test } from '@jest/globals';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import type { Recorded } from '../../src/domain/events.js';
import { JiraDown } from '../../src/jira/errors.js';
import type { JiraClient } from '../../src/jira/port.js';
import { NotYet, retryMomentOf } from '../../src/workflows/contracts.js';
import { createMirror } from '../../src/workflows/mirror.js';
import {
  approves,
  asks,
  client,
  confirms,
  confirmsRemoval,
  deliver,
  denies,
  expires,
  failures,
  firstWords,
  hours,
  jira,
  log,
  minutes,
  mirror,
  morning,
  opens,
  refusals,
  small,
  stageMirror,
  start,
  story,
  theIssue,
  waiting,
} from '../support/mirrorStage.js';

stageMirror();

describe('exactly one issue', () => {
  test('though the answer to the creation is lost and the search trails behind', async () => {
    jira.searchLag('untilTold');
    jira.faults.loseAnswer('createIssue', { times: 1 });
    asks('7f3c');
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
    expect(small.world().requests.get('7f3c')?.issue?.key).toBe('ACC-1');
  });

  test('though others make issues in the same project meanwhile', async () => {
    jira.searchLag('untilTold');
    const other = { labels: ['other'], property: { key: 'other', value: { request: '' } } };
    const description = { type: 'doc', version: 1, content: [] } as const;
    const noise = async (count: number) => {
      for (let made = 0; made < count; made += 1)
        await client.create({ ...other, summary: `Other ${made}`, description });
    };
    await noise(25);
    jira.catchUp();
    await noise(30);
    jira.faults.loseAnswer('createIssue', { times: 1 });
    asks('7f3c');
    await deliver(1);
    await noise(5);
    jira.deleteIssue('ACC-30');
    await deliver();
    expect(jira.issues().filter(({ labels }) => labels.includes('latchkey-7f3c'))).toHaveLength(1);
    expect(small.world().requests.get('7f3c')?.issue?.key).toBe('ACC-56');
  });

  test('though it takes Jira longer than we wait: a creation on its way is not made twice', async () => {
    jira.searchLag('untilTold');
    const held = jira.faults.hold('createIssue', { times: 1 });
    asks('7f3c');
    await deliver(2);
    expect(jira.issues()).toHaveLength(0);
    expect(failures.at(-1)).toBeInstanceOf(NotYet);
    held.release();
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
  });

  test('though it was made, and the process died before it could note it', async () => {
    jira.searchLag('untilTold');
    const dying: JiraClient = {
      ...client,
      create: async (draft) => {
        await client.create(draft);
        return new Promise(() => undefined);
      },
    };
    start({ jira: dying });
    asks('7f3c');
    const [[recorded, lane]] = waiting as [[Recorded, string]];
    void mirror.hear(recorded, lane);
    while (jira.issues().length === 0) await new Promise(setImmediate);
    start();
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
    expect(jira.calls.filter(({ operation }) => operation === 'createIssue')).toHaveLength(1);
  });

  test('though the process died before it reached Jira: it is made when nothing can arrive any more', async () => {
    start({ jira: { ...client, create: () => new Promise(() => undefined) } });
    asks('7f3c');
    const [[recorded, lane]] = waiting as [[Recorded, string]];
    void mirror.hear(recorded, lane);
    while (small.links.size === 0) await new Promise(setImmediate);
    start();
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
    expect(small.clock - new Date(morning).getTime()).toBeLessThan(minutes(1));
  });

  test('though it was noted, and the process died before it told the house', async () => {
    asks('7f3c');
    const [[recorded, lane]] = waiting as [[Recorded, string]];
    const door = { ...small.door, run: () => Promise.reject(new Error('killed')) };
    const dying = createMirror({ store: small.store, house: small.house, jira: client, door, log });
    await expect(dying.hear(recorded, lane)).rejects.toThrow('killed');
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
    expect(small.world().requests.get('7f3c')?.issue?.key).toBe('ACC-1');
  });

  test('and a refused connection leaves no doubt, so nothing is waited for', async () => {
    const create = refusedAtFirst(1, client.create);
    start({ jira: { ...client, create } });
    asks('7f3c');
    await deliver();
    expect(theIssue().comments).toHaveLength(1);
    expect(failures).toHaveLength(1);
    expect([...small.links.keys()].filter((id) => id.startsWith('issue:'))).toEqual(['issue:7f3c', 'issue:7f3c~2']);
    expect(small.links.get('issue:7f3c')).toMatchObject({ place: 'ACC-1', mark: theIssue().id });
  });

  test('and when Jira refuses it for good, the message says what to mend; the next event makes it', async () => {
    jira.faults.error(
      'createIssue',
      { status: 400, body: { errorMessages: [], errors: { issuetype: 'issue type is required' } } },
      { times: 1 },
    );
    asks('7f3c');
    approves('7f3c');
    await deliver();
    expect(refusals.map(({ message }) => message)).toEqual([
      'Jira refused to create the issue: issuetype: issue type is required. Name an issue type that the project ACC has.',
    ]);
    expect(firstWords()).toEqual(['One yes', 'Approved']);
  });
});

/** The connection is refused that many times before anything is sent. */
const refusedAtFirst =
  (times: number, create: JiraClient['create']): JiraClient['create'] =>
  async (draft) => {
    if (times-- > 0) throw new JiraDown('ECONNREFUSED', { outcome: 'notApplied' });
    return create(draft);
  };

describe('exactly one comment an event', () => {
  test('though the answer is lost', async () => {
    asks('7f3c');
    await deliver();
    jira.faults.loseAnswer('addComment', { times: 2 });
    approves('7f3c');
    opens('7f3c');
    await deliver();
    expect(firstWords()).toEqual(['Submitted', 'One yes', 'Approved', 'On its way', 'Adding']);
  });

  test('though it arrives after we gave up, and people comment as well', async () => {
    asks('7f3c');
    await deliver();
    const held = jira.faults.hold('addComment', { times: 1 });
    denies('7f3c', 'Audit trail: request:7f3c #2');
    await deliver(2);
    jira.addComment('ACC-1', 'Audit trail: request:7f3c #2 is what I am waiting for', 'ben@acme.example.com');
    held.release();
    await deliver();
    expect(theIssue().comments.filter((comment) => comment.startsWith('Denied'))).toHaveLength(1);
    expect(theIssue().statusCategory).toBe('done');
  });

  test('in each lane of a grant that two requests share', async () => {
    asks('7f3c');
    asks('9a9a', 'Also this', 'viewer');
    approves('7f3c');
    approves('9a9a');
    opens('7f3c');
    opens('9a9a', 'grant-2', 'viewer');
    confirms();
    await deliver(60);
    for (const key of ['ACC-1', 'ACC-2']) {
      expect(jira.issue(key).comments.filter((comment) => comment.includes('Okta confirms'))).toHaveLength(1);
    }
    expect(jira.issue('ACC-2').comments.join()).toContain('through another request too');
  });
});

describe('while Jira is away', () => {
  test('for hours, everything waits, and is then told once and in order', async () => {
    const outage = jira.faults.down('*');
    asks('7f3c');
    await deliver(20);
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver(60);
    small.clock += hours(5);
    await deliver(60);
    expect(jira.issues()).toEqual([]);
    // Nothing was begun, so nothing has to be looked for.
    expect([...small.links.keys()]).toEqual([]);
    outage.remove();
    expires('7f3c');
    confirmsRemoval();
    await deliver(100);
    expect(firstWords()).toEqual(story);
    expect(theIssue().statusCategory).toBe('done');
  });

  test.each([
    ['for one issue', tooManyRequests('jira-per-issue-on-write', 3)],
    ['in a burst', tooManyRequests('jira-burst-based', 5)],
    ['for the rest of the hour', tooManyRequests('jira-quota-global-based', 1800)],
  ] as const)('because of too many requests %s, it waits as told and says everything once', async (_name, answer) => {
    const { 'x-ratelimit-reset': _reset, ...headers } = answer.headers ?? {};
    jira.faults.error('createIssue', { ...answer, headers }, { times: 1 });
    jira.faults.error('addComment', { ...answer, headers }, { times: 2, after: 1 });
    jira.faults.error('doTransition', { ...answer, headers }, { times: 1 });
    asks('7f3c');
    approves('7f3c');
    await deliver();
    expect(firstWords()).toEqual(['Submitted', 'One yes', 'Approved']);
    expect(theIssue().status).toBe('In Progress');
    expect(failures).toHaveLength(4);
    expect(failures.every((error) => retryMomentOf(error))).toBe(true);
  });

  test('because its own answers fail for a while, the status is brought in line all the same', async () => {
    asks('7f3c');
    await deliver();
    jira.faults.error('doTransition', { status: 503 }, { times: 3 });
    jira.faults.loseAnswer('doTransition', { times: 1, after: 3 });
    denies('7f3c', 'No');
    await deliver();
    expect(theIssue().statusCategory).toBe('done');
    expect(firstWords()).toEqual(['Submitted', 'Denied']);
  });

  test('because the issue was deleted, each event is refused by name, and blocks nothing', async () => {
    asks('7f3c');
    await deliver();
    jira.deleteIssue('ACC-1');
    approves('7f3c');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    expect(refusals[0]?.message).toContain('Issue ACC-1 is no longer there');
    expect(jira.issues().map(({ key }) => key)).toEqual(['ACC-2']);
  });
});
