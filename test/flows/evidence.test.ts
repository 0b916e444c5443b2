import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../sandbox/slack/index.js';
import { acmeWith, getIn, messageOnce, patience, sharedHouse } from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { readCsv } from '../support/evidenceDesk.js';
import type { House } from '../support/house.js';

const company = acmeWith([
  ['aud', 'Aude Martin', 'ben'],
  ['hal', 'Hal Novak', 'ben'],
]);
const environment = {
  CATALOG_DIR: catalogWith(['policy.yaml', 'admins:', 'auditors: [aud@acme.example.com]\nadmins:']),
};

/** Fills in the form and sends it. @returns what then stands on it, where it stays. */
async function wish(person: Person, words: string, { format = 'CSV, for Excel', request = '' } = {}): Promise<string> {
  await person.command(`/access evidence ${words}`);
  const form = await person.modal('Take out evidence', patience);
  await form.choose('Format', format);
  if (request !== '') await form.fill('Request', request);
  const { kind } = await form.submit();
  if (kind === 'closed') return 'sent';
  await person.until(() => !form.text().includes('Checking…'), patience);
  const says = form.text();
  await form.close();
  return says.includes('[Done]') ? 'sent' : says;
}

/** A form that Slack never showed to this person, filled in and sent. */
function forgeForm({ slack }: House, by: Person) {
  const { id } = by.user;
  const team = { id: slack.workspace.team.id, domain: slack.workspace.team.domain };
  const values = {
    from: { 'from.entered': { type: 'datepicker', selected_date: '2026-01-01' } },
    to: { 'to.entered': { type: 'datepicker', selected_date: '2026-12-31' } },
    format: { 'format.entered': { type: 'static_select', selected_option: { value: 'json' } } },
  };
  const view = { id: 'V0FORGED', type: 'modal', callback_id: 'evidence', state: { values }, blocks: [], hash: '1' };
  return slack.forge.interaction({ type: 'view_submission', user: { id, team_id: team.id }, team, view });
}

const deliveries = (person: Person) => person.dms().filter(({ text }) => text.includes('On record as export'));

describe.each([1, 2])('/access evidence (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company, environment });
  const errands = async () => (await at().store.trail.streams(['evidence'])).map(({ event }) => event);

  test('an auditor gets the files in a direct message, once, and it is on record before and after', async () => {
    const { slack } = at();
    const [aud, hal, ben] = [slack.as('aud'), slack.as('hal'), slack.as('ben')];
    await getIn(hal, { app: 'figma', role: 'Editor', duration: '8 hours', reason: '=1+1 icons' }, ben);
    const day = at().now().toISOString().slice(0, 10);
    expect(await wish(aud, `${day} ${day} figma @hal`)).toBe('sent');
    const message = await messageOnce(aud, 'On record as export');
    const requests = [...message.files].find(([name]) => name.endsWith('-requests.csv'))?.[1];
    const [row, ...others] = readCsv(String(requests));
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      requested_by: 'Hal Novak <hal@acme.example.com>',
      decided_by: 'Ben Okafor <ben@acme.example.com>',
      reason: "'=1+1 icons",
      state: 'active',
    });
    const [asked, exported] = await errands();
    const person = await at().store.people.byEmail('aud@acme.example.com');
    expect(asked).toMatchObject({
      type: 'evidence.asked',
      by: person?.id,
      through: 'slack',
      format: 'csv',
      query: { app: 'figma' },
    });
    const files = exported?.type === 'evidence.exported' ? exported.files : [];
    expect(files.map(({ sha256 }) => sha256)).toContain(
      createHash('sha256')
        .update(requests ?? '')
        .digest('hex'),
    );
    await at().passTime(60);
    expect(deliveries(aud)).toHaveLength(1);
  });

  test('nobody else: not by the command, and not by a form that they kept', async () => {
    const { slack } = at();
    const [hal, aud] = [slack.as('hal'), slack.as('aud')];
    const before = (await errands()).length;
    await hal.command('/access evidence 2026-01-01 2026-12-31');
    await hal.until(
      () => hal.ephemerals().some(({ text }) => text.includes('Only admins and auditors can take out evidence')),
      patience,
    );
    expect(await errands()).toHaveLength(before);
    expect(await forgeForm(at(), hal)).toMatchObject({
      payload: { response_action: 'errors', errors: { format: expect.stringContaining('Only admins and auditors') } },
    });
    expect(await errands()).toHaveLength(before);
    await aud.command('/access evidence');
    const form = await aud.modal('Take out evidence', patience);
    await form.fill('From', '2026-12-31');
    await form.fill('To', '2026-01-01');
    expect((await form.submit()).errors).toEqual({ To: 'The period ends before it begins. Exchange the two days.' });
    await form.close();
    expect(await errands()).toHaveLength(before);
  });

  test('the answer of Slack is lost after the files were shared: they are found, and not shared again', async () => {
    const { slack } = at();
    const iris = slack.as('it');
    const before = deliveries(iris).length;
    slack.faults.loseAnswer('files.completeUploadExternal', { times: 1 });
    expect(await wish(iris, '', { format: 'JSON' })).toBe('sent');
    await iris.until(() => deliveries(iris).length > before, patience);
    await at().passTime(30);
    await at().until(async () => (await at().store.outbox.count()).undone === 0, patience.within);
    expect(deliveries(iris)).toHaveLength(before + 1);
  });

  test('Slack does not take the file at first: it comes all the same', async () => {
    const { slack } = at();
    const iris = slack.as('it');
    const before = deliveries(iris).length;
    slack.faults.error('upload_url', { status: 503 }, { times: 1 });
    expect(await wish(iris, '', { format: 'Bundle, which proves itself' })).toBe('sent');
    await at().passTime(10);
    await iris.until(() => deliveries(iris).length > before, patience);
    expect([...(deliveries(iris).at(-1)?.files.keys() ?? [])].join()).toMatch(/\.jsonl/);
  });

  test('a report of one request is a page, asked for by its issue; without one the form says what is missing', async () => {
    const { slack, store } = at();
    const aud = slack.as('aud');
    const format = 'Report of one request, to print';
    expect(await wish(aud, '', { format })).toContain('A report is of one request: write its Jira issue or its id.');
    expect(await wish(aud, '', { format, request: 'nothing-like-it' })).toContain(
      'Latchkey has no request with this issue or id.',
    );
    expect(await wish(aud, '', { format, request: 'ACC-99' })).toContain('no request with this issue or id.');
    const issue = (await store.requests.find(await at().newestRequest()))?.issue?.key ?? '';
    expect(await wish(aud, '', { format, request: issue.toLowerCase() })).toBe('sent');
    const message = await aud.until(
      () => deliveries(aud).find(({ files }) => [...files.keys()].some((name) => name.endsWith('.html'))),
      patience,
    );
    const page = String([...message.files.values()][0]);
    expect(page).toContain('Hal Novak');
    expect(page).toContain('=1+1 icons');
    expect(page).toMatch(/Intact: \d+ events/);
  });
});
