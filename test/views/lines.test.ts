import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decidedLine, endedLine, endsSoonLine, failedLine, inLine, reminderLine } from '../../src/views/lines.js';
import { anyAsked, anyAssignment, anyText, asked, assignment, people, requesters, rings } from '../support/cards.js';
import { at, days, hours, monday } from '../support/given.js';
import { read } from '../support/screen.js';

const approved = {
  status: 'approved',
  decidedAt: at(60),
  approvals: [{ by: 'ben', stage: 'manager', at: at(60) }],
} as const;

/** Slack cuts the text of a message there. */
const cutOffAt = 40_000;

test('lesson 12: decided is said to the requester, with who decided', () => {
  expect(read(decidedLine(requesters(approved)).text)).toMatch(/^@Ana Silva Editor in Figma: Approved by Ben Okafor/);
});

test('a lapse says until when nobody answered, and how to ask again', () => {
  const line = read(decidedLine(requesters({ status: 'lapsed', decidedAt: at(days(3)) })).text);
  expect(line).toContain('Nobody answered by Mar 5 at 09:00. Ask again with /access.');
});

test("you're in says until when", () => {
  expect(read(inLine(requesters(approved), assignment()).text)).toMatch(
    /^@Ana Silva You're in: Editor in Figma until today at 13:00\.$/,
  );
});

test('failed says what the provider said and what happens next', () => {
  const line = read(failedLine(requesters(approved), { provider: 'Okta', says: 'The group takes no writes.' }).text);
  expect(line).toContain('Okta said:\n>The group takes no writes.');
  expect(line).toContain('Dana Levi has a task to do it by hand.');
});

test('ends soon says how soon', () => {
  const soon = new Date(monday.getTime() + hours(3) * 1000);
  expect(read(endsSoonLine(requesters(approved), assignment(), soon).text)).toContain('ends soon: 1 h left');
});

test('ended says why, and lesson 22: that open sessions may last', () => {
  const ended = assignment({ status: 'ended', cause: 'expired', endedAt: at(hours(4)) });
  const line = read(endedLine(requesters(approved, { assignment: ended }), ended).text);
  expect(line).toContain('Editor in Figma has ended. Time was up');
  expect(line).toContain('Sessions that are still open may last until Figma asks you to sign in again.');
});

test('lesson 11: the reminder mentions the one approver who is silent, and nobody else', () => {
  const { text } = reminderLine(asked(), people.get('ben') ?? { name: 'Ben' }, monday);
  expect(text.match(/<@/g)).toHaveLength(1);
  expect(read(text)).toBe(
    '@Ben Okafor Ana Silva is still waiting for an answer about Editor in Figma: 3 days left, then it lapses.',
  );
});

test('whatever people, providers and catalogs hold, no line rings a channel or is too long', () => {
  const any = fc.record({
    asked: anyAsked,
    assignment: anyAssignment,
    owner: fc.record({ name: anyText(300) }),
    says: anyText(),
  });
  fc.assert(
    fc.property(any, ({ asked: facts, assignment: access, owner, says }) => {
      const card = { ...facts, owner, assignment: access, tasks: [], sessions: 'may go on' } as const;
      const lines = [
        decidedLine(card),
        inLine(card, access),
        failedLine(card, { provider: says, says }),
        endsSoonLine(card, access, monday),
        endedLine(card, access),
        reminderLine(facts, owner, monday),
      ];
      for (const { text } of lines) {
        expect(rings(text)).toBe(false);
        expect(text.length).toBeLessThan(cutOffAt);
      }
    }),
    { numRuns: 200 },
  );
});
