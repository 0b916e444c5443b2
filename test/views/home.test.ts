import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Asked } from '../../src/views/asked.js';
import {
  closedHome,
  type Home,
  type HomeAccess,
  type HomePending,
  homePageSizes,
  homeView,
  readHomePages,
} from '../../src/views/home.js';
import { type Page, pageOf } from '../../src/views/paging.js';
import { anyAsked, anyAssignment, anyText, asked, assignment, rings } from '../support/cards.js';
import { hours, minutes, monday } from '../support/given.js';
import { shownView } from '../support/screen.js';

const nothing: Page<never> = pageOf([], 0, 1);

const home = (but: Partial<Home> = {}): Home => ({
  access: nothing,
  pending: nothing,
  waiting: nothing,
  now: new Date(monday.getTime() + minutes(40) * 1000),
  ...but,
});

const editor: HomeAccess = { assignment: assignment(), app: 'Figma', role: 'Editor' };
const pending: HomePending = { asked: asked(), from: ['Ben Okafor'] };
const many = <T>(item: T, count: number, size: number, page = 0): Page<T> =>
  pageOf(
    Array.from({ length: count }, () => item),
    page,
    size,
  );

describe('the Home tab', () => {
  test('has its three sections and the button Request access, also when there is nothing yet', () => {
    const { text, buttons } = shownView(homeView(home()));
    for (const title of ['Active access', 'Pending requests', 'Waiting for you']) expect(text).toContain(title);
    expect(buttons).toEqual(['Request access']);
  });

  test('shows what a person has, and how much time is left', () => {
    const { text, buttons } = shownView(homeView(home({ access: many(editor, 1, 15) })));
    expect(text).toContain('Editor in Figma');
    expect(text).toContain('3 h 20 min left');
    expect(buttons).toEqual(['Request access', 'Extend', 'Give back']);
  });

  test('shows what a person waits for, and whom', () => {
    const { text, buttons } = shownView(homeView(home({ pending: many(pending, 1, 15) })));
    expect(text).toContain('Waiting for Ben Okafor');
    expect(buttons).toEqual(['Request access', 'Cancel']);
  });

  test('shows what is approved and has not begun, and says so when that is because new access is paused', () => {
    const approved = { ...pending, asked: asked({ status: 'approved' }), from: [] };
    const shown = (isPaused: boolean) => shownView(homeView(home({ pending: many({ ...approved, isPaused }, 1, 15) })));
    expect(shown(false).text).toContain('Approved: being set up.');
    expect(shown(true).text).toContain('Approved: waiting, because new access is paused.');
    expect(shown(true).buttons).toEqual(['Request access']);
  });

  test('shows what waits for a person, with enough to decide it', () => {
    const { text, buttons } = shownView(homeView(home({ waiting: many(asked(), 1, 10) })));
    expect(text).toContain('Ana Silva (Product designer, Design) asks for Editor in Figma');
    expect(text).toContain('7 days. Risk: standard.');
    expect(text).toContain('>Handing over the new icons');
    expect(buttons).toEqual(['Request access', 'Approve', 'Deny']);
  });

  test('asks to confirm what is privileged, as the card does', () => {
    const sensitive = asked({ risk: 'privileged', duration: hours(4) }, { app: 'AWS', role: 'Production admin' });
    expect(JSON.stringify(homeView(home({ waiting: many(sensitive, 1, 10) })))).toContain(
      'Give Ana Production admin for 4 hours?',
    );
  });

  test('lesson 21: what is ending can no longer be extended or given back', () => {
    const ending = { ...editor, assignment: assignment({ status: 'ending' }) };
    const { text, buttons } = shownView(homeView(home({ access: many(ending, 1, 15) })));
    expect(text).toContain('Just ending');
    expect(buttons).toEqual(['Request access']);
  });

  test('with 200 grants says how many are shown, and pages', () => {
    const first = shownView(homeView(home({ access: many(editor, 200, homePageSizes.access) })));
    expect(first.text).toContain('Active access (200)');
    expect(first.text).toContain('1 to 15 of 200 are shown.');
    expect(first.buttons).toContain('Next');
    expect(first.buttons).not.toContain('Previous');
    const last = shownView(homeView(home({ access: many(editor, 200, homePageSizes.access, 13) })));
    expect(last.text).toContain('196 to 200 of 200 are shown.');
    expect(last.buttons).not.toContain('Next');
  });

  test('says why it is closed', () => {
    expect(shownView(closedHome('Guests cannot use Latchkey.')).text).toBe('Guests cannot use Latchkey.');
  });
});

test('turning a page of one section leaves the others where they are', () => {
  const drawn = homeView(home({ access: many(editor, 40, 15, 1), waiting: many<Asked>(asked(), 30, 10, 2) }));
  const values = [...JSON.stringify(drawn).matchAll(/"home\.access\.next".*?"value":"([^"]+)"/g)].map(
    ([, value]) => value,
  );
  expect(values.map(readHomePages)).toEqual([{ access: 2, pending: 0, waiting: 2 }]);
});

test.each([undefined, '', 'x', '1.2', '-1.0.0', '9999999.0.0', { access: 1 }])(
  'a page button that says %p shows the first pages',
  (value) => {
    expect(readHomePages(value)).toEqual({ access: 0, pending: 0, waiting: 0 });
  },
);

test('whatever is on it, Slack takes it and nobody is rung by it', () => {
  const page = <T>(item: fc.Arbitrary<T>, size: number) =>
    fc
      .record({ item, count: fc.constantFrom(0, 1, size, 200), number: fc.nat(20) })
      .map(({ item: one, count, number }) => many(one, count, size, number));
  const any = fc.record({
    access: page(fc.record({ assignment: anyAssignment, app: anyText(300), role: anyText(300) }), homePageSizes.access),
    pending: page(
      fc.record({ asked: anyAsked, from: fc.array(anyText(300), { maxLength: 30 }) }),
      homePageSizes.pending,
    ),
    waiting: page(anyAsked, homePageSizes.waiting),
    now: fc.constant(monday),
  });
  fc.assert(
    fc.property(any, (data) => {
      const view = homeView(data);
      shownView(view);
      expect(rings(view)).toBe(false);
    }),
    { numRuns: 30 },
  );
});
