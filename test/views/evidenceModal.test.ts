import { describe, expect, test } from '@jest/globals';
import { evidenceModal, readEvidence } from '../../src/views/evidenceModal.js';
import { acmeCatalog as catalog } from '../support/catalogs.js';

const now = new Date('2026-03-20T15:00:00Z');
const blockOf = (view: ReturnType<typeof evidenceModal>, id: string) =>
  JSON.stringify(view.blocks.find((block) => block.block_id === id));

describe('the form Take out evidence', () => {
  test('begins with this month, every app and everybody', () => {
    const view = evidenceModal(catalog, {}, now);
    expect(blockOf(view, 'from')).toContain('"initial_date":"2026-03-01"');
    expect(blockOf(view, 'to')).toContain('"initial_date":"2026-03-20"');
    expect(blockOf(view, 'app')).toContain('"initial_option":{"text":{"type":"plain_text","text":"Every app"');
    expect(blockOf(view, 'person')).not.toContain('initial_user');
  });

  test('holds what was typed, also an app that stands far down a long list', () => {
    const [app] = catalog.apps;
    if (!app) throw new Error('no app');
    const apps = Array.from({ length: 150 }, (_, number) => ({ ...app, id: `app-${number}`, name: `App ${number}` }));
    const view = evidenceModal({ apps }, { from: '2026-01-01', app: 'app-149', person: 'U001ANA' }, now);
    expect(blockOf(view, 'from')).toContain('"initial_date":"2026-01-01"');
    expect(blockOf(view, 'app')).toMatch(/"initial_option":\{"text":\{[^}]*"App 149"/);
    expect(blockOf(view, 'app')).toContain('51 more do not fit here');
    expect(blockOf(view, 'person')).toContain('"initial_user":"U001ANA"');
  });
});

const values = (but: object = {}) => ({
  state: {
    values: {
      from: { 'from.entered': { selected_date: '2026-03-01' } },
      to: { 'to.entered': { selected_date: '2026-03-31' } },
      app: { 'app.entered': { selected_option: { value: 'every app' } } },
      format: { 'format.entered': { selected_option: { value: 'csv' } } },
      ...but,
    },
  },
});

describe('what was entered', () => {
  test('becomes a wish: whole days, and nothing where nothing was chosen', () => {
    expect(readEvidence(values())).toEqual({
      format: 'csv',
      query: { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z' },
    });
    const more = {
      app: { 'app.entered': { selected_option: { value: 'figma' } } },
      person: { 'person.entered': { selected_user: 'U001ANA' } },
      request: { 'request.entered': { value: '  r1 ' } },
    };
    expect(readEvidence(values(more))).toMatchObject({ person: 'U001ANA', query: { app: 'figma', request: 'r1' } });
  });

  test.each([
    ['no day', { from: {} }, { from: 'Choose a day.' }],
    [
      'the wrong way round',
      { to: { 'to.entered': { selected_date: '2026-02-01' } } },
      { to: 'The period ends before it begins. Exchange the two days.' },
    ],
    [
      'a format that is not offered',
      { format: { 'format.entered': { selected_option: { value: 'exe' } } } },
      { format: 'Choose a format.' },
    ],
    [
      'a report of nothing',
      { format: { 'format.entered': { selected_option: { value: 'report' } } } },
      { request: 'A report is of one request: write its Jira issue or its id.' },
    ],
  ])('is refused on its field: %s', (_, but, errors) => {
    expect(readEvidence(values(but))).toEqual({ errors });
  });

  test('what does not look like a form is no wish', () => {
    for (const view of [undefined, {}, { state: { values: [] } }, 'x'])
      expect(readEvidence(view)).toHaveProperty('errors');
  });
});
