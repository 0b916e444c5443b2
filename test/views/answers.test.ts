import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Assignment } from '../../src/domain/assignment.js';
import type { Request } from '../../src/domain/request.js';
import { helpMessage } from '../../src/views/help.js';
import { mineMessage } from '../../src/views/mine.js';
import { pageOf } from '../../src/views/paging.js';
import { type Holding, readWhoPage, saying, whoMessage, whoPageSize } from '../../src/views/who.js';
import { anyText } from '../support/catalogs.js';
import { slackSaysToMessage, wordsOf } from '../support/forms.js';

const now = new Date('2026-11-27T13:40:00Z');
const statuses = ['opened', 'active', 'ending', 'ended'] as const;

const given = (but: Partial<Assignment> = {}): Assignment => ({
  id: 'a1',
  status: 'active',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: 3600,
  grants: [],
  alreadyHad: [],
  openedAt: '2026-11-27T09:00:00.000Z',
  endsAt: '2026-11-27T17:00:00.000Z',
  ...but,
});

const holding = (but: Partial<Holding> = {}): Holding => ({
  assignment: given(),
  holder: { name: 'Ana Silva', slackId: 'U0ANA' },
  app: 'Figma',
  role: 'Editor',
  approvers: [{ name: 'Ben Okafor' }],
  ...but,
});

const who = (all: Holding[], about = 'Figma', page = 0) =>
  whoMessage({ about, question: 'figma', page: pageOf(all, page, whoPageSize), now });

describe('/access who', () => {
  test('says who has what, until when and by whose approval, with Revoke', () => {
    expect(wordsOf(who([holding()]).blocks)).toMatch(
      /<@U0ANA>: \*Editor\* in \*Figma\*\nUntil <!date.*> \(3 h 20 min left\)\nApproved by Ben Okafor\nRevoke/,
    );
    expect(wordsOf(who([holding({ approvers: [] })]).blocks)).toContain('Approved automatically');
    expect(wordsOf(who([holding({ assignment: given({ endsAt: undefined }) })]).blocks)).toContain('No end date');
  });

  test('what has no more to be revoked has no button', () => {
    expect(wordsOf(who([holding({ assignment: given({ status: 'ending' }) })]).blocks)).not.toContain('Revoke');
  });

  test('says so when there is nobody, and when there are more than fit', () => {
    expect(wordsOf(who([]).blocks)).toContain('nobody has access');
    const words = wordsOf(who(Array.from({ length: 25 }, () => holding())).blocks);
    expect(words).toContain('1 to 10 of 25 are shown.\nNext');
  });

  test('a page button carries its page and the question', () => {
    expect(readWhoPage('2 ana@acme.example.com')).toEqual({ page: 2, question: 'ana@acme.example.com' });
    for (const odd of ['', 'x', '-1 figma', '2']) expect(readWhoPage(odd)).toBeUndefined();
  });
});

describe('within the limits of Slack', () => {
  const anyHolding = fc.record({
    assignment: fc.constantFrom(...statuses).map((status) => given({ status })),
    holder: fc.option(fc.record({ name: anyText }), { nil: undefined }),
    app: anyText,
    role: anyText,
    approvers: fc.array(fc.record({ name: anyText }), { maxLength: 3 }),
  });

  test('whoever has whatever', () => {
    fc.assert(
      fc.property(fc.array(anyHolding, { minLength: 1, maxLength: 30 }), anyText, fc.nat(3), (all, about, page) => {
        expect(slackSaysToMessage(who(all, about, page).blocks)).toBe('ok');
      }),
      { numRuns: 40 },
    );
  });

  test('whatever I have and have asked for', () => {
    fc.assert(
      fc.property(fc.array(anyHolding, { maxLength: 25 }), fc.array(anyHolding, { maxLength: 25 }), (active, asked) => {
        const request = { id: 'r1', duration: 3600, submittedAt: '2026-11-27T13:00:00Z' } as unknown as Request;
        const pending = asked.map(({ app, role }) => ({ app, role, request }));
        expect(slackSaysToMessage(mineMessage({ active, pending, now }).blocks)).toBe('ok');
      }),
      { numRuns: 40 },
    );
    const many = Array.from({ length: 20 }, () => holding());
    expect(wordsOf(mineMessage({ active: many, pending: [], now }).blocks)).toContain('5 more are on');
    expect(wordsOf(mineMessage({ active: [], pending: [], now }).blocks)).toContain('Type `/access` to ask.');
  });

  test('help, and a sentence of any kind', () => {
    expect(slackSaysToMessage(helpMessage().blocks)).toBe('ok');
    expect(wordsOf(helpMessage().blocks)).toContain('/access who @person');
    fc.assert(
      fc.property(anyText, (text) => expect(slackSaysToMessage(saying(text).blocks)).toBe('ok')),
      { numRuns: 30 },
    );
  });
});
