import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grant } from '../../src/domain/grant.js';
import { type TaskCard, taskCard } from '../../src/views/taskCard.js';
import { anyAsked, anyText, asked, rings } from '../support/cards.js';
import { at } from '../support/given.js';
import { shownMessage } from '../support/screen.js';

const grant = (but: Partial<Grant> = {}): Grant => ({
  id: 'g1',
  status: 'provisioning',
  recipient: 'ana',
  entitlement: 'okta:00g1',
  holders: ['r1'],
  entries: [],
  openedAt: at(0),
  ...but,
});

const card = (but: Partial<Grant> = {}, more: Partial<TaskCard> = {}): TaskCard => ({
  ...asked({ status: 'approved', decidedAt: at(60), approvals: [{ by: 'ben', stage: 'manager', at: at(60) }] }),
  kind: 'add',
  grant: grant(but),
  group: 'figma-editors',
  provider: 'Okta',
  ...more,
});

const shown = (...given: Parameters<typeof card>) => shownMessage(taskCard(card(...given)));
const task = (kind: 'add' | 'remove', why: 'manual' | 'observe' | 'refused', says = '') => ({ kind, why, says });

describe('the card of who has to do it by hand', () => {
  test('says whom to add to which group, why, and what the provider said', () => {
    const { text, buttons } = shown({ task: task('add', 'refused', 'The group is managed by Workday.') });
    expect(text).toContain('Please add Ana Silva (Product designer, Design) to the group figma-editors in Okta.');
    expect(text).toContain('Ben Okafor approved it.');
    expect(text).toContain('>The group is managed by Workday.');
    expect(buttons).toEqual(['Mark as done']);
  });

  test('says remove when it is a removal, and why', () => {
    const removal = {
      status: 'revoking',
      cause: 'expired',
      endingAt: at(60),
      task: task('remove', 'refused', 'No.'),
    } as const;
    const { text } = shown(removal, { kind: 'remove' });
    expect(text).toContain('Please remove Ana Silva (Product designer, Design) from the group figma-editors in Okta.');
    expect(text).toContain('The time is up');
  });

  test('names the app where there is no group', () => {
    const manual = { app: 'Office badge', role: 'Server room', group: undefined, provider: 'Office badge' };
    expect(shown({ task: task('add', 'manual') }, manual).text).toContain('to Office badge.');
  });

  test('says in a pilot that Latchkey only observes', () => {
    expect(shown({ task: task('add', 'observe') }).text).toContain('Latchkey only observes at the moment');
  });

  test('afterwards says what became of it, and has no button', () => {
    const checking = shown({ handledBy: 'dana' });
    expect(checking.text).toContain('Dana Levi marked it as done. Latchkey is checking it.');
    expect(checking.buttons).toEqual([]);
    expect(shown({ status: 'active', handledBy: 'dana' }).text).toContain('Done: Ana Silva is in.');
    expect(shown({ status: 'ended' }, { kind: 'remove' }).text).toContain('Done: Ana Silva is out.');
    expect(shown({ status: 'ended' }).text).toContain('No longer needed');
  });
});

test('whatever people, providers and catalogs hold, Slack takes the card and nobody is rung by it', () => {
  const any = fc.record({
    asked: anyAsked,
    kind: fc.constantFrom('add', 'remove'),
    why: fc.constantFrom('manual', 'observe', 'refused'),
    says: anyText(),
    group: fc.option(anyText(300), { nil: undefined }),
    provider: anyText(300),
    status: fc.constantFrom('provisioning', 'active', 'revoking', 'ended'),
    cause: fc.constantFrom('expired', 'revoked', 'returned', 'left', 'goneOutside', undefined),
  });
  fc.assert(
    fc.property(any, ({ asked: facts, kind, why, says, group, provider, status, cause }) => {
      const drawn = taskCard({
        ...facts,
        kind,
        group,
        provider,
        grant: grant({ status, cause, task: task(kind, why, says) }),
      });
      shownMessage(drawn);
      expect(rings([drawn.text, drawn.blocks])).toBe(false);
    }),
    { numRuns: 200 },
  );
});
