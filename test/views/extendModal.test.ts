import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Assignment } from '../../src/domain/assignment.js';
import type { Catalog } from '../../src/domain/catalog.js';
import { extendingOf } from '../../src/domain/extending.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import { type ExtendForm, extendModal, extensionField, readExtension } from '../../src/views/extendModal.js';
import { acmeCatalog, anyCatalog, anyText } from '../support/catalogs.js';
import { blockIdsOf, slackSays, untouched, wordsOf } from '../support/forms.js';

const hour = 3600;
const now = new Date('2026-11-27T13:40:00Z');
const given = (but: Partial<Assignment> = {}): Assignment => ({
  id: 'a1',
  status: 'active',
  recipient: 'ana',
  app: 'aws',
  role: 'production-admin',
  duration: 4 * hour,
  grants: [],
  alreadyHad: [],
  openedAt: '2026-11-27T13:00:00.000Z',
  activatedAt: '2026-11-27T13:00:00.000Z',
  endsAt: '2026-11-27T17:00:00.000Z',
  ...but,
});

const draw = (assignment: Assignment, more: Partial<ExtendForm> = {}, catalog: Catalog = acmeCatalog) => {
  const extending = extendingOf(catalog, assignment);
  if (isRefusal(extending)) throw new Error(extending.says);
  return extendModal({ assignment, extending, now, ...more });
};

describe('the form Extend access', () => {
  test("offers the role's durations, and says where the end would be and that it is applied at once", () => {
    const words = wordsOf(draw(given()));
    for (const said of [
      '1 hour',
      '4 hours',
      '24 hours',
      'applied at once',
      '(3 h 20 min left)',
      'It is applied at once.',
    ])
      expect(words).toContain(said);
    expect(words).toContain('Fri 27 Nov 2026, 18:00 UTC');
    expect(blockIdsOf(draw(given()))).toEqual(['extend.duration:2026-11-27T17:00:00.000Z/0']);
  });

  test("beyond the role's longest time says that it is asked again, and asks why", () => {
    const view = draw(given(), { chosen: 24 * hour, reason: 'The migration takes longer' });
    expect(wordsOf(view)).toContain('passes the longest time for this role (24 hours since it began)');
    expect(wordsOf(view)).toContain('goes on to its old end');
    expect(readExtension(untouched(view))).toEqual({
      assignment: 'a1',
      from: '2026-11-27T17:00:00.000Z',
      round: 0,
      duration: 24 * hour,
      reason: 'The migration takes longer',
      wasAskedWhy: true,
    });
  });

  test('never offers no end', () => {
    const catalog = {
      ...acmeCatalog,
      apps: acmeCatalog.apps.map((app) => ({
        ...app,
        roles: app.roles.map((role) => ({ ...role, durations: ['permanent' as const, hour] })),
      })),
    };
    expect(wordsOf(draw(given(), {}, catalog))).not.toContain('No end date');
  });

  test.each([
    ['not active', given({ status: 'ending' }), 'Only active access can be extended.'],
    ['without an end', given({ endsAt: undefined }), 'This access has no end date: there is nothing to extend.'],
    [
      'out of the catalog',
      given({ role: 'gone' }),
      'This role is no longer in the catalog. The access goes on until its end.',
    ],
    [
      'with no end as the only choice',
      given({ app: 'figma', role: 'viewer' }),
      'This role offers no time to extend by. Ask in #it-help.',
    ],
  ])('is refused for access that is %s', (_, assignment, says) => {
    expect((extendingOf(acmeCatalog, assignment) as Refusal).says).toBe(says);
  });

  test('a refusal stands on its field, also on a form that is not ours', () => {
    expect(extensionField(untouched(draw(given(), { chosen: 24 * hour })), 'reason')).toBe('extend.reason');
    expect(extensionField(untouched(draw(given())), 'reason')).toMatch(/^extend\.duration:/);
    expect(readExtension({})).toEqual({ assignment: '', round: 0, reason: undefined, wasAskedWhy: false });
  });
});

test('any catalog is drawn within the limits of Slack, and read back as it was chosen', () => {
  fc.assert(
    fc.property(anyCatalog, anyText, fc.nat(), fc.nat({ max: 99 }), (catalog, text, index, round) => {
      const roles = catalog.apps.flatMap((app) => app.roles.map((role) => ({ app: app.id, role: role.id })));
      const assignment = given(roles[index % roles.length]);
      const extending = extendingOf(catalog, assignment);
      if (isRefusal(extending)) return;
      const chosen = extending.durations[index % extending.durations.length];
      const view = draw(assignment, { chosen, reason: text, note: text, round }, catalog);
      expect(slackSays(view)).toBe('ok');
      expect(readExtension(untouched(view))).toMatchObject({ assignment: 'a1', duration: chosen, round });
    }),
    { numRuns: 60 },
  );
});
