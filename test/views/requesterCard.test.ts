import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requesterCard } from '../../src/views/requesterCard.js';
import {
  anyAsked,
  anyAssignment,
  anyStages,
  anyTasks,
  anyText,
  assignment,
  requesters,
  rings,
} from '../support/cards.js';
import { at, days, hours, stage, text } from '../support/given.js';
import { shownMessage } from '../support/screen.js';

const shown = (...card: Parameters<typeof requesters>) => shownMessage(requesterCard(requesters(...card)));
const ben = {
  ...stage('manager', []),
  approvers: [{ id: 'ben', name: 'Ben Okafor', isActive: true, isInSlack: true }],
};
const approved = {
  status: 'approved',
  decidedAt: at(60),
  approvals: [{ by: 'ben', stage: 'manager', at: at(60) }],
} as const;

describe('the one card of the requester says at each step what is so', () => {
  test('waiting, and for whom', () => {
    const { text: said, buttons } = shown({}, { stages: [ben] });
    expect(said).toContain('Editor in Figma, 7 days\nWaiting for Ben Okafor (manager)');
    expect(said).toContain('Without an answer it lapses');
    expect(buttons).toEqual(['Cancel']);
  });

  test('nobody left to ask: in the words of policy', () => {
    const stuck = 'Nobody is left who could approve this: Ben Okafor (manager) has left. Ask in #it-help.';
    expect(shown({}, { stuck }).text).toContain(stuck);
  });

  test('decided and being set up', () => {
    const { text: said } = shown(approved, {
      assignment: assignment({ status: 'opened', activatedAt: undefined, endsAt: undefined }),
    });
    expect(said).toContain('Approved: being set up');
    expect(said).toContain('Approved by Ben Okafor');
  });

  test('approved while new access is paused: who paused it, and that it goes on by itself', () => {
    expect(shown(approved, { pausedBy: 'Iris Tan' }).text).toContain('Iris Tan has paused new access.');
  });

  test('active, and until when', () => {
    const { text: said, buttons } = shown(approved, { assignment: assignment() });
    expect(said).toContain("You're in: active until");
    expect(said).toContain('That is 4 hours from when it began.');
    expect(buttons).toEqual(['Extend', 'Give back']);
  });

  test('active with no end date: nothing to extend', () => {
    const { text: said, buttons } = shown(approved, {
      assignment: assignment({ endsAt: undefined, duration: 'permanent' }),
    });
    expect(said).toContain('active with no end date');
    expect(buttons).toEqual(['Give back']);
  });

  test('ends soon', () => {
    expect(shown(approved, { assignment: assignment({ warnedAt: at(hours(3)) }) }).text).toContain(
      'Ends soon: active until',
    );
  });

  test('failed: what the provider said, and what happens next', () => {
    const tasks = [
      { kind: 'add', why: 'refused', says: 'The group is managed by Workday.', provider: 'Okta' },
    ] as const;
    const { text: said } = shown(approved, { tasks, assignment: assignment({ status: 'opened' }) });
    expect(said).toContain('Approved, but it could not be set up yet');
    expect(said).toContain('Okta said:\n>The group is managed by Workday.');
    expect(said).toContain('Dana Levi has a task and adds you by hand. You need not do anything.');
    expect(said).not.toContain("You're in");
  });

  test('denied, by whom and why', () => {
    const { text: said, buttons } = shown(
      { status: 'denied', decidedBy: 'ben', decidedAt: at(60), answer: text('t2') },
      { answer: 'Viewer is enough' },
    );
    expect(said).toContain('Denied by Ben Okafor');
    expect(said).toContain('>Viewer is enough');
    expect(buttons).toEqual([]);
  });

  test('lesson 8: a lapse says so, and how to go on', () => {
    const { text: said, buttons } = shown({ status: 'lapsed', decidedAt: at(days(3)) });
    expect(said).toMatch(/Nobody answered by Mar 5 at 09:00\. Ask again/);
    expect(buttons).toEqual(['Request access']);
  });

  test('lesson 21: it says that access has ended only when the provider has confirmed it', () => {
    const ending = assignment({ status: 'ending', cause: 'returned', endedBy: 'ana', endingAt: at(60) });
    expect(shown(approved, { assignment: ending }).text).toContain('Your access is being taken away');
    const { text: said, buttons } = shown(approved, { assignment: { ...ending, status: 'ended', endedAt: at(61) } });
    expect(said).toContain('Ended\nGiven back by Ana Silva');
    expect(buttons).toEqual([]);
  });

  test('lesson 22: open sessions may outlast the end, and the card says so where nothing ends them', () => {
    const ended = assignment({ status: 'ended', cause: 'expired', endedAt: at(hours(4)) });
    const note = 'Sessions that are still open may last until Figma asks you to sign in again.';
    expect(shown(approved, { assignment: ended }).text).toContain(note);
    expect(shown(approved, { assignment: ended, sessions: 'ended' }).text).not.toContain(note);
    expect(shown(approved, { assignment: assignment() }).text).not.toContain(note);
  });

  test('a revoke says by whom and why', () => {
    const ended = assignment({ status: 'ended', cause: 'revoked', endedBy: 'it', endedAt: at(60) });
    const { text: said } = shown(approved, { assignment: ended, answer: 'The laptop was lost' });
    expect(said).toContain('Revoked by Iris Tan');
    expect(said).toContain('>The laptop was lost');
  });

  test('an approved extension says that its time was added', () => {
    const { text: said, buttons } = shown({ ...approved, extends: 'r0', duration: days(7) });
    expect(said).toContain('7 days more');
    expect(said).toContain('Approved: your access goes on for longer');
    expect(buttons).toEqual([]);
  });
});

test('lesson 6: no time reads as two thousand years, whatever is missing or far away', () => {
  for (const endsAt of ['1970-01-01T00:00:00.000Z', '9999-12-31T00:00:00.000Z', 'no date at all']) {
    const { text: said } = shown(approved, { assignment: assignment({ endsAt }) });
    expect(said).not.toMatch(/NaN|Invalid|\d{4,} (?:years|days)/);
  }
});

test('whatever people, directories and catalogs hold, Slack takes the card and nobody is rung by it', () => {
  const any = fc.record(
    {
      asked: anyAsked,
      stages: anyStages,
      stuck: anyText(),
      assignment: anyAssignment,
      tasks: anyTasks,
      pausedBy: anyText(),
      owner: fc.record({ name: anyText() }),
      fallback: anyText(),
      sessions: fc.constantFrom('ended', 'may go on'),
    },
    { requiredKeys: ['asked', 'tasks', 'sessions'] },
  );
  fc.assert(
    fc.property(any, ({ asked, ...rest }) => {
      const card = requesterCard({ ...asked, ...rest });
      shownMessage(card);
      expect(rings([card.text, card.blocks])).toBe(false);
    }),
    { numRuns: 150 },
  );
});
