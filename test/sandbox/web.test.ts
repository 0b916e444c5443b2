import { expect, jest, test } from '@jest/globals';
import type { MessageOnScreen, Screen, StoryState, Switch, Switches } from '../../sandbox/web/contract.js';
import { boxOnTheWeb, raw } from '../support/boxOnTheWeb.js';
import { act, elementCalled, optionCalled, post, type Watched, watchBehind, watchScreen } from '../support/browsing.js';

jest.setTimeout(120_000);

const web = boxOnTheWeb();

type Eyes = Watched<Screen>;

const reads = (message: MessageOnScreen): string =>
  JSON.stringify([message.text, message.blocks, message.replies.map(({ text }) => text)]);
const inDm = ({ messages, dm }: Screen): readonly MessageOnScreen[] => messages[dm] ?? [];

async function choose(as: string, screen: Eyes, label: string, text: string): Promise<void> {
  const [view, element] = await screen.until(({ modals }) => {
    const top = modals.at(-1);
    const blocks = (top?.definition.blocks ?? []) as Record<string, unknown>[];
    if (!top || !JSON.stringify(blocks).includes(`"${label}"`)) return undefined;
    return [top, elementCalled(blocks, label)] as const;
  });
  const { blockId, actionId } = element;
  const value = element.options ? { selected_option: optionCalled(element, text) } : { value: text };
  expect(await act(web().url, { as, kind: 'enter', at: { view: view.id }, blockId, actionId, value })).toEqual({
    is: 'done',
  });
}

async function ask(as: string, screen: Eyes, role: string, duration: string, reason: string): Promise<void> {
  const channel = await screen.until(({ channels }) => channels[0]?.id);
  expect(await act(web().url, { as, kind: 'command', text: '/access figma', channel })).toEqual({ is: 'done' });
  await choose(as, screen, 'Role', role);
  await choose(as, screen, 'Duration', duration);
  await choose(as, screen, 'Reason', reason);
  const view = screen.now?.modals.at(-1)?.id ?? '';
  expect(await act(web().url, { as, kind: 'submit', view })).toEqual({ is: 'done' });
  await screen.until(({ modals }) => modals.length === 0);
}

async function pressInCard(as: string, screen: Eyes, button: string, says: string) {
  const card = await screen.until((seen) =>
    inDm(seen).find((one) => reads(one).includes(says) && JSON.stringify(one.blocks).includes(`"${button}"`)),
  );
  const { channel, ts } = card;
  const { blockId, actionId } = elementCalled(card.blocks as Record<string, unknown>[], button);
  return act(web().url, { as, kind: 'press', at: { channel, ts }, blockId, actionId });
}

test('the whole story by acts: ask, approve, get in; unread counts, the trail, Okta and Jira', async () => {
  const [ana, ben, behind] = await Promise.all([
    watchScreen(web().url, 'ana'),
    watchScreen(web().url, 'ben'),
    watchBehind(web().url),
  ]);
  await ask('ana', ana, 'Editor', '8 hours', 'Icons for the pricing page');
  const { dm } = await ben.until((seen) => (seen.me.unread === 1 ? seen : undefined));
  await act(web().url, { as: 'ben', kind: 'seen', channel: dm });
  await ben.until(({ me }) => me.unread === 0);

  expect(await pressInCard('ben', ben, 'Approve', 'Icons for the pricing page')).toEqual({ is: 'done' });
  await ana.until((seen) => inDm(seen).some((one) => reads(one).includes("You're in")));
  const seen = await behind.until((now) => (now.requests[0]?.status === 'active' ? now : undefined));
  expect(seen.requests[0]?.title).toBe('Figma Editor for Ana Silva');
  expect(seen.trail?.events.map(({ type }) => type)).toContain('grant.activated');
  expect(seen.trail?.events.find(({ type }) => type === 'request.approvalRecorded')?.actorName).toBe('Ben Okafor');
  expect(seen.directories[0]?.groups.find(({ name }) => name === 'figma-editors')).toMatchObject({
    members: ['Ana Silva'],
    changedAt: expect.any(Number),
  });
  await behind.until(({ issues }) => issues[0]?.comments.length);
  expect(seen.calls.map(({ what }) => what)).toContain('put Ana Silva into figma-editors');
  for (const one of [ana, ben, behind]) one.close();
});

test('whoever is played acts in Jira: a stranger is put back, a comment is carried over, an approver decides', async () => {
  const [iris, behind] = await Promise.all([watchScreen(web().url, 'it'), watchBehind(web().url)]);
  await ask('it', iris, 'Editor', '7 days', 'Icons for the careers page');
  const issue = await behind.until(({ issues }) => issues.find(({ status }) => status === 'Waiting for approval')?.key);
  const move = (as: string, to: string) => act(web().url, { as, kind: 'moveIssue', issue, to });
  const isAt = (status: string) =>
    behind.until(({ issues }) => issues.find((one) => one.key === issue && one.status === status));
  await behind.until(({ issues }) => issues.find(({ key }) => key === issue)?.comments.length);
  expect((await isAt('Waiting for approval')).ways).toEqual(['Approved', 'Declined', 'Active', 'Ended']);

  expect(await move('omar', 'Approved')).toEqual({ is: 'done' });
  const putBack = await behind.until(({ issues }) =>
    issues.find(({ key, comments }) => key === issue && comments.at(-1)?.text.includes('Omar Haddad')),
  );
  expect(putBack.comments.at(-1)).toMatchObject({ by: 'Latchkey' });
  await isAt('Waiting for approval');

  await act(web().url, { as: 'dana', kind: 'commentOnIssue', issue, text: 'Which icons are these?' });
  await iris.until((seen) => inDm(seen).some((one) => reads(one).includes('Which icons are these?')));
  expect(await move('grace', 'Approved')).toEqual({ is: 'done' });
  await iris.until((seen) => inDm(seen).some((one) => reads(one).includes('Approved by *Grace Chen*')));
  await isAt('Active');

  await expect(move('grace', 'Approved')).rejects.toThrow(
    /409: .* is “Active” and can go to: Waiting for approval, Ended/,
  );
  await expect(move('gus', 'Ended')).rejects.toThrow('409: Gus Guest has no account in this Jira.');
  for (const one of [iris, behind]) one.close();
});

test('evidence comes as files, signed; they are read by whom they were sent to, and nothing in them can run', async () => {
  const [grace, behind] = await Promise.all([watchScreen(web().url, 'grace'), watchBehind(web().url)]);
  const request = await behind.until(({ requests }) => requests[0]?.id);
  const { dm } = await grace.until((seen) => seen);
  await act(web().url, { as: 'grace', kind: 'command', text: '/access evidence', channel: dm });
  await choose('grace', grace, 'Format', 'Report of one request, to print');
  await choose('grace', grace, 'Request', request);
  await act(web().url, { as: 'grace', kind: 'submit', view: grace.now?.modals.at(-1)?.id ?? '' });
  const sent = await grace.until((seen) => inDm(seen).find(({ files }) => files.length > 0));
  expect(sent.text).toContain('Each file has its signature beside it.');
  expect(sent.files.map(({ kind, title }) => `${title}, ${kind}`)).toEqual([
    'report.html, HTML',
    'report.html.sig, Signature',
  ]);
  const [report] = sent.files;
  const read = await raw(web(), { method: 'GET', path: report?.url });
  expect([read.status, Buffer.byteLength(read.said)]).toEqual([200, report?.bytes]);
  expect(read.said).toContain('the record of one request');
  expect(read.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none';/);
  const kept = await raw(web(), { method: 'GET', path: `${report?.url}&how=keep` });
  expect(kept.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${report?.name}`);
  const others = await raw(web(), { method: 'GET', path: report?.url.replace('as=grace', 'as=ana') });
  expect([others.status, others.said]).toEqual([404, '{"error":"There is no such file in a conversation of yours."}']);
  for (const one of [grace, behind]) one.close();
});

/** Okta has said when there is room again; until then an approver is asked to try again. */
async function untilApproved(as: string, screen: Eyes, says: string): Promise<void> {
  const isWaiting = (one: MessageOnScreen) => reads(one).includes(says) && reads(one).includes('"Approve"');
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    await pressInCard(as, screen, 'Approve', says);
    const isDone = await screen.until((seen) => !inDm(seen).some(isWaiting), 3_000).catch(() => false);
    if (isDone) return;
  }
  throw new Error(`${as} could not approve “${says}”.`);
}

const turn = (change: Switch): Promise<Switches> => post(web().url, '/api/switch', change);
const faults = (calls: readonly { what: string; isFault: boolean }[]) =>
  calls.filter(({ isFault }) => isFault).map(({ what }) => what);

test('a form: what was entered stays in the view, an error stands on its field, and closing it takes it away', async () => {
  const omar = await watchScreen(web().url, 'omar');
  const channel = await omar.until(({ channels }) => channels[0]?.id);
  await act(web().url, { as: 'omar', kind: 'command', text: '/access figma', channel });
  const hash = await omar.until(({ modals }) => JSON.stringify(modals).includes('"Role"') && modals[0]?.hash);
  await choose('omar', omar, 'Role', 'Viewer');
  await omar.until(({ modals }) => modals[0]?.hash !== hash);
  await choose('omar', omar, 'Reason', '');
  const view = omar.now?.modals[0]?.id ?? '';
  await act(web().url, { as: 'omar', kind: 'submit', view });
  const errors = await omar.until(
    ({ modals }) => Object.values(modals[0]?.errors ?? {}).length > 0 && modals[0]?.errors,
  );
  expect(Object.values(errors)).toEqual(['Please complete this required field.']);
  expect(JSON.stringify(omar.now?.modals[0]?.state)).toContain('Viewer');
  await act(web().url, { as: 'omar', kind: 'close', view, how: 'cancel' });
  await omar.until(({ modals }) => modals.length === 0);
  await expect(act(web().url, { as: 'omar', kind: 'submit', view })).rejects.toThrow(
    '409: This form is not open any more.',
  );

  await act(web().url, { as: 'omar', kind: 'openHome' });
  const home = await omar.until((seen) => seen.home);
  const at = { view: home.id };
  const button = elementCalled(home.definition.blocks as Record<string, unknown>[], 'Request access');
  await act(web().url, { as: 'omar', kind: 'press', at, blockId: button.blockId, actionId: button.actionId });
  await omar.until(({ modals }) => modals.length === 1);

  await act(web().url, { as: 'omar', kind: 'command', text: '/access help', channel });
  await omar.until((seen) => seen.messages[channel]?.some((one) => one.onlyMe && reads(one).includes('/access who')));
  expect(await act(web().url, { as: 'omar', kind: 'command', text: '/dance', channel })).toMatchObject({
    is: 'trouble',
  });
  await omar.until(({ notices }) => notices.some(({ text }) => text === '/dance is not a valid command.'));
  omar.close();
});

test('what is said in a channel reaches everybody, and a thread, and rings who was not looking', async () => {
  const [grace, sam] = await Promise.all([watchScreen(web().url, 'grace'), watchScreen(web().url, 'sam')]);
  const channel = await grace.until(({ channels }) => channels[0]?.id);
  await act(web().url, { as: 'grace', kind: 'say', text: 'Who has the board deck?', channel });
  const { ts } = await sam.until(({ messages }) => messages[channel]?.find(({ text }) => text.includes('deck')));
  await act(web().url, { as: 'sam', kind: 'say', text: 'Me', channel, thread: ts });
  const thread = await grace.until(({ messages }) => messages[channel]?.find((one) => one.replies.length > 0));
  expect(thread).toMatchObject({
    isUnread: false,
    replies: [{ text: 'Me', isUnread: true, from: { name: 'Sam Rivera' } }],
  });
  for (const one of [grace, sam]) one.close();
});

test('answers of Okta are lost and Jira is down, and nothing else is; each is seen behind the scenes', async () => {
  const [dana, ben, behind] = await Promise.all([
    watchScreen(web().url, 'dana'),
    watchScreen(web().url, 'ben'),
    watchBehind(web().url),
  ]);
  expect(await turn({ okta: 'answers lost', jira: 'down' })).toEqual({
    okta: 'answers lost',
    jira: 'down',
    slack: 'once',
    worker: 'up',
  });
  await behind.until(({ switches }) => switches.jira === 'down');
  await ask('dana', dana, 'Editor', '8 hours', 'New icons');
  await pressInCard('ben', ben, 'Approve', 'New icons');
  const { calls, directories } = await behind.until(
    (seen) => faults(seen.calls).includes('put Dana Levi into figma-editors') && seen,
  );
  expect(directories[0]?.groups.find(({ name }) => name === 'figma-editors')?.members).toContain('Dana Levi');
  expect(calls).toContainEqual(
    expect.objectContaining({
      what: 'put Dana Levi into figma-editors',
      answer: 'done, but the answer was lost',
      isFault: true,
    }),
  );
  await behind.until((seen) => seen.calls.some(({ vendor, isFault }) => vendor === 'jira' && isFault));
  expect(await turn({ okta: 'fine', jira: 'fine' })).toMatchObject({ okta: 'fine', jira: 'fine' });
  await dana.until((seen) => inDm(seen).some((one) => reads(one).includes("You're in")), 60_000);
  await behind.until(({ issues }) => issues.some(({ summary }) => summary.includes('Dana Levi')), 60_000);
  for (const one of [dana, ben, behind]) one.close();
});

test('Okta says too many and when there is room again; Slack delivers everything twice, and one card comes', async () => {
  const [omar, priya, behind] = await Promise.all([
    watchScreen(web().url, 'omar'),
    watchScreen(web().url, 'priya'),
    watchBehind(web().url),
  ]);
  await turn({ slack: 'everything twice' });
  await ask('omar', omar, 'Editor', '7 days', 'Status page icons');
  await priya.until((seen) => inDm(seen).some((one) => reads(one).includes('Status page icons')));
  await turn({ okta: 'too many', slack: 'once' });
  await pressInCard('priya', priya, 'Approve', 'Status page icons');
  await priya.until((seen) => inDm(seen).some((one) => reads(one).includes('cannot be reached right now')));
  const { calls } = await behind.until((seen) => seen.calls.some(({ answer }) => answer.startsWith('429')) && seen);
  expect(faults(calls)).toContainEqual(expect.stringMatching(/^tells Latchkey: Omar Haddad .*, twice$/));
  await turn({ okta: 'fine' });
  await untilApproved('priya', priya, 'Status page icons');
  await omar.until((seen) => inDm(seen).some((one) => reads(one).includes("You're in")), 60_000);
  const asking = inDm(await omar.until((seen) => seen)).filter((one) => reads(one).includes('Status page icons'));
  expect(asking).toHaveLength(1);
  for (const one of [omar, priya, behind]) one.close();
});

test('with the worker killed Slack says so after three seconds; begun again, everything is as before', async () => {
  const [ana, behind] = await Promise.all([watchScreen(web().url, 'ana'), watchBehind(web().url)]);
  expect(await turn({ worker: 'killed' })).toMatchObject({ worker: 'killed' });
  await behind.until(({ bot }) => bot.status === 'down');
  const channel = await ana.until(({ channels }) => channels[0]?.id);
  expect(await act(web().url, { as: 'ana', kind: 'command', text: '/access', channel })).toMatchObject({
    is: 'trouble',
  });
  const starting = turn({ worker: 'up' });
  await behind.until(({ bot }) => bot.status === 'starting');
  expect(await starting).toMatchObject({ worker: 'up' });
  await behind.until(({ bot }) => bot.status === 'up');
  expect(await act(web().url, { as: 'ana', kind: 'command', text: '/access', channel })).toEqual({ is: 'done' });
  await ana.until(({ modals }) => modals.length === 1);
  for (const one of [ana, behind]) one.close();
});

test('a reset makes everything as on the first day, while the pages stay open; people keep their ids', async () => {
  const [ana, behind] = await Promise.all([watchScreen(web().url, 'ana'), watchBehind(web().url)]);
  const before = await ana.until((seen) => seen);
  await behind.until(({ requests }) => requests.length > 0);
  await turn({ okta: 'down' });
  expect(await post<StoryState>(web().url, '/api/story', { do: 'reset' })).toEqual({ is: 'fresh' });
  const after = await ana.until((seen) => seen.modals.length === 0 && inDm(seen).length === 0 && seen);
  expect(after.me.slackId).toBe(before.me.slackId);
  const seen = await behind.until((now) => now.requests.length === 0 && now.bot.status === 'up' && now);
  expect(seen).toMatchObject({ issues: [], switches: { okta: 'fine', worker: 'up' } });
  expect(seen.trail).toBeUndefined();
  expect(seen.directories[0]?.groups.find(({ name }) => name === 'figma-editors')?.members).toEqual([]);
  await ask('ana', ana, 'Viewer', 'No end date', 'Look at the new logo');
  await ana.until((now) => inDm(now).some((one) => reads(one).includes("You're in")));
  for (const one of [ana, behind]) one.close();
});
