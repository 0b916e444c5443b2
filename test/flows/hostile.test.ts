import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { approve, ask, cardSays, cardToDecide, forgePress, message, patience, sharedHouse } from '../support/acts.js';
import { requestOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { sql } from '../support/sql.js';

const catalog = writeCatalog(figmaFor('8h'));
const keys = ['ana', 'bea', 'cleo', 'dora', 'eve', 'fay', 'mallory'];
const at = sharedHouse({ company: companyOf(keys), environment: { CATALOG_DIR: catalog } });
afterAll(() => rmSync(catalog, { recursive: true }));

const count = async (table: 'Request' | 'Event' | 'Assignment') => {
  const [row] = await sql<{ count: number }>(at().database.url, `SELECT count(*)::int AS count FROM "${table}"`);
  return row?.count;
};

describe('a reason full of markup', () => {
  /** Slack has no escape for its asterisks and the like: they may read as bold, but inside the quotation only. */
  const reasons: ReadonlyArray<readonly [who: string, reason: string, shown: string]> = [
    [
      'ana',
      '<!channel> <!here> <@U12345678> <https://evil.example.com|click me> &lt;b&gt; &amp;',
      '<!channel> <!here> <@U12345678>',
    ],
    ['bea', '*bold* _it_ ~no~ `code` ```block``` > quote\n• list :tada: 😀 \u202egnp.exe', ':tada: 😀 gnp.exe'],
    [
      'cleo',
      '=cmd|"/c calc"!A1 {color:red}x{color} [~accountid:1] !img.png! h1. Title',
      '=cmd|"/c calc"!A1 {color:red}',
    ],
    ['dora', `${'long '.repeat(399)}end`, 'long long long'],
  ];

  test.each(reasons)(
    'is shown to %s and to the approver as it was typed, and to Jira too',
    async (key, reason, shown) => {
      const { slack, jira } = at();
      expect(await ask(slack.as(key), { app: 'figma', role: 'Editor', reason })).toBe('sent');
      const id = await requestOf(at(), key);
      const ben = slack.as('ben');
      const card = await ben.until(
        () =>
          ben.dms().find(({ buttons, text }) => buttons.includes('Approve') && text.includes(`${nameOf(key)} asked`)),
        patience,
      );
      expect(card.text).toContain(shown);
      const posted = JSON.stringify(
        slack.calls.filter(({ method }) => method.startsWith('chat.')).map(({ args }) => args),
      );
      expect(posted).not.toMatch(/<!channel>|<!here>|<@U12345678>|<https:\/\/evil/);
      await card.press('Approve');
      await slack.as(key).until(() => slack.as(key).dms()[0]?.text.includes("You're in"), patience);
      await at().until(() => jira.issues().some(({ labels }) => labels.includes(`latchkey-${id}`)), patience.within);
      const issue = jira.issues().find(({ labels }) => labels.includes(`latchkey-${id}`));
      expect(issue?.description.replace(/\s+/g, ' ')).toContain(reason.slice(0, 20).replace(/\s+/g, ' '));
      const texts = JSON.stringify(
        jira.calls.filter(({ operation }) => operation === 'createIssue').map(({ body }) => body),
      );
      expect(texts).not.toMatch(/"type":"(mention|link|inlineCard|media)"/);
    },
  );

  test('of 3,000 characters is told its limit in numbers, and nothing that was typed is lost', async () => {
    const eve = at().slack.as('eve');
    const reason = 'x'.repeat(3_000);
    await eve.command('/access figma');
    const form = await eve.modal('Request access', patience);
    await form.choose('Role', 'Editor');
    await form.fill('Reason', reason);
    const outcome = await form.submit();
    expect(outcome.errors.Reason).toContain('3,000');
    expect(outcome.errors.Reason).toContain('2,000');
    await form.close();
  });
});

const nameOf = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;

type Payload = Record<string, unknown>;

function submission(view: Payload, key = 'mallory'): Payload {
  const { slack } = at();
  const { team } = slack.workspace;
  return {
    type: 'view_submission',
    team: { id: team.id, domain: team.domain },
    user: { id: slack.as(key).user.id, team_id: team.id },
    trigger_id: slack.forge.trigger(slack.as(key).user.id),
    view: { id: `V${Math.round(performance.now() * 1000)}`, type: 'modal', callback_id: 'request', hash: '1', ...view },
  };
}

const chosen = (value: string) => ({
  type: 'static_select',
  selected_option: { value, text: { type: 'plain_text', text: value } },
});
const typed = (value: unknown) => ({ type: 'plain_text_input', value });
const state = (app: string, role: string, duration: string, reason: unknown = 'Because') => ({
  blocks: [],
  state: {
    values: {
      'request.app': { 'request.app': chosen(app) },
      [`request.role:${app}`]: { 'request.role': chosen(role) },
      [`request.duration:${app}/${role}`]: { 'request.duration': chosen(duration) },
      'request.reason': { 'request.reason': typed(reason) },
    },
  },
});

describe('a forged submission', () => {
  const forged: ReadonlyArray<readonly [what: string, view: () => Payload]> = [
    ['an unknown app', () => state('nuclear-codes', 'root', 'permanent')],
    ['an unknown role', () => state('figma', 'root', 'permanent')],
    ['a duration that is not offered', () => state('figma', 'editor', 'permanent')],
    ['a duration of years', () => state('figma', 'editor', '999999999999')],
    ['a negative duration', () => state('figma', 'editor', '-1')],
    ['the name of a thing every object has', () => state('__proto__', 'constructor', 'toString')],
    ['a reason of a megabyte', () => state('figma', 'editor', '28800', 'x'.repeat(1_000_000))],
    ['a reason that is a number', () => state('figma', 'editor', '28800', 7)],
    ['no reason', () => state('figma', 'editor', '28800', null)],
    ['no state', () => ({ blocks: [] })],
    ['values that are a list', () => ({ blocks: [], state: { values: [] } })],
    ['NUL in the reason only', () => state('figma', 'editor', '28800', '\u0000')],
  ];

  test.each(forged)('with %s asks for nothing', async (_, view) => {
    const before = await count('Request');
    const answer = await at().slack.forge.interaction(submission(view()));
    expect(answer.kind).toBe('acked');
    expect(await count('Request')).toBe(before);
  });

  test('with NUL and half an emoji in its reason is taken or told why not, and never left without an answer', async () => {
    const answer = await at().slack.forge.interaction(
      submission(state('figma', 'viewer', 'permanent', 'a\u0000b \ud83d c')),
    );
    expect(answer.kind).toBe('acked');
  });
});

describe('a forged press', () => {
  const actions = ['request.approve', 'request.deny.open', 'request.cancel', 'assignment.giveBack', 'grant.handle'];
  const values = [
    '',
    'no-such-id',
    '\'; DROP TABLE "Event"; --',
    '../../etc/passwd',
    '\u0000',
    'x'.repeat(5_000),
    '__proto__',
  ];
  const each = actions.flatMap((action) => values.map((value) => [action, value] as const));

  test.each(each)('on %s with %j changes nothing and stops nothing', async (action, value) => {
    const before = await count('Event');
    const answer = await forgePress(at(), at().slack.as('mallory'), action, value);
    expect(answer.kind).toBe('acked');
    expect(await count('Event')).toBe(before);
  });

  test("on somebody else's request or access is answered, and changes nothing", async () => {
    const { slack, okta } = at();
    await ask(slack.as('fay'), { app: 'figma', role: 'Editor', reason: "Fay's work" });
    await cardToDecide(slack.as('ben'), "Fay's work");
    const id = await requestOf(at(), 'fay');
    for (const key of ['mallory', 'fay']) await forgePress(at(), slack.as(key), 'request.approve', id);
    await forgePress(at(), slack.as('mallory'), 'request.cancel', id);
    const mallory = slack.as('mallory');
    await mallory.until(() => message(mallory, 'You are not one of the people who decide'), patience);
    await mallory.until(() => message(mallory, 'Only the person who asked'), patience);
    await slack.as('fay').until(() => message(slack.as('fay'), 'cannot decide your own'), patience);
    await approve(slack.as('ben'), "Fay's work");
    await cardSays(slack.as('fay'), "Fay's work", "You're in");
    await forgePress(at(), mallory, 'assignment.giveBack', id);
    await mallory.until(() => message(mallory, 'Only the person who holds'), patience);
    expect(okta.has('fay', 'figma-editors')).toBe(true);
    expect(okta.has('mallory', 'figma-editors')).toBe(false);
  });
});

test('payloads that are nothing at all stop nothing', async () => {
  const { slack } = at();
  const payloads: Payload[] = [
    {},
    { type: 'block_actions' },
    { type: 'block_actions', actions: [] },
    { type: 'block_actions', actions: [{}], user: null },
    { type: 'view_submission' },
    { type: 'view_submission', view: { callback_id: 'request' } },
    { type: 'view_submission', view: { callback_id: 'extend', id: 7 }, user: { id: 'W' } },
    { type: 'block_suggestion', action_id: 'request.app', value: { $ne: 1 } },
  ];
  slack.faults.clear();
  await Promise.all(payloads.map((payload) => slack.forge.interaction(payload)));
  await slack.forge.event({ type: 'app_home_opened' });
  await slack.forge.command({ command: '/access', user_id: 'U0NOBODY', trigger_id: '1.2.3', text: 'who <@U|>' });
  await slack.as('eve').command('/access help');
  await slack.as('eve').until(
    () =>
      slack
        .as('eve')
        .ephemerals()
        .some(({ text }) => text.includes('/access who')),
    patience,
  );
});
