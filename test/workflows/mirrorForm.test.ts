import { expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { erases, everythingInJira, pseudonym } from '../support/erased.js';
import { asks, compare, deliver, jira, refusals, small, stageMirror } from '../support/mirrorStage.js';

/** A request that was asked for in the portal: its issue is the one that they raised there. */
const fields = { app: 'App', role: 'Role', duration: 'For how long', reason: 'What for' };
stageMirror({ portal: { requestType: '25', fields } }, { requestType: '26' });

const reason = 'Icons for the spring';
const form = () => jira.issue('ACC-1').fields.Reason;

async function asksInPortal(): Promise<void> {
  const filled = { App: 'Figma', Role: 'Editor', 'For how long': '8 hours', 'What for': reason };
  const key = jira.raise('ana@acme.example.com', 'Get access', { Summary: 'Access, please', ...filled });
  const link = { id: 'issue:7f3c', kind: 'issue', request: '7f3c' } as const;
  await small.store.links.begin(link, small.house.now());
  await small.store.links.done(link.id, small.house.now(), { place: key, mark: jira.issue(key).id, url: 'there' });
  asks('7f3c', reason);
  small.trail.splice(0, small.trail.length, ...small.trail.map((recorded) => ({ ...recorded, cause: 'jira' })));
  await deliver();
}

test('what somebody wrote in the portal goes with them, and their own summary was ours already', async () => {
  await asksInPortal();
  expect(form()).toBe(reason);
  await erases('ana', 'text-1');
  await deliver();
  expect(form()).toBe('(erased)');
  expect(jira.issue('ACC-1').summary).toBe(`${pseudonym}: Figma Editor for 8 hours`);
  expect(everythingInJira()).not.toMatch(/Ana Silva|Icons/);
  expect(refusals).toEqual([]);
  expect(await compare()).toMatchObject({ erased: 0, fields: 0, compared: 1 });
});

test('and with the years, by the comparison; while it is known it stays', async () => {
  await asksInPortal();
  expect(await compare()).toMatchObject({ erased: 0 });
  expect(form()).toBe(reason);
  small.erase('text-1');
  expect(await compare()).toMatchObject({ erased: 1 });
  expect(form()).toBe('(erased)');
});

test('what an agent filled in of a request that was asked in Slack is theirs', async () => {
  asks('7f3c', reason);
  await deliver();
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'See the contract' }] }];
  jira.edit('ACC-1', 'dana@acme.example.com', { [fieldIds.reason]: { type: 'doc', version: 1, content } });
  await erases('ana', 'text-1');
  await deliver();
  expect(form()).toBe('See the contract');
});

test('what Jira will not have written over is said', async () => {
  await asksInPortal();
  jira.forbid('EDIT_ISSUES');
  await erases('ana', 'text-1');
  await deliver();
  expect(refusals.map(({ message }) => message)).toEqual([expect.stringContaining('the form')]);
});
