import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Catalog, findRole } from '../../src/domain/catalog.js';
import type { Standing } from '../../src/domain/standing.js';
import { refusedView, submittedView, workingView } from '../../src/views/plainViews.js';
import {
  type Draft,
  fieldOf,
  mistakesIn,
  readRequest,
  requestModal,
  roleSelect,
  settled,
} from '../../src/views/requestModal.js';
import { acmeCatalog, anyCatalog, anyText, bigCatalog } from '../support/catalogs.js';
import { blockIdsOf, entered, slackSays, untouched, wordsOf } from '../support/forms.js';

const now = new Date('2026-11-27T13:40:00Z');
const catalog = acmeCatalog;
const day = 24 * 3600;
const draw = (draft: Draft, more: { note?: string; standing?: Standing; catalog?: Catalog } = {}) =>
  requestModal({ catalog, now, draft, ...more });

const active: Standing = {
  is: 'active',
  assignment: {
    id: 'a1',
    status: 'active',
    recipient: 'ana',
    app: 'figma',
    role: 'editor',
    duration: day,
    grants: [],
    alreadyHad: [],
    openedAt: '2026-11-27T09:00:00Z',
    activatedAt: '2026-11-27T09:00:00Z',
    endsAt: '2026-11-27T17:00:00Z',
  },
};

describe('the form Request access', () => {
  test('begins with an app and a reason; the role appears with the app, the duration with the role', () => {
    expect(blockIdsOf(draw({}))).toEqual(['request.app', 'request.reason']);
    expect(blockIdsOf(draw({ app: 'figma' }))).toEqual(['request.app', 'request.role:figma', 'request.reason']);
    expect(blockIdsOf(draw({ app: 'figma', role: 'editor' }))).toEqual([
      'request.app',
      'request.role:figma',
      'request.duration:figma/editor',
      'request.reason',
    ]);
  });

  test('an app with one role has it chosen', () => {
    expect(readRequest(untouched(draw({ app: 'salesforce' })))).toMatchObject({ role: 'finance', duration: 30 * day });
  });

  test('says how risky each role is, who approves, and what to do when nothing fits', () => {
    const words = wordsOf(draw({ app: 'figma', role: 'editor' }));
    for (const said of [
      'low risk: approved at once',
      'standard risk: approved by manager',
      '8 hours',
      '7 days',
      '20 seconds',
      'Approvers and auditors read this',
      '*Still need help?* Ask in #it-help.',
    ])
      expect(words).toContain(said);
    expect(wordsOf(draw({ app: 'aws' }))).toContain('privileged risk: approved by security, then owner');
    expect(wordsOf(draw({ app: 'figma', role: 'viewer' }))).toContain('No end date');
  });

  test('what somebody already has is said on choosing the role, with Extend', () => {
    const view = draw({ app: 'figma', role: 'editor' }, { standing: active });
    expect(wordsOf(view)).toMatch(/You have this until <!date.*> \(3 h 20 min left\)\.\nExtend/);
    expect(slackSays(view)).toBe('ok');
    const standings: Standing[] = [{ is: 'onItsWay' }, { is: 'ending' }, { is: 'elsewhere' }, { is: 'nested' }];
    for (const standing of standings)
      expect(slackSays(draw({ app: 'figma', role: 'editor' }, { standing }))).toBe('ok');
  });

  test('keeps what was typed when it is drawn again', () => {
    const draft = { app: 'figma', role: 'editor', duration: 20, reason: 'Fix <the> logo' };
    expect(readRequest(untouched(draw(draft, { note: 'Try again in a minute.' })))).toEqual(draft);
  });

  test("another app does not inherit the old one's role", () => {
    const before = entered(draw({ app: 'figma', role: 'editor' }), { 'request.app': { option: 'aws' } });
    expect(readRequest(before)).toEqual({ app: 'aws' });
  });

  test('reads nothing from a payload that is not one', () => {
    for (const odd of [undefined, null, {}, { state: { values: { 'request.app': { 'request.app': 7 } } } }])
      expect(readRequest(odd)).toEqual({});
    const forged = entered(draw({ app: 'figma' }), { [roleSelect]: { option: '__proto__' } });
    expect(mistakesIn(catalog, readRequest(forged))).toHaveProperty('role');
  });
});

describe('what is wrong with a form', () => {
  const right = { app: 'figma', role: 'editor', duration: 20, reason: 'The logo is wrong' };

  test('a right one has nothing wrong with it', () => expect(mistakesIn(catalog, right)).toEqual({}));

  test.each([
    ['an app that is not there', { ...right, app: 'word' }, ['app']],
    ["another app's role", { ...right, role: 'read' }, ['role']],
    ['a duration that is not offered', { ...right, duration: 21 }, ['duration']],
    ['no end where none is offered', { ...right, duration: 'permanent' as const }, ['duration']],
    ['a reason of spaces', { ...right, reason: ' \n ' }, ['reason']],
    ['nothing at all', {}, ['app', 'reason']],
  ])('%s', (_, draft, expected) => expect(Object.keys(mistakesIn(catalog, draft))).toEqual(expected));

  test('a reason that is too long is told its limit in numbers, counted as people count', () => {
    expect(mistakesIn(catalog, { ...right, reason: 'x'.repeat(2_345) }).reason).toBe(
      'This has 2,345 characters. At most 2,000 fit: shorten it by 345.',
    );
    expect(mistakesIn(catalog, { ...right, reason: '👍'.repeat(2_000) })).toEqual({});
  });

  test('is said on the field, or on a new form while there is no such field', () => {
    expect(fieldOf(untouched(draw({ app: 'figma' })), 'role')).toBe('request.role:figma');
    expect(fieldOf(untouched(draw({ app: 'figma' })), 'duration')).toBeUndefined();
    expect(fieldOf(untouched(draw({})), 'role')).toBeUndefined();
  });
});

describe('any catalog', () => {
  const anyForm = anyCatalog.chain((its) => {
    const roles = its.apps.flatMap((app) => app.roles.map((role) => ({ app, role })));
    return fc.record({
      catalog: fc.constant(its),
      chosen: fc.constantFrom(...roles),
      duration: fc.nat(),
      reason: anyText,
      note: anyText,
    });
  });

  test('is drawn within the limits of Slack, and read back as it was chosen', () => {
    fc.assert(
      fc.property(anyForm, ({ catalog: its, chosen, duration: index, reason, note }) => {
        const { durations } = chosen.role;
        const draft = {
          app: chosen.app.id,
          role: chosen.role.id,
          duration: durations[index % durations.length]!,
          reason,
        };
        const view = draw(draft, { catalog: its, note });
        expect(slackSays(view)).toBe('ok');
        const { reason: readReason, ...read } = readRequest(untouched(view));
        expect(read).toEqual({ app: draft.app, role: draft.role, duration: draft.duration });
        if (reason !== '' && reason.length <= 3_000) expect(readReason).toBe(reason);
        expect(settled(its, draft)).toEqual(draft);
        expect(findRole(its, draft.app, draft.role)).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  test('of three hundred apps opens as quickly as a small one', () => {
    expect(slackSays(draw({ app: 'app-299' }, { catalog: bigCatalog(300) }))).toBe('ok');
  });
});

test('the views that stand in for a form are within the limits too', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const view of [workingView(text), refusedView(text, text), submittedView(text, text)])
        expect(slackSays(view)).toBe('ok');
    }),
    { numRuns: 30 },
  );
});
