import { describe, expect, test } from '@jest/globals';
import type { Recorded } from '../../src/domain/events.js';
import {
  approves,
  asks,
  confirms,
  confirmsRemoval,
  deliver,
  denies,
  expires,
  failures,
  firstWords,
  happens,
  hours,
  jira,
  morning,
  opens,
  refusals,
  small,
  stageMirror,
  start,
  story,
  theIssue,
  waiting,
  warnings,
  wholeLife,
} from '../support/mirrorStage.js';

stageMirror();

describe('the whole life of a request', () => {
  test('is one issue, one comment an event, in order, and done at the end', async () => {
    await wholeLife('7f3c');
    expect(failures).toEqual([]);
    expect(theIssue()).toMatchObject({
      summary: 'Ana Silva: Figma Editor for 8 hours',
      labels: ['latchkey', 'latchkey-7f3c', 'standard', 'app-figma', 'role-editor'],
      properties: { latchkey: { request: '7f3c' } },
      status: 'Done',
    });
    expect(firstWords()).toEqual(story);
    expect(theIssue().comments[5]).toContain('Okta confirms: Ana Silva is in group figma-editors in Okta.');
    expect(new Set(theIssue().comments).size).toBe(story.length);
  });

  test('tells the house the key and the address, once', async () => {
    await wholeLife('7f3c');
    expect(small.world().requests.get('7f3c')?.issue).toEqual({ key: 'ACC-1', url: jira.browseUrl('ACC-1') });
    expect(small.trail.filter(({ event }) => event.type === 'request.mirrored')).toHaveLength(1);
  });

  test('is the same when every event is told twice, by a process that has just begun', async () => {
    const twice = async () => {
      const again = [...waiting];
      await deliver();
      start();
      waiting.push(...again);
      await deliver();
    };
    asks('7f3c');
    await twice();
    approves('7f3c');
    opens('7f3c');
    confirms();
    await twice();
    expires('7f3c');
    confirmsRemoval();
    await twice();
    expect(firstWords()).toEqual(story);
  });

  test('goes on where a reason was erased and a request is unknown', async () => {
    asks('7f3c', 'forget me');
    small.erase('text-1');
    waiting.unshift([waiting[0]?.[0] as Recorded, 'nobody']);
    await deliver();
    expect(theIssue().description).toContain('Reason: (erased)');
    expect(theIssue().description).not.toContain('forget me');
  });
});

describe('the status of the issue', () => {
  test.each([
    ['denied', () => denies('7f3c', 'Not this quarter'), 'Declined'],
    ['cancelled', () => happens({ type: 'request.cancel', id: '7f3c', by: 'ana' }, 'ana'), 'Done'],
    [
      'lapsed',
      () => {
        small.clock += hours(73);
        happens({ type: 'request.lapse', id: '7f3c' });
      },
      'Declined',
    ],
  ] as const)('of what is %s is done, also two steps away', async (_name, ends, status) => {
    jira.setWorkflow('stepwise');
    asks('7f3c');
    await deliver();
    expect(theIssue().status).toBe('To Do');
    ends();
    await deliver();
    expect(theIssue()).toMatchObject({ status, statusCategory: 'done' });
    expect(failures).toEqual([]);
  });

  test('is in progress while access goes on, and again when somebody in Jira closed it too early', async () => {
    asks('7f3c');
    await deliver();
    approves('7f3c');
    await deliver();
    expect(theIssue().status).toBe('In Progress');
    jira.moveTo('ACC-1', 'Done');
    opens('7f3c');
    await deliver();
    expect(theIssue().status).toBe('In Progress');
  });

  test('passes a screen that insists on a resolution', async () => {
    jira.setWorkflow('screen');
    await wholeLife('7f3c');
    expect(theIssue().statusCategory).toBe('done');
    expect(failures).toEqual([]);
  });

  test('that no transition leads to loses nothing: one comment says so', async () => {
    jira.setWorkflow('endless');
    await wholeLife('7f3c');
    start();
    expect(failures).toEqual([]);
    expect(theIssue().status).toBe('In Progress');
    const told = theIssue().comments.filter((comment) => comment.includes('no transition that leads'));
    expect(told).toHaveLength(1);
    expect(theIssue().comments).toHaveLength(story.length + 1);
    const moves = jira.calls.filter(({ operation }) => operation === 'doTransition');
    expect(moves).toHaveLength(1);
  });

  test('does not swing to and fro where nothing leads to what is in progress', async () => {
    const statuses = ['To Do', 'Triage'].map((name, at) => ({ id: String(at), name, category: 'new' as const }));
    const transitions = [
      { id: '1', name: 'Look at it', from: 'To Do', to: 'Triage' },
      { id: '2', name: 'Put back', from: 'Triage', to: 'To Do' },
    ];
    jira.setWorkflow({ statuses, transitions });
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver();
    expect(jira.calls.filter(({ operation }) => operation === 'doTransition')).toHaveLength(1);
    expect(theIssue().comments).toHaveLength(7);
  });

  test('that Latchkey may not change is said as well', async () => {
    jira.forbid('TRANSITION_ISSUES');
    asks('7f3c');
    denies('7f3c', 'No');
    await deliver();
    expect(theIssue().comments.join()).toContain('or Latchkey may not use it');
  });

  test('is set although the comment is refused, and the next event is told', async () => {
    asks('7f3c');
    await deliver();
    jira.forbid('ADD_COMMENTS');
    approves('7f3c');
    await deliver();
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringContaining('You do not have the permission to comment'),
      expect.stringContaining('You do not have the permission to comment'),
    ]);
    expect(theIssue().status).toBe('In Progress');
    jira.allow('ADD_COMMENTS');
    opens('7f3c');
    await deliver();
    expect(firstWords()).toEqual(['Submitted', 'On its way', 'Adding']);
  });
});

describe('what people write', () => {
  test.each(['<!channel> *bold* {code}x{code} 🦊', '=cmd|/C calc', '[~accountid:1] @all', `${'🦊 long '.repeat(375)}`])(
    'reaches the issue as it was written',
    async (reason) => {
      asks('7f3c', reason);
      denies('7f3c', reason);
      await deliver();
      expect(theIssue().description).toContain(reason.trim());
      expect(theIssue().comments[1]).toContain(reason.trim());
      expect(refusals).toEqual([]);
    },
  );
});

describe('the way back to Slack', () => {
  const cardIsThere = () =>
    small.links.set('card', {
      id: 'card',
      kind: 'requesterCard',
      request: '7f3c',
      begunAt: morning,
      doneAt: morning,
      place: 'D1',
      mark: '17.001',
    });

  test('is set once the card is there, and only once', async () => {
    start({
      slackPermalink: async (channel, ts) => `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
    });
    asks('7f3c');
    await deliver();
    expect(theIssue().remoteLinks).toEqual([]);
    cardIsThere();
    approves('7f3c');
    opens('7f3c');
    await deliver();
    expect(theIssue().remoteLinks).toEqual([
      { globalId: 'latchkey-7f3c', title: 'The request in Slack', url: 'https://acme.slack.com/archives/D1/p17001' },
    ]);
    expect(jira.calls.filter(({ path }) => path.endsWith('/remotelink'))).toHaveLength(1);
  });

  test('holds nothing up, and is tried again at the next event', async () => {
    let isAway = true;
    const slackPermalink = async () => {
      if (isAway) throw new Error('Slack is away');
      return 'https://acme.slack.com/archives/D1/p17001';
    };
    start({ slackPermalink });
    cardIsThere();
    asks('7f3c');
    jira.forbid('LINK_ISSUES');
    await deliver();
    expect(warnings[0]).toContain('Slack is away');
    isAway = false;
    approves('7f3c');
    await deliver();
    expect(warnings.at(-1)).toContain('permission to link');
    jira.allow('LINK_ISSUES');
    opens('7f3c');
    await deliver();
    expect(firstWords()).toEqual(['Submitted', 'One yes', 'Approved', 'On its way', 'Adding']);
    expect(theIssue().remoteLinks).toHaveLength(1);
    expect(refusals).toEqual([]);
  });
});
