import { describe, expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { readable } from '../../sandbox/slack/readable.js';
import { createWorkspace } from '../../sandbox/slack/workspace.js';
import { option, plain } from './boltApp.js';
import { call } from './slackApi.js';
import { bot, modal, slackWith } from './slackBots.js';

const field = (label: string, element: object, more: object = {}) => ({
  type: 'input' as const,
  label: plain(label),
  element: { action_id: label.toLowerCase(), ...element },
  block_id: label.toLowerCase(),
  ...more,
});

const fields = [
  field('App', { type: 'external_select', min_query_length: 2 }),
  field('Person', { type: 'users_select' }),
  field('Groups', { type: 'multi_static_select', options: [option('One'), option('Two')] }),
  field('Ways', { type: 'checkboxes', options: [option('Fast'), option('Safe')] }, { optional: true }),
  field('Until', { type: 'datepicker', initial_date: '2026-11-01' }),
  field(
    'Search',
    { type: 'plain_text_input', dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } },
    { dispatch_action: true, optional: true },
  ),
];

describe('A field', () => {
  test('is filled by its label with what it offers, whatever its kind', async () => {
    const slack = await slackWith();
    const heard: unknown[] = [];
    await bot(slack, (app) => {
      app.options('app', async ({ ack, options }) =>
        ack({ options: [option(`Found ${options.value}`), option('Figma')] }),
      );
      app.action('search', async ({ ack, payload }) => {
        await ack();
        heard.push('value' in payload ? payload.value : undefined);
      });
      app.view('form', async ({ ack, view }) => {
        await ack();
        heard.push(view.state.values);
      });
    });
    const ana = slack.as('ana');
    await call(slack, 'views.open', {
      trigger_id: slack.forge.trigger(ana.user.id),
      view: modal('All', { blocks: fields }),
    });
    const form = await ana.modal();
    expect(await form.suggestions('App', 'f')).toEqual([]);
    expect(await form.suggestions('App', 'fig')).toEqual(['Found fig', 'Figma']);
    await form.choose('App', 'Figma');
    await expect(form.choose('Groups', 'Three')).rejects.toThrow("'Groups' does not offer 'Three', but 'One', 'Two'.");
    await form.choose('Person', 'Ben Okafor');
    await form.choose('Groups', 'One');
    await form.choose('Groups', 'Two');
    await form.choose('Ways', 'Safe');
    await form.choose('Ways', 'Safe');
    await form.fill('Search', 'abc', { redraw: 'ignore' });
    expect(form.lines()).toContain('One, Two');
    await form.submit();
    expect(heard[0]).toBe('abc');
    expect(heard[1]).toMatchObject({
      app: { app: { selected_option: { value: 'figma' } } },
      person: { person: { selected_user: slack.people.get('ben').id } },
      groups: { groups: { selected_options: [{ value: 'one' }, { value: 'two' }] } },
      ways: { ways: { selected_options: [] } },
      until: { until: { selected_date: '2026-11-01' } },
    });
  });
});

test('what is wrong with a field is said still when the app redraws the form, until the field is gone', async () => {
  const slack = await slackWith();
  const ana = slack.as('ana');
  const view = modal('All', { blocks: fields });
  const opened = await call(slack, 'views.open', { trigger_id: slack.forge.trigger(ana.user.id), view });
  const { id } = opened.view as { id: string };
  const missing = { App: 'Please complete this required field.', Person: 'Please complete this required field.' };
  const { errors } = await (await ana.modal()).submit();
  expect(errors).toMatchObject(missing);
  const shown = () => Object.fromEntries(slack.workspace.views.get(id)?.errors ?? []);
  await call(slack, 'views.update', { view_id: id, view });
  expect(shown()).toMatchObject({ app: missing.App, person: missing.Person });
  await call(slack, 'views.update', { view_id: id, view: { ...view, blocks: fields.slice(1) } });
  expect(shown()).not.toHaveProperty('app');
  expect(shown()).toHaveProperty('person');
});

describe('Text on the screen', () => {
  const workspace = createWorkspace(acme, () => Date.UTC(2026, 10, 2, 9));
  const [ana] = [...workspace.people.values()];
  const at = Math.floor(Date.UTC(2026, 10, 3, 17, 30) / 1000);
  test.each([
    ['*bold*, _slanted_ and ~gone~ but a*b*c', 'bold, slanted and gone but a*b*c'],
    [`<@${ana?.id}> &lt;b&gt; &amp;amp;`, '@Ana Silva <b> &amp;'],
    ['<https://x.example/a_b|the page> <https://x.example>', 'the page https://x.example'],
    ['<!here> <#C0GENERAL01> <!subteam^S1|@it>', '@here #general @it'],
    [`<!date^${at}^{date_short_pretty} at {time}|then>`, 'tomorrow at 12:30'],
    [`<!date^${at}^{date} {date_num} {ago}|then>`, 'November 3 2026-11-03 in 1 day'],
    ['<!date^soon^{date}|then>', 'then'],
  ])('%s', (mrkdwn, shown) => {
    expect(readable({ workspace, tz: 'America/New_York' }, mrkdwn)).toBe(shown);
  });
});
