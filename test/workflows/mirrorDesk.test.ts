import { describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { erases, everythingInJira, pseudonym } from '../support/erased.js';
import { analysis, ask, stage } from '../support/given.js';
import { explains, finds, labelled } from '../support/mirrorMatters.js';
import {
  approves,
  asks,
  compare,
  deliver,
  denies,
  failures,
  happens,
  jira,
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

/** Jira Service Management: issues are requests of a type that is there for them. */
stageMirror(
  {
    fields: { approvers: 'Approvers', app: 'App' },
    statuses: {
      waiting: ['Awaiting approval'],
      granted: ['Provisioned'],
      ended: ['Completed'],
      denied: ['Rejected'],
    },
  },
  { requestType: '26' },
);

const saidTo = (isPublic: boolean) => theIssue().said.flatMap((one) => (one.isPublic === isPublic ? [one.text] : []));
const beginnings = (texts: readonly string[]) => texts.map((text) => text.split(/[.:]|( by)/)[0]);

describe('the whole life of a request in Jira Service Management', () => {
  test('is one request of who asked, marked as ours, in their statuses over several hops', async () => {
    asks('7f3c');
    await deliver();
    expect(theIssue()).toMatchObject({
      requestType: 'Access record',
      reporter: 'Ana Silva',
      status: 'Awaiting approval',
      summary: 'Ana Silva: Figma Editor for 8 hours',
      properties: { latchkey: { request: '7f3c' } },
      fields: { Approvers: ['Ben Okafor'], App: 'Figma' },
    });
    expect(theIssue().labels).toContain('latchkey-7f3c');
    expect(theIssue().description).toContain('Ship the new onboarding');
    expect(theIssue().approvals).toEqual([{ finalDecision: 'pending', approvers: { 'Ben Okafor': 'pending' } }]);
  });

  test('tells its customers of the decision, the activation and the end, and agents of all of it', async () => {
    await wholeLife('7f3c');
    expect(beginnings(theIssue().comments)).toEqual(story);
    expect(beginnings(saidTo(true))).toEqual(['Approved', 'Active', 'Ended']);
    expect(theIssue().status).toBe('Completed');
    expect(refusals).toEqual([]);
    expect(failures).toEqual([]);
    expect(new Set(theIssue().said.map(({ by }) => by))).toEqual(new Set(['Latchkey']));
  });

  test('is the same when every event is told twice', async () => {
    asks('7f3c');
    await deliver();
    approves('7f3c');
    await deliver();
    const before = theIssue().comments.length;
    start();
    waiting.push(...small.trail.map((recorded): [typeof recorded, string] => [recorded, '7f3c']));
    await deliver();
    expect(theIssue().comments).toHaveLength(before);
    expect(jira.issues()).toHaveLength(1);
  });
});

describe('who asked', () => {
  test('hides their address: we raise it, and the text names them', async () => {
    jira.hideEmail('ana@acme.example.com');
    asks('7f3c');
    await deliver();
    expect(theIssue()).toMatchObject({ reporter: 'Latchkey', properties: { latchkey: { request: '7f3c' } } });
    expect(theIssue().description).toContain('Who: Ana Silva');
  });

  test('is refused as the one to raise it for: we raise it', async () => {
    const refusal = { status: 403, body: { errorMessage: 'Ana Silva is no customer of this desk.' } };
    jira.faults.error('createCustomerRequest', refusal, { times: 1 });
    asks('7f3c');
    await deliver();
    expect(theIssue().reporter).toBe('Latchkey');
    expect(refusals).toEqual([]);
  });
});

describe('a denial', () => {
  test('is told to customers without its reason, which agents read beside it', async () => {
    asks('7f3c');
    denies('7f3c', 'Budget talks are under way');
    await deliver();
    expect(saidTo(true)).toEqual([expect.stringMatching(/^Denied by Ben Okafor as manager\./)]);
    expect(saidTo(true).join()).not.toContain('Budget');
    expect(saidTo(false).filter((text) => text.includes('Budget talks'))).toHaveLength(1);
    expect(theIssue().status).toBe('Rejected');
  });
});

describe('a finding', () => {
  test('is no request of the desk: its issue tells it to agents all the same, and ends with the answer', async () => {
    finds();
    await deliver();
    explains();
    await deliver();
    const [issue] = labelled('finding');
    expect(issue).toMatchObject({ requestType: undefined, statusCategory: 'done' });
    expect(beginnings(issue?.comments ?? [])).toEqual(['Found', 'Explained']);
    expect(issue?.said.map(({ isPublic }) => isPublic)).toEqual([false, false]);
    expect(refusals).toEqual([]);
  });
});

describe('an approver whose address Jira hides', () => {
  test('is left out of the field; nobody who has answered already stays there in their place', async () => {
    jira.hideEmail('dana@acme.example.com');
    const both = analysis(stage('manager', ['ben']), stage('security', ['dana']));
    happens(ask({ id: '7f3c', reason: small.text('Ship it'), duration: 28_800, analysis: both }), 'ana');
    await deliver();
    expect(theIssue().fields.Approvers).toEqual(['Ben Okafor']);
    happens({ type: 'request.approve', id: '7f3c', by: 'ben', analysis: both, catalog: 'c1' }, 'ben');
    await deliver();
    expect(theIssue().fields.Approvers ?? []).toEqual([]);
    expect(warnings.join()).toContain('somebody has no account in Jira');
  });
});

describe('exactly one request', () => {
  test('though the answer to it is lost before it was marked, and the search trails behind', async () => {
    jira.searchLag('untilTold');
    jira.faults.loseAnswer('createCustomerRequest', { times: 1 });
    asks('7f3c');
    await deliver();
    expect(jira.issues()).toHaveLength(1);
    expect(theIssue().comments).toHaveLength(1);
    expect(theIssue()).toMatchObject({ properties: { latchkey: { request: '7f3c' } } });
  });

  test('and one comment an event, though answers are lost', async () => {
    asks('7f3c');
    await deliver();
    jira.faults.loseAnswer('createRequestComment', { times: 2 });
    approves('7f3c');
    await deliver();
    expect(beginnings(theIssue().comments)).toEqual(['Submitted', 'One yes', 'Approved']);
  });

  test('though somebody in the portal writes the line that ends our comments', async () => {
    asks('7f3c');
    await deliver();
    jira.say('ACC-1', 'ana@acme.example.com', 'Audit trail: request:7f3c #3 · now');
    jira.faults.error('createRequestComment', { status: 503 }, { times: 1 });
    approves('7f3c');
    await deliver();
    expect(beginnings(theIssue().comments)).toEqual(['Submitted', 'Audit trail', 'One yes', 'Approved']);
  });
});

describe('somebody who was erased', () => {
  test('is written anew in summary, description and comments, each for whom it was meant', async () => {
    asks('7f3c', 'see [~accountid:1] {code}x{code}\nfor Ana');
    await deliver();
    approves('7f3c');
    await deliver();
    jira.say('ACC-1', 'ana@acme.example.com', 'I am Ana Silva');
    const before = theIssue();
    await erases('ana', 'text-1');
    await deliver();
    const after = theIssue();
    expect(after.summary).toBe(`${pseudonym}: Figma Editor for 8 hours`);
    expect(after.description).toContain(`Who: ${pseudonym}`);
    expect(after.description).toMatch(/Audit trail: request:7f3c$/);
    const inLine = (said: typeof after.said) => said.map((one) => ({ ...one, text: one.text.replace(/\n+/g, '\n') }));
    const renamed = before.said.map((one) =>
      one.by === 'Latchkey' ? { ...one, text: one.text.replaceAll('Ana Silva', pseudonym) } : one,
    );
    expect(inLine(after.said)).toEqual(inLine(renamed));
    expect(saidTo(false).join()).toContain(pseudonym);
    expect(everythingInJira().replace('I am Ana Silva', '')).not.toMatch(/Ana Silva|for Ana|accountid/);
    expect(await compare()).toMatchObject({ edited: 0, erased: 0, comments: 0, refused: 0, compared: 1 });
    expect(small.trail.filter(({ event }) => event.type === 'talk.said')).toEqual([]);
    expect(refusals).toEqual([]);
  });
});

describe('what people write', () => {
  test('is text, in which nobody is mentioned and nothing is shown that is not theirs to show', async () => {
    asks('7f3c', 'see [~accountid:1] {code}x{code} !http://x/y.png!\nand\n----');
    await deliver();
    expect(theIssue().description).toContain('> see \\[~accountid:1] \\{code}x\\{code} \\!http://x/y.png\\!');
    expect(theIssue().description).toContain('> ----');
  });
});

describe('what the request type insists on', () => {
  const record = (...fields: readonly string[]) => ({
    id: '26',
    name: 'Access record',
    description: '',
    fields: [
      { fieldId: 'summary', required: true as const },
      { fieldId: 'description' },
      ...fields.map((fieldId) => ({ fieldId, required: true as const })),
    ],
  });

  test('is filled by the mapping', async () => {
    jira.setRequestType(record(fieldIds.app));
    asks('7f3c');
    await deliver();
    expect(theIssue().fields.App).toBe('Figma');
  });

  test('and cannot be filled, is refused with a word on what to mend; the next event makes it', async () => {
    jira.setRequestType(record(fieldIds.closingCode));
    asks('7f3c');
    await deliver();
    expect(refusals[0]?.message).toMatch(/Closing code is required\..*JIRA_REQUEST_TYPE/);
    jira.setRequestType(record());
    approves('7f3c');
    await deliver();
    expect(theIssue().comments.length).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });
});
