import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import { approve, ask, cardToDecide, sharedHouse, threadSays } from '../support/acts.js';
import { allTold, cardOf, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { hours } from '../support/house.js';

/** A company that keeps its record in Jira Service Management, in a workflow with names of its own. */
const jiraFile = `fields:
  app: App
  role: Role
  recipient: Recipient
  approvers: Approvers
  end: Access ends
statuses:
  waiting: Awaiting approval
  granted: Provisioned
  ended: Completed
  denied: Rejected
`;
const catalog = writeCatalog({ ...figmaFor('8h'), 'jira.yaml': jiraFile });
const people = ['ana', 'bea', 'cleo', 'dora', 'eve'];
const at = sharedHouse({
  company: companyOf(people),
  environment: ({ jira }) => {
    jira.openPortal();
    jira.setWorkflow('service');
    return { CATALOG_DIR: catalog, JIRA_SERVICE_DESK: '7', JIRA_REQUEST_TYPE: '26' };
  },
});
afterAll(() => rmSync(catalog, { recursive: true }));

const wanted = (key: string) => ({ app: 'figma', role: 'Editor', reason: reasonOf(key) });
const issuesOf = (key: string) =>
  at()
    .jira.issues()
    .filter(({ description }) => description.includes(reasonOf(key)));

async function wholeLife(key: string): Promise<void> {
  const { slack, passTime } = at();
  await ask(slack.as(key), wanted(key));
  await approve(slack.as('ben'), reasonOf(key));
  await threadSays(slack.as(key), reasonOf(key), "You're in");
  await passTime(hours(8) + 1);
  await threadSays(slack.as(key), reasonOf(key), 'has ended');
}

/** Time goes on until Jira has heard all of it. */
async function caughtUp(): Promise<void> {
  for (let tries = 0; (await at().store.outbox.count()).undone > 0; tries += 1) {
    if (tries > 120) throw new Error('Jira has not heard all of it after four hours');
    await at().passTime(120);
  }
  await allTold(at());
}

const story = ['Submitted', 'One yes', 'Approved', 'On its way', 'Adding', 'Confirmed', 'Active'];
const ending = ['Ending', 'Removing', 'Removal confirmed', 'Ended'];

function expectStory(key: string): void {
  const [issue, ...more] = issuesOf(key);
  expect(more.map(({ key }) => key)).toEqual([]);
  const told = (issue?.comments ?? []).map((comment) => comment.split(/[.:]|( by)/)[0]);
  const main = told.filter((one) => [...story, ...ending].includes(one ?? ''));
  expect(main).toEqual([...story, ...ending]);
  const forCustomers = (issue?.said ?? [])
    .filter(({ isPublic }) => isPublic)
    .map(({ text }) => text.split(/[.:]|( by)/)[0]);
  expect(forCustomers).toEqual(['Approved', 'Active', 'Ended']);
  expect(issue).toMatchObject({
    status: 'Completed',
    requestType: 'Access record',
    reporter: `${key.charAt(0).toUpperCase()}${key.slice(1)} Example`,
    fields: { App: 'Figma', Role: 'Editor', Approvers: ['Ben Example'] },
  });
  expect(issue?.fields['Access ends']).toBeDefined();
}

test('a whole life with Jira down throughout, then up: nobody waits, and the request is complete and in order', async () => {
  const { jira } = at();
  await jira.goDown();
  await wholeLife('ana');
  await at().passTime(hours(3));
  await jira.comeBack();
  await caughtUp();
  expectStory('ana');
});

test('an answer lost after the request was raised, while the search trails behind, raises it once', async () => {
  const { jira } = at();
  jira.searchLag('untilTold');
  jira.faults.loseAnswer('createCustomerRequest', { times: 1 });
  jira.faults.loseAnswer('createRequestComment', { times: 2, after: 1 });
  await wholeLife('bea');
  await caughtUp();
  jira.searchLag(0);
  expectStory('bea');
});

test.each([
  ['cleo', 'jira-burst-based'],
  ['dora', 'jira-per-issue-on-write'],
  ['eve', 'jira-quota-tenant-based'],
] as const)('too much at once (%s, %s) keeps nobody waiting, and loses and doubles nothing', async (key, reason) => {
  const { jira } = at();
  const refusal = tooManyRequests(reason, 40, 100, at().now().getTime());
  for (const operation of ['createCustomerRequest', 'createRequestComment', 'editIssue', 'doTransition'])
    jira.faults.error(operation, refusal, { times: 2 });
  await wholeLife(key);
  await caughtUp();
  expectStory(key);
});

test('people talk in the thread and on the request, and each side reads the other, once', async () => {
  const { slack, jira, passTime, until } = at();
  const [issue] = issuesOf('ana');
  const card = cardOf(at(), 'ana');
  if (!issue || !card) throw new Error('There is no card of Ana to answer on');
  await slack.as('ana').say('Can I keep the files?', { thread: card.ts });
  await until(() => issuesOf('ana')[0]?.comments.some((one) => one.startsWith('Ana Example in Slack')) ?? false);
  jira.say(issue.key, 'ben@acme.example.com', 'Yes, <@everyone>, they are yours', 'customers');
  jira.say(issue.key, 'ben@acme.example.com', 'She never archives anything', 'agents');
  await passTime(hours(1));
  await passTime(hours(1));
  await until(() => cardOf(at(), 'ana')?.thread.some((line) => line.includes('they are yours')) ?? false);
  const lines = cardOf(at(), 'ana')?.thread.filter((line) => line.includes('in Jira')) ?? [];
  expect(lines).toEqual([expect.stringContaining('Ben Example')]);
  expect(lines[0]).toContain('<@everyone>');
  expect(cardOf(at(), 'ana')?.thread.join()).not.toContain('archives');
  const said = issuesOf('ana')[0]?.said.filter(({ text }) => text.startsWith('Ana Example in Slack')) ?? [];
  expect(said).toMatchObject([{ isPublic: false, text: expect.stringContaining('Can I keep the files?') }]);
});

test('what is deleted there is told again within the hour, and the numbers say so, also when they are nothing', async () => {
  const { jira, passTime, until } = at();
  const [issue] = issuesOf('bea');
  if (!issue) throw new Error('Bea has no request in Jira');
  jira.deleteComment(issue.key, 'Ended');
  await passTime(hours(1));
  await until(() => issuesOf('bea')[0]?.comments.at(-1)?.startsWith('Ended') ?? false);
  expectStory('bea');
});

test('a card of one who decides is answered to as well', async () => {
  const { slack, store, until } = at();
  const reason = 'once more';
  await ask(slack.as('ana'), { ...wanted('ana'), reason });
  const card = await cardToDecide(slack.as('ben'), reason);
  // Nobody types so fast that Latchkey has not noted yet where it posted the card.
  await until(async () => (await store.links.at(card.channel, card.ts)).some(({ kind }) => kind === 'approverCard'));
  await slack.as('ben').say('For which project?', { thread: card.ts });
  await until(() =>
    at()
      .jira.issues()
      .some(({ comments }) => comments.some((one) => one.startsWith('Ben Example in Slack'))),
  );
  await approve(slack.as('ben'), reason);
  await threadSays(slack.as('ana'), reason, "You're in");
});
