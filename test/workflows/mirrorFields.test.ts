import { describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import {
  approves,
  asks,
  confirms,
  deliver,
  expires,
  failures,
  happens,
  hours,
  jira,
  opens,
  refusals,
  small,
  stageMirror,
  start,
  theIssue,
  warnings,
  wholeLife,
} from '../support/mirrorStage.js';

/** A Jira with fields for what we know, named in jira.yaml by name or by id. */
stageMirror({
  fields: {
    app: 'app',
    role: fieldIds.role,
    risk: 'Access tags',
    recipient: 'Recipient',
    approvers: 'Approvers',
    duration: 'Hours',
    end: 'Access ends',
    request: 'Access request',
  },
});

const edits = () => jira.calls.filter(({ operation }) => operation === 'editIssue').length;

describe("our facts in the site's fields", () => {
  test('are written as each field wants them, by the time the first comment is there', async () => {
    asks('7f3c');
    await deliver();
    expect(theIssue().fields).toMatchObject({
      App: 'Figma',
      Role: 'Editor',
      'Access tags': ['standard'],
      Recipient: 'Ana Silva',
      Approvers: ['Ben Okafor'],
      Hours: 8,
      'Access request': '7f3c',
    });
    expect(theIssue().fields['Access ends']).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('follow what is true: who approved, and the end, also after it was put off', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver();
    const first = String(theIssue().fields['Access ends']);
    expect(Date.parse(first)).toBe(Date.parse(small.world().assignments.get('7f3c')?.endsAt ?? ''));
    happens({ type: 'assignment.extend', id: '7f3c', by: 'ana', duration: 28_800 + 3600, longest: 86_400 }, 'ana');
    await deliver();
    const later = String(theIssue().fields['Access ends']);
    expect(Date.parse(later)).toBe(Date.parse(small.world().assignments.get('7f3c')?.endsAt ?? ''));
    expect(Date.parse(later) - Date.parse(first)).toBeGreaterThan(0);
    expires('7f3c');
    await deliver();
    expect(theIssue().fields.Approvers).toEqual(['Ben Okafor']);
  });

  test('are written only where Jira shows something else, in one call', async () => {
    asks('7f3c');
    await deliver();
    expect(edits()).toBe(1);
    happens({ type: 'request.mirror', id: '7f3c', key: 'ACC-1', url: 'https://acme.example.com' });
    small.clock += hours(36);
    happens({ type: 'request.remind', id: '7f3c' });
    await deliver();
    expect(edits()).toBe(1);
    jira.edit('ACC-1', 'it@acme.example.com', { [fieldIds.hours]: 99, [fieldIds.app]: { value: 'VPN' } });
    approves('7f3c');
    await deliver();
    expect(theIssue().fields).toMatchObject({ App: 'Figma', Hours: 8 });
    expect(edits()).toBe(2);
  });

  test('bring back a label of ours, and leave those of others', async () => {
    asks('7f3c');
    await deliver();
    jira.edit('ACC-1', 'it@acme.example.com', { labels: ['latchkey-7f3c', 'audit-2026'] });
    approves('7f3c');
    await deliver();
    expect(theIssue().labels).toEqual(expect.arrayContaining(['audit-2026', 'latchkey', 'app-figma', 'role-editor']));
  });
});

describe('a field that cannot be written', () => {
  test('is said once, and holds nothing up: the others are written, and the story goes on', async () => {
    jira.field('App').options = [];
    jira.hideEmail('ana@acme.example.com');
    await wholeLife('7f3c');
    expect(theIssue().fields).toMatchObject({ Role: 'Editor', Approvers: ['Ben Okafor'] });
    expect(theIssue().fields.App).toBeUndefined();
    expect(theIssue().comments).toHaveLength(11);
    expect(refusals).toEqual([]);
    expect(failures).toEqual([]);
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).toContain('has no option');
    expect(warnings.join()).toContain('no account in Jira');
  });

  test('since Jira refuses its value, is left out; the rest of the same call is not lost', async () => {
    jira.faults.error(
      'editIssue',
      { status: 400, body: { errorMessages: [], errors: { [fieldIds.hours]: 'Hours is locked.' } } },
      { times: 1 },
    );
    asks('7f3c');
    await deliver();
    expect(theIssue().fields).toMatchObject({ App: 'Figma', Role: 'Editor' });
    expect(theIssue().fields.Hours).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('Hours is locked')]);
    approves('7f3c');
    await deliver();
    expect(theIssue().fields.Hours).toBeUndefined();
  });

  test('is a label: it is said once, and the fields are written without', async () => {
    asks('7f3c');
    await deliver();
    jira.edit('ACC-1', 'it@acme.example.com', { labels: [] });
    const errors = { labels: "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown." };
    jira.faults.error('editIssue', { status: 400, body: { errorMessages: [], errors } }, { times: 1 });
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver();
    expect(theIssue().fields).toMatchObject({ 'Access ends': expect.anything() });
    expect(theIssue().labels).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("Field 'labels' cannot be set")]);
  });

  test('since the account may not edit, costs the fields and nothing else', async () => {
    jira.forbid('EDIT_ISSUES');
    await wholeLife('7f3c');
    expect(theIssue()).toMatchObject({ status: 'Done', fields: {} });
    expect(theIssue().comments).toHaveLength(11);
    expect(refusals).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

describe('a screen on the way', () => {
  test('that insists on a mapped field is filled with it', async () => {
    jira.setWorkflow({
      statuses: [
        { id: '1', name: 'To Do', category: 'new' },
        { id: '2', name: 'Done', category: 'done' },
      ],
      transitions: [{ id: '11', name: 'Close', from: 'To Do', to: 'Done', requires: ['resolution', fieldIds.role] }],
    });
    start();
    asks('7f3c');
    happens({ type: 'request.cancel', id: '7f3c', by: 'ana' }, 'ana');
    await deliver();
    expect(theIssue().status).toBe('Done');
    expect(refusals).toEqual([]);
  });

  test('that insists on what we do not know is said by name in the comment', async () => {
    jira.setWorkflow('closingForm');
    asks('7f3c');
    happens({ type: 'request.cancel', id: '7f3c', by: 'ana' }, 'ana');
    await deliver();
    expect(theIssue().status).toBe('In Progress');
    expect(theIssue().comments.join()).toMatch(/A screen on the way insists on Reason, Closing code/);
  });
});
