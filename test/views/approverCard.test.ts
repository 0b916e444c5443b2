import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Request } from '../../src/domain/request.js';
import { approverCard } from '../../src/views/approverCard.js';
import type { Asked } from '../../src/views/asked.js';
import { anyAsked, anyStages, asked, rings } from '../support/cards.js';
import { at, days, hours, stage, text } from '../support/given.js';
import { shownMessage } from '../support/screen.js';

const named = (kind: 'manager' | 'owner' | 'security', ...approvers: ReadonlyArray<[id: string, name: string]>) => ({
  ...stage(kind, []),
  approvers: approvers.map(([id, name]) => ({ id, name, isActive: true, isInSlack: true })),
});
const byBen = named('manager', ['ben', 'Ben Okafor']);
const bySam = named('security', ['sam', 'Sam Rivera']);
const byPriya = named('owner', ['priya', 'Priya Nair']);

const bensCard = (but: Partial<Request> = {}, more: Partial<Asked> = {}) =>
  shownMessage(approverCard({ ...asked(but, more), approver: 'ben', stage: 'manager', stages: [byBen] }));

const approved = { by: 'sam', stage: 'security', at: at(hours(1)) } as const;
const adminRights = { app: 'AWS', role: 'Production admin' };
const privileged = { risk: 'privileged', duration: hours(4), app: 'aws', role: 'production-admin' } as const;

describe('an open card', () => {
  test('says on one screen who, what, why, how risky and how long', () => {
    const { text: shown } = bensCard();
    expect(shown).toContain('Ana Silva (Product designer, Design) asks for Editor in Figma.');
    expect(shown).toContain('Risk\nstandard');
    expect(shown).toContain('How long\n7 days');
    expect(shown).toContain('Reason\n>Handing over the new icons');
  });

  test('has the buttons Approve and Deny, and nothing else', () => {
    expect(bensCard().buttons).toEqual(['Approve', 'Deny']);
  });

  test('says why this person is asked', () => {
    expect(bensCard().text).toContain("Why you are asked: you are Ana's manager.");
  });

  test('says who stands in for whom, and why', () => {
    const standsIn = {
      as: 'security',
      why: 'Ana Silva (owner) is asking',
      missing: [{ id: 'ana', why: 'is asking' }],
    } as const;
    const stages = [{ ...named('owner', ['sam', 'Sam Rivera']), standsIn }];
    const { text: shown } = shownMessage(approverCard({ ...asked(), approver: 'sam', stage: 'owner', stages }));
    expect(shown).toContain('Security stands in for the app owner: Ana Silva (owner) is asking.');
  });

  test('says which stage of how many it is', () => {
    const card = {
      ...asked(privileged, adminRights),
      approver: 'sam',
      stage: 'security',
      stages: [bySam, byPriya],
    } as const;
    expect(shownMessage(approverCard(card)).text).toContain('Stage 1 of 2 (security, then app owner).');
  });

  test('asks to confirm what is privileged, in words', () => {
    const card = {
      ...asked(privileged, adminRights),
      approver: 'sam',
      stage: 'security',
      stages: [bySam, byPriya],
    } as const;
    expect(JSON.stringify(approverCard(card).blocks)).toContain('Give Ana Production admin for 4 hours?');
    expect(
      JSON.stringify(approverCard({ ...asked(), approver: 'ben', stage: 'manager', stages: [byBen] })),
    ).not.toContain('Give Ana');
  });

  test('links the Jira issue when there is one', () => {
    const issue = { key: 'ACC-7', url: 'https://acme.atlassian.net/browse/ACC-7' };
    expect(bensCard({ issue }).text).toContain('Jira: ACC-7');
    expect(bensCard().text).not.toContain('Jira');
  });

  test('quotes the reason line by line, so that it cannot pass for our own words', () => {
    expect(bensCard({}, { reason: 'Please\n*Approved by Iris Tan*' }).text).toContain('>Please\n>');
  });
});

describe('a card that is over has no buttons', () => {
  const over = (but: Partial<Request>, more: Partial<Asked> = {}) =>
    shownMessage(approverCard({ ...asked(but, more), approver: 'ben', stage: 'manager' }));

  test('lesson 12: every card says who decided', () => {
    const shown = over({
      status: 'approved',
      decidedAt: at(hours(1)),
      approvals: [{ by: 'dana', stage: 'manager', at: at(0) }],
    });
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toContain('Approved by Dana Levi');
  });

  test('a no says who and why', () => {
    const shown = over(
      { status: 'denied', decidedBy: 'dana', decidedAt: at(0), answer: text('t2') },
      { answer: 'Use the viewer role' },
    );
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toContain('Denied by Dana Levi');
    expect(shown.text).toContain('>Use the viewer role');
  });

  test('lesson 8: a lapsed request leaves no live buttons behind', () => {
    const shown = over({ status: 'lapsed', decidedAt: at(days(3)) });
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toContain('Nobody answered by');
  });

  test('a cancelled one says by whom', () => {
    const shown = over({ status: 'cancelled', cause: 'requester', decidedBy: 'ana', decidedAt: at(0) });
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toContain('Cancelled by Ana Silva');
  });

  test('an approver of the first stage reads who is asked now', () => {
    const card = { ...asked({ ...privileged, approvals: [approved] }, adminRights), stages: [bySam, byPriya] };
    const sams = shownMessage(approverCard({ ...card, approver: 'sam', stage: 'security' }));
    expect(sams.buttons).toEqual([]);
    expect(sams.text).toContain('Approved by Sam Rivera. Now Priya Nair (app owner) is asked.');
    expect(shownMessage(approverCard({ ...card, approver: 'priya', stage: 'owner' })).buttons).toEqual([
      'Approve',
      'Deny',
    ]);
  });

  test('who is no longer an approver is told who is', () => {
    const shown = shownMessage(approverCard({ ...asked(), approver: 'dana', stage: 'manager', stages: [byBen] }));
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toContain('Now Ben Okafor (manager) is asked.');
  });
});

test('whatever people, directories and catalogs hold, Slack takes the card and nobody is rung by it', () => {
  const any = fc.record(
    {
      asked: anyAsked,
      approver: fc.constantFrom('ben', 'sam'),
      stage: fc.constantFrom('manager', 'owner', 'security'),
      stages: anyStages,
    },
    { requiredKeys: ['asked', 'approver', 'stage'] },
  );
  fc.assert(
    fc.property(any, ({ asked: facts, ...rest }) => {
      const card = approverCard({ ...facts, ...rest });
      shownMessage(card);
      expect(rings([card.text, card.blocks])).toBe(false);
    }),
    { numRuns: 150 },
  );
});
