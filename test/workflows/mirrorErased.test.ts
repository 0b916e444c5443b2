import { describe, expect, test } from '@jest/globals';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import { digestOf } from '../../src/workflows/mirrorComment.js';
import { erases, everythingInJira, forgets, pseudonym } from '../support/erased.js';
import { explains, finds, handsOver, labelled } from '../support/mirrorMatters.js';
import {
  approves,
  asks,
  client,
  compare,
  confirms,
  deliver,
  denies,
  failures,
  happens,
  jira,
  opens,
  refusals,
  small,
  stageMirror,
  start,
  theIssue,
  waiting,
  warnings,
  wholeLife,
  writes,
} from '../support/mirrorStage.js';

/** Somebody was erased: what Latchkey wrote of them in Jira says what is known now, once, and is not put back. */
stageMirror({ fields: { recipient: 'Recipient', approvers: 'Access tags' } });

const nothing = { issues: 0, comments: 0, edited: 0, erased: 0, fields: 0, statuses: 0, choices: 0, refused: 0 };
const reason = 'Ship the new onboarding';
const rewrites = () => jira.calls.filter(({ operation }) => operation === 'updateComment').length;
const writesSoFar = () => jira.calls.filter(({ method }) => method !== 'GET').length;

function expectGone(...words: readonly string[]): void {
  const all = everythingInJira();
  for (const one of words) expect({ one, isThere: all.includes(one) }).toEqual({ one, isThere: false });
}

describe('the issue of a request', () => {
  test('is drawn anew: summary, description with its last line, fields, and comments that named them', async () => {
    await wholeLife('7f3c');
    const before = theIssue();
    expect(before.fields).toMatchObject({ Recipient: 'Ana Silva' });
    await erases('ana', 'text-1');
    await deliver();
    expectGone('Ana Silva', reason);
    const after = theIssue();
    expect(after.summary).toBe(`${pseudonym}: Figma Editor for 8 hours`);
    expect(after.description).toContain(`Who: ${pseudonym}`);
    expect(after.description).toContain('Reason: (erased)');
    expect(after.description).toMatch(/Latchkey keeps this issue\. Audit trail: request:7f3c$/);
    expect(after.fields).not.toHaveProperty('Recipient');
    const renamed = before.comments.map((comment) => comment.replaceAll('Ana Silva', pseudonym));
    expect(after.comments).toEqual(renamed);
    expect(rewrites()).toBe(before.comments.filter((comment) => comment.includes('Ana Silva')).length);
    expect(after.labels).toEqual(before.labels);
    expect([refusals, warnings.filter((one) => one.includes('erased'))]).toEqual([[], []]);
  });

  test('agrees with the record afterwards: nothing is put back, and nothing counts as edited', async () => {
    await wholeLife('7f3c');
    await erases('ana', 'text-1');
    await deliver();
    const [after, written] = [theIssue(), writesSoFar()];
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    expect(theIssue()).toEqual(after);
    expect(writesSoFar()).toBe(written);
    jira.editComment('ACC-1', 'Ended', (after.comments.at(-1) ?? '').replace(pseudonym, 'Ana Silva'));
    expect(await compare()).toMatchObject({ erased: 1 });
    expectGone('Ana Silva');
  });

  test('loses what they wrote in Slack, and what was written about them', async () => {
    asks('7f3c');
    denies('7f3c', 'Ana has enough seats');
    await deliver();
    await writes('ana', 'But I need it');
    await deliver();
    expect(everythingInJira()).toContain('But I need it');
    await erases('ana', 'text-1', 'text-2', 'text-3');
    await deliver();
    expectGone('Ana Silva', reason, 'enough seats', 'But I need it');
    expect(theIssue().comments.filter((one) => one.includes('(erased)'))).toHaveLength(2);
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
  });

  test('of somebody else loses the name of who was asked, and keeps all the rest as it was said', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    await deliver();
    const before = theIssue();
    await erases('ben');
    await deliver();
    expect(theIssue().comments).toEqual(before.comments.map((one) => one.replaceAll('Ben Okafor', pseudonym)));
    expect(theIssue()).toMatchObject({ summary: before.summary, description: before.description });
    expect(rewrites()).toBe(before.comments.filter((one) => one.includes('Ben Okafor')).length);
  });

  test('of somebody else goes on saying when it was to end at the time, though that was put off since', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    small.clock = Date.parse(small.world().assignments.get('7f3c')?.warnAt ?? '');
    happens({ type: 'assignment.warn', id: '7f3c' });
    await deliver();
    const warned = () => theIssue().comments.find((comment) => comment.startsWith('Ends soon'));
    const before = warned();
    happens({ type: 'assignment.extend', id: '7f3c', by: 'ana', duration: 3600, longest: 86_400 }, 'ana');
    await erases('ben');
    await deliver();
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    expectGone('Ben Okafor');
    expect(before).toContain('17:00 UTC');
    expect(warned()).toBe(before);
  });

  test('of somebody else loses the name that a log had for whoever took them out', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    small.actors.push('Omar Haddad');
    finds({ grant: 'grant-1', kind: 'removed' });
    happens({ type: 'grant.lose', id: 'grant-1', drift: 'd1' });
    await deliver();
    expect(everythingInJira()).toContain('removed in Okta by Omar Haddad');
    small.actors[0] = pseudonym;
    expect(await compare()).toMatchObject({ erased: 1, edited: 0 });
    expectGone('Omar Haddad');
    expect(everythingInJira()).toContain(`removed in Okta by ${pseudonym}`);
  });

  test('loses them also where it was told before digests were kept', async () => {
    await wholeLife('7f3c');
    for (const [id, { note: _, ...link }] of small.links) if (link.kind === 'comment') small.links.set(id, link);
    await erases('ana', 'text-1');
    await deliver();
    expectGone('Ana Silva', reason);
  });

  test('keeps what people wrote there, also where they put it in the place of our description', async () => {
    await wholeLife('7f3c');
    jira.addComment('ACC-1', 'Ana Silva had this before', 'dana@acme.example.com');
    jira.edit('ACC-1', 'dana@acme.example.com', { description: { type: 'doc', version: 1, content: [] } });
    const description = { type: 'doc', version: 1, content: [paragraph('Our own notes')] };
    jira.edit('ACC-1', 'dana@acme.example.com', { description });
    await erases('ana', 'text-1');
    await deliver();
    expect(theIssue().description).toBe('Our own notes');
    expect(theIssue().comments).toContain('Ana Silva had this before');
    expect(refusals).toEqual([]);
  });

  test('is not made for it where there was none', async () => {
    asks('7f3c');
    waiting.length = 0;
    await erases('ana', 'text-1');
    await deliver();
    expect(jira.issues()).toEqual([]);
    small.lanes.told = small.lanes.told.filter(([{ event }]) => event.type === 'erasure.done');
    expect(await compare()).toEqual({ ...nothing, compared: 0 });
    expect(jira.issues()).toEqual([]);
  });

  test('that nobody sees any more holds nothing up', async () => {
    await wholeLife('7f3c');
    jira.deleteIssue('ACC-1');
    await erases('ana', 'text-1');
    await deliver();
    expect([refusals, waiting]).toEqual([[], []]);
  });
});

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

describe('a finding and a task', () => {
  test('are drawn anew like a request', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    handsOver();
    finds();
    explains();
    await deliver();
    const [finding] = labelled('finding');
    await erases('ana', 'text-1', 'text-2');
    await deliver();
    expectGone('Ana Silva', reason, 'A contractor did it');
    expect(labelled('finding')[0]).toMatchObject({
      summary: `${pseudonym} was added to figma-editors in Okta, not through Latchkey`,
      status: finding?.status,
    });
    expect(labelled('finding')[0]?.description).toMatch(/Audit trail: drift:d1$/);
    expect(labelled('task')[0]).toMatchObject({ summary: `By hand: add ${pseudonym} to figma-editors` });
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
    expect(refusals).toEqual([]);
  });
});

describe('an erasure', () => {
  test('leaves no digest of what was said before', async () => {
    await wholeLife('7f3c');
    const said = (await client.comments('ACC-1')).flatMap(({ body }) =>
      body ? [{ body, words: digestOf(body) }] : [],
    );
    const named = said.filter(({ body }) => JSON.stringify(body).includes('Ana Silva'));
    const notes = () => [...small.links.values()].map(({ note }) => note);
    for (const { words } of named) expect(notes()).toContain(words);
    await erases('ana', 'text-1');
    await deliver();
    expect(named.length).toBeGreaterThan(5);
    for (const { words } of named) expect(notes()).not.toContain(words);
  });

  test('while Jira is away is done when it is back, once, before what is told later', async () => {
    await wholeLife('7f3c');
    jira.faults.error('updateComment', { status: 503 }, { times: 2, after: 1 });
    jira.faults.loseAnswer('updateComment', { times: 1, after: 4 });
    jira.faults.loseAnswer('editIssue', { times: 1 });
    jira.faults.error('updateComment', tooManyRequests('jira-burst-based', 30), { times: 1, after: 6 });
    await erases('ana', 'text-1');
    await deliver();
    expect(failures.length).toBeGreaterThan(2);
    expectGone('Ana Silva', reason);
    expect(theIssue().comments).toHaveLength(11);
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
  });

  test('heard twice writes nothing twice', async () => {
    await wholeLife('7f3c');
    await erases('ana', 'text-1');
    const again = [...waiting];
    await deliver();
    const written = writesSoFar();
    start();
    waiting.push(...again);
    await deliver();
    expect(writesSoFar()).toBe(written);
  });

  test('that Jira will not have says what stays, blocks nothing, and is done by the comparison once it may', async () => {
    await wholeLife('7f3c');
    jira.forbid('EDIT_ISSUES');
    await erases('ana', 'text-1');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    expect(refusals.map(({ message }) => message)).toEqual([
      'Jira keeps words that were erased: the summary and the description of ACC-1.',
    ]);
    expect(warnings.join()).toContain('Jira keeps words that were erased');
    expect(jira.issue('ACC-1').comments.join()).not.toContain('Ana Silva');
    expect(jira.issue('ACC-2').comments[0]).toContain('Submitted.');
    expect(await compare()).toMatchObject({ refused: 1 });
    jira.allow('EDIT_ISSUES');
    expect(await compare()).toMatchObject({ erased: 1, refused: 0 });
    await compare();
    expectGone('Ana Silva', reason);
  });

  test('by age, or before Jira could hear of it, is seen by the comparison, and counted apart', async () => {
    await wholeLife('7f3c');
    finds();
    await deliver();
    forgets('ana', 'text-1');
    const { erased, ...more } = await compare();
    expect(erased).toBeGreaterThan(5);
    expect(more).toMatchObject({ edited: 0, comments: 0, refused: 0, fields: 2, compared: 2 });
    expectGone('Ana Silva', reason);
    expect(await compare()).toEqual({ ...nothing, compared: 2 });
  });

  test('of a word alone takes only that word', async () => {
    await wholeLife('7f3c');
    small.erase('text-1');
    expect(await compare()).toEqual({ ...nothing, erased: 1, compared: 1 });
    expectGone(reason);
    expect(theIssue().comments.join()).toContain('Ana Silva');
  });
});
