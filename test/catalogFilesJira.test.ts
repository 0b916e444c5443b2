import { describe, expect, test } from '@jest/globals';
import { partsOf } from '../src/domain/catalog.js';
import { problems, read } from './support/catalogDirectory.js';

const jira = `fields:
  app: Application
  role: customfield_10051
  end: Access ends
statuses:
  granted: [Live, In Progress]
  ended: Gone
show:
  denials: customer
acting:
  approved: [Approved, Go ahead]
  declined: Declined
  close: endAccess
portal:
  requestType: '25'
  fields: { app: App, role: Role, duration: For how long, reason: customfield_10058 }
`;

describe('jira.yaml is read beside the policy', () => {
  test('with its fields, statuses and what is shown; what is left out is as if there were no file', async () => {
    const catalog = await read({ 'jira.yaml': jira });
    expect(catalog.apps).toHaveLength(1);
    expect(catalog.jira).toEqual({
      fields: { app: 'Application', role: 'customfield_10051', end: 'Access ends' },
      statuses: { granted: ['Live', 'In Progress'], ended: ['Gone'] },
      show: { denials: 'customer', threads: 'internal' },
      acting: { approved: ['Approved', 'Go ahead'], declined: ['Declined'], close: 'endAccess' },
      portal: {
        requestType: '25',
        fields: { app: 'App', role: 'Role', duration: 'For how long', reason: 'customfield_10058' },
      },
    });
  });

  test('without a word about who acts there nobody does, and closing ends nothing unless it says so', async () => {
    const silent = await read({ 'jira.yaml': 'fields:\n  app: App\n' });
    expect([silent.jira?.acting, silent.jira?.portal]).toEqual([undefined, undefined]);
    const brief = await read({ 'jira.yaml': 'acting:\n  approved: Approved\n' });
    expect(brief.jira?.acting).toEqual({ approved: ['Approved'], declined: [], close: 'nothing' });
  });

  test('and may be absent', async () => {
    expect((await read()).jira).toBeUndefined();
  });

  test('and is on record: another file is another catalog, and the difference names it', async () => {
    const without = await read();
    const before = await read({ 'jira.yaml': jira });
    const after = await read({ 'jira.yaml': jira.replace('endAccess', 'nothing') });
    expect(new Set([without.hash, before.hash, after.hash]).size).toBe(3);
    const part = (catalog: typeof before) => new Map(partsOf(catalog)).get('jira.yaml');
    expect(part(without)).toBeUndefined();
    expect(part(before)).not.toBe(part(after));
  });
});

describe('jira.yaml is refused, with line, field and remedy', () => {
  const name = "Write the name of the field in Jira, or its id, e.g. 'Access ends' or customfield_10050.";
  test.each<[string, string, string]>([
    [
      'a fact that there is none of',
      'fields:\n  rolle: Role\n',
      'jira.yaml:2 fields.rolle: is not a known key. Write role.',
    ],
    [
      'a field by its number',
      'fields:\n  role: 10051\n',
      'jira.yaml:2 fields.role: 10051 is not read as text. Put it in quotes: "10051".',
    ],
    ['a field without a name', 'fields:\n  role: ""\n', `jira.yaml:2 fields.role: is empty. ${name}`],
    [
      'two facts in one field',
      'fields:\n  app: access\n  role: Access\n',
      'jira.yaml:3 fields.role: names the field that holds app. Give each fact a field of its own.',
    ],
    [
      'a status of nothing',
      'statuses:\n  given: Active\n',
      'jira.yaml:2 statuses.given: is not a known key. The keys are waiting, granted, extended, ended, denied, cancelled, lapsed.',
    ],
    [
      'an outcome without status',
      'statuses:\n  granted: []\n',
      "jira.yaml:2 statuses.granted: is empty. Write the names of your workflow's statuses, the best first, e.g. [Active, In Progress].",
    ],
    [
      'an unknown audience',
      'show:\n  threads: everybody\n',
      'jira.yaml:2 show.threads: "everybody" is not a group of readers. Write one of customer, internal, nobody.',
    ],
    [
      'a section that is none',
      'acting: yes please\n',
      'jira.yaml:1 acting: "yes please" is not a mapping. Write acting in Jira as keys and values: approved, declined, close.',
    ],
    [
      'a status that says yes and no',
      'acting:\n  approved: [Done, Go]\n  declined: [No, done]\n',
      'jira.yaml:3 acting.declined: says "done", which stands under approved too. Keep one of them.',
    ],
    [
      'a yes that is also where it waits',
      'statuses:\n  waiting: Open\nacting:\n  approved: open\n',
      'jira.yaml:4 acting.approved: says "open", which stands under statuses.waiting too. Keep one of them.',
    ],
    [
      'another end than there is',
      'acting:\n  close: endaccess\n',
      'jira.yaml:2 acting.close: "endaccess" is not a way to take a closed issue. Write endAccess, or another of nothing, endAccess.',
    ],
    [
      'a portal without its fields',
      "portal:\n  requestType: '25'\n",
      "jira.yaml:1 portal.fields: is missing. Write the portal's fields as keys and values: app, role, duration, reason.",
    ],
    [
      'a list',
      '- fields\n',
      'jira.yaml:1 a list is not a mapping. Write the mapping as keys and values: fields, statuses, show, acting, portal.',
    ],
  ])('%s', async (_name, file, problem) => {
    expect(await problems({ 'jira.yaml': file })).toEqual([problem]);
  });

  test('a second one beside it', async () => {
    expect(await problems({ 'jira.yaml': jira, 'jira.yml': jira })).toEqual([
      'jira.yml:1 stands beside jira.yaml. Keep one of them.',
    ]);
  });
});
