import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adoptModal, readAdoption } from '../../src/views/adoptModal.js';
import { type DriftCard, driftCard } from '../../src/views/driftCard.js';
import { type QuietChange, quietCard } from '../../src/views/quietCard.js';
import { stopCard } from '../../src/views/stopCard.js';
import { anyText } from '../support/catalogs.js';
import { entered } from '../support/forms.js';
import { at, drift, hours } from '../support/given.js';
import { shownMessage, shownView } from '../support/screen.js';

const card = (but: Partial<DriftCard['drift']> = {}, more: Partial<DriftCard> = {}): DriftCard => ({
  drift: drift(but),
  people: [{ name: 'Ana Silva', title: 'Product designer' }],
  app: 'Figma',
  role: 'Editor',
  group: 'figma-editors',
  provider: 'Okta',
  told: [],
  ...more,
});
const shown = (but: Partial<DriftCard['drift']> = {}, more: Partial<DriftCard> = {}) =>
  shownMessage(driftCard(card(but, more)));

describe('the card of a finding', () => {
  test('asks what to do about who was added, and says who did it once the log has told', () => {
    const first = shown();
    expect(first.text).toContain('Ana Silva (Product designer) was added to the group figma-editors in Okta');
    expect(first.text).toContain("Okta's log has not said yet");
    expect(first.buttons).toEqual(['Adopt with an end', 'Remove', 'Explain']);
    const told = [{ kind: 'added', at: at(0), actor: 'Okta Admin' }] as const;
    expect(shown({}, { told }).text).toContain('by Okta Admin');
  });

  test('of a group that was put into the group says what it lets in, and has it explained', () => {
    const { text, buttons } = shown({ accounts: ['group:00g-team'], person: undefined }, { people: [] });
    expect(text).toContain('The group 00g-team, with everybody in it, was added to the group figma-editors in Okta');
    expect(text).toContain('take the group out there by hand');
    expect(buttons).toEqual(['Explain']);
  });

  test('of many says how many, who they are and by whom; and of how many people an answer is', () => {
    const told = [
      { kind: 'added', at: at(0), until: at(60), count: 4374, actor: 'HR Sync' },
      { kind: 'removed', at: at(90), actor: 'Iris Tan' },
    ] as const;
    const accounts = Array.from({ length: 4373 }, (_, index) => `00u${index}`);
    const flood = { kind: 'many', person: undefined, recipient: 'flood:okta:1:00usync', accounts } as const;
    const { text } = shown(flood, { told });
    expect(text).toContain('4373 people are in the group figma-editors in Okta whom Latchkey did not put there');
    expect(text).toContain('Ana Silva, and 4372 more');
    expect(text).toContain('by HR Sync, 4374 times');
    expect(text).toContain('undo it, in the sync or the import that did');
    expect(JSON.stringify(driftCard(card(flood)).blocks)).toContain('"value":"d1:4373"');
    expect(shown({ ...flood, accounts: [], undoneAt: at(99) }).text).toContain('All of them are gone again');
  });

  test('offers no adoption for somebody whom the directory does not know, nor for who is gone again', () => {
    expect(shown({ person: undefined }, { people: [] }).buttons).toEqual(['Remove', 'Explain']);
    expect(shown({ undoneAt: at(60) }).buttons).toEqual(['Explain']);
    expect(shown({ kind: 'many', person: undefined }).buttons).toEqual(['Explain']);
    expect(shown({ kind: 'removed', grant: 'g1' }).text).toContain('The access through Latchkey ends with it.');
  });

  test.each([
    [{ status: 'removing', answer: 'removed' }, 'Dana Levi wants it removed'],
    [{ status: 'closed', answer: 'removed', closedAt: at(60) }, 'Dana Levi had it removed: Okta confirms it'],
    [{ status: 'closed', answer: 'adopted', answeredAt: at(60) }, 'Dana Levi adopted it'],
    [{ status: 'closed', answer: 'explained', answeredAt: at(60) }, 'Dana Levi explained it'],
    [{ status: 'closed' }, "Okta's log says that Latchkey did it"],
    [{ status: 'closed', kind: 'many', undoneAt: at(60) }, 'none of them is in any more'],
  ] as const)('has no buttons once it is answered: %o', (but, says) => {
    const over = shown(but, { answeredBy: { name: 'Dana Levi' }, reason: 'She is on call' });
    expect(over.text).toContain(says);
    expect(over.buttons).toEqual([]);
  });

  test('is one that Slack takes, whatever people and groups are called', () => {
    const text = anyText.filter((one) => one.trim() !== '');
    fc.assert(
      fc.property(text, text, fc.constantFrom('added', 'removed', 'many'), (name, says, kind) => {
        const people = Array.from({ length: 10 }, () => ({ name }));
        const told = Array.from({ length: 9 }, () => ({ kind: 'added', at: at(0), actor: name }) as const);
        const all = { people, told, group: name, role: name, app: name, reason: says, answeredBy: { name } };
        expect(() => shown({ kind, says }, all)).not.toThrow();
        expect(() => shown({ kind, status: 'closed', answer: 'explained' }, all)).not.toThrow();
        const change: QuietChange = { kind: 'added', whom: { name }, group: name, foundAt: at(0) };
        const quiet = {
          app: { id: 'figma', name },
          provider: 'Okta',
          changes: Array.from({ length: 40 }, () => change),
        };
        expect(() => shownMessage(quietCard(quiet))).not.toThrow();
        const gone = Array.from({ length: 40 }, () => ({ name, group: name, provider: 'Okta' }));
        expect(() => shownMessage(stopCard({ stop: 's1', gone, limit: 5 }))).not.toThrow();
        expect(() =>
          shownView(adoptModal({ drift: 'd1', person: name, role: name, app: name, durations: [hours(1)] })),
        ).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});

describe('the form "Adopt with an end"', () => {
  const form = adoptModal({
    drift: 'd1',
    person: 'Ana',
    role: 'Editor',
    app: 'Figma',
    durations: [hours(4), 'permanent'],
  });

  test('is read back as it was filled in', () => {
    const sent = entered(form, {
      'reason.text': { text: ' On call ' },
      'duration.select': { option: String(hours(4)) },
    });
    expect(readAdoption(sent)).toEqual({ drift: 'd1', duration: hours(4), reason: 'On call' });
  });

  test('asks again for what is missing or was never offered as a value', () => {
    expect(readAdoption(entered(form, { 'reason.text': { text: '' } }))).toMatchObject({
      errors: { reason: 'Say why, in a few words.' },
    });
    const forged = entered(form, { 'reason.text': { text: 'x' }, 'duration.select': { option: '1e9' } });
    expect(readAdoption(forged)).toEqual({ errors: { duration: 'Choose a duration.' } });
    expect(readAdoption({})).toHaveProperty('errors');
  });
});

test('a day of changes in the milder groups is one message, with one button; and says when all is explained', () => {
  const app = { id: 'figma', name: 'Figma' };
  const told = { kind: 'added', at: at(0), actor: 'Okta Admin' } as const;
  const change: QuietChange = {
    kind: 'added',
    whom: { name: 'Omar Haddad' },
    group: 'figma-editors',
    foundAt: at(0),
    told,
  };
  const open = shownMessage(quietCard({ app, provider: 'Okta', changes: Array.from({ length: 12 }, () => change) }));
  expect(open.text).toContain('Omar Haddad: added to figma-editors by Okta Admin');
  expect(open.text).toContain('and 2 more');
  const listed = Array.from({ length: 10 }, () => change);
  const much = shownMessage(quietCard({ app, provider: 'Okta', changes: listed, more: 90 }));
  expect(much.text).toContain('100 changes');
  expect(much.text).toContain('and 90 more');
  expect(open.buttons).toEqual(['Explain them']);
  const over = shownMessage(quietCard({ app, provider: 'Okta', changes: [] }));
  expect(over.text).toContain('are explained');
  expect(over.buttons).toEqual([]);
});

test('the question to the admins has two answers, and none once somebody has given one', () => {
  const gone = [{ name: 'Ana Silva', group: 'figma-editors', provider: 'Okta' }];
  const open = shownMessage(stopCard({ stop: 's1', gone, limit: 5 }));
  expect(open.buttons).toEqual(['Go on', 'Leave it']);
  const over = shownMessage(stopCard({ stop: 's1', gone, limit: 5, answered: { answer: 'leave', by: 'Iris Tan' } }));
  expect(over.text).toContain('Iris Tan said to leave it');
  expect(over.buttons).toEqual([]);
});
