import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { answer, type FormAnswer, type Outcome, patience } from '../../src/commands/answer.js';
import { idFrom } from '../../src/commands/edge.js';
import { openRequest, preselected, redrawRequest } from '../../src/commands/request.js';
import { createLatest } from '../../src/commands/screen.js';
import { appChoices } from '../../src/commands/search.js';
import { submitRequest } from '../../src/commands/submission.js';
import { refuse } from '../../src/domain/refusal.js';
import { type Draft, readRequest, requestModal } from '../../src/views/requestModal.js';
import { acmeCatalog, bigCatalog } from '../support/catalogs.js';
import { createDesk, type Desk, hold, sentBy } from '../support/desk.js';
import { entered, untouched, wordsOf } from '../support/forms.js';

const right: Draft = { app: 'figma', role: 'editor', duration: 8 * 3600, reason: 'The logo is wrong' };
const form = (draft: Draft, note?: string) =>
  requestModal({ catalog: acmeCatalog, draft, note, now: new Date('2026-11-27T13:40:00Z') });
const ana = 'U0ANA';

let desk: Desk;
let presses = 0;
beforeEach(() => {
  desk = createDesk();
});

const submit = (draft: Draft = right) => submitRequest(desk, sentBy(ana, untouched(form(draft))));
const errorsOf = (outcome: Outcome) => (outcome.is === 'refused' ? outcome.errors : outcome.is);

describe('/access', () => {
  test('lesson 23: opens from memory, before anything is looked up', async () => {
    desk.weather.isSlow = new Promise(() => {});
    void openRequest(desk, { slackId: ana, triggerId: 't1', words: '' });
    await Promise.resolve();
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('Request access');
  });

  test('with an app chooses it; with an unknown word opens all the same and says so', async () => {
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: ' FIGMA ' });
    await openRequest(desk, { slackId: ana, triggerId: 't2', words: 'fogma' });
    expect(readRequest(untouched(desk.views.get('V1')!.view))).toMatchObject({ app: 'figma' });
    expect(wordsOf(desk.views.get('V2')?.view)).toContain('There is no app “fogma”');
    expect(preselected(acmeCatalog, 'aws/read').draft).toMatchObject({ app: 'aws', role: 'read' });
    expect(preselected(acmeCatalog, 'sales').draft).toMatchObject({ app: 'salesforce', role: 'finance' });
  });

  test('delivered twice opens one form and says nothing about the other', async () => {
    const opening = { slackId: ana, triggerId: 't1', words: '' };
    await Promise.all([openRequest(desk, opening), openRequest(desk, opening)]);
    expect([desk.views.size, desk.said]).toEqual([1, []]);
  });

  test('tells somebody who may not ask, once the form is open', async () => {
    desk.weather.refusal = refuse('Guests cannot ask for access.');
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: '' });
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('Guests cannot ask for access.');
  });

  test('while the directory is down the form stays, and nothing is assumed', async () => {
    desk.weather.isDown = true;
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'figma' });
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('Submit');
  });
});

describe('choosing in the form', () => {
  const choose = async (viewId: string, values: Parameters<typeof entered>[1], at = `${++presses}`) => {
    const { view, hash } = desk.views.get(viewId)!;
    const sent = { ...entered(view, values), id: viewId, hash };
    await redrawRequest(desk, { slackId: ana, triggerId: 't', value: '', at, view: sent }, () => true);
  };

  test('keeps what was typed, and says what somebody already has, with Extend', async () => {
    hold(desk);
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'figma' });
    await choose('V1', { 'request.role': { option: 'editor' }, 'request.reason': { text: 'The logo' } });
    const { view } = desk.views.get('V1')!;
    expect(wordsOf(view)).toMatch(/You have this until .* \(3 h 20 min left\)\.\nExtend/);
    expect(readRequest(untouched(view))).toMatchObject({ role: 'editor', duration: 8 * 3600, reason: 'The logo' });
  });

  test('says what somebody has from elsewhere', async () => {
    desk.weather.alreadyHas = true;
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'salesforce' });
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('You already have this: not through Latchkey.');
  });

  test('says what somebody has through another group', async () => {
    desk.weather = { isDown: false, alreadyHas: true, isNested: true };
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'salesforce' });
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('You already have this through another group.');
  });

  test('a younger choice is drawn over a note that came in between', async () => {
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'figma' });
    const latest = createLatest();
    const old = desk.views.get('V1')!;
    desk.views.set('V1', { ...old, hash: 'redrawn meanwhile' });
    const sent = { ...entered(old.view, { 'request.app': { option: 'aws' } }), id: 'V1', hash: old.hash };
    await redrawRequest(
      desk,
      { slackId: ana, triggerId: 't', value: '', at: '2', view: sent },
      latest.changed('V1', '2'),
    );
    expect(readRequest(untouched(desk.views.get('V1')!.view))).toEqual({ app: 'aws' });
  });

  test('an older choice is not drawn over a younger one', async () => {
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'figma' });
    const latest = createLatest();
    const isLatest = latest.changed('V1', '1');
    latest.changed('V1', '2');
    const old = desk.views.get('V1')!;
    desk.views.set('V1', { ...old, hash: 'redrawn meanwhile' });
    const sent = { ...entered(old.view, { 'request.app': { option: 'aws' } }), id: 'V1', hash: old.hash };
    await redrawRequest(desk, { slackId: ana, triggerId: 't', value: '', at: '1', view: sent }, isLatest);
    expect(readRequest(untouched(desk.views.get('V1')!.view))).toEqual({ app: 'figma' });
  });
});

describe('submitting', () => {
  test('what is looked up for a choice is not drawn over the answer to the form that was sent meanwhile', async () => {
    await openRequest(desk, { slackId: ana, triggerId: 't1', words: 'salesforce' });
    const latest = createLatest();
    const shown = desk.views.get('V1')!;
    let release = () => {};
    const isSlow = new Promise<void>((resolve) => {
      release = resolve;
    });
    desk.weather = { isDown: false, alreadyHas: true, isSlow };
    const view = { ...untouched(shown.view), id: 'V1' };
    const change = { slackId: ana, triggerId: 't', value: '', at: '1', view };
    const redrawing = redrawRequest(desk, change, latest.changed('V1', '1'));
    latest.submitted('V1');
    desk.views.set('V1', { ...shown, view: form(right, 'Choose a duration from the list.') });
    release();
    await redrawing;
    expect(wordsOf(desk.views.get('V1')!.view)).toContain('Choose a duration from the list.');
    expect(latest.changed('V1', '2')()).toBe(true);
  });

  test('records the request, with the reason sealed', async () => {
    expect((await submit()).is).toBe('sent');
    const id = idFrom('V1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(desk.world.requests.get(id)).toMatchObject({ requester: 'ana', role: 'editor', duration: 8 * 3600 });
  });

  test('the same form delivered twice gets the first answer and makes one request', async () => {
    expect([(await submit()).is, (await submit()).is]).toEqual(['sent', 'sent']);
    expect((await Promise.all([submit(), submit()])).map(({ is }) => is)).toEqual(['sent', 'sent']);
    expect(desk.world.requests.size).toBe(1);
  });

  test('lesson 7: a second ask is an error on the field that says since when, and points to Extend', async () => {
    hold(desk);
    expect(errorsOf(await submit())).toEqual({
      'request.role:figma':
        'You have had this since Fri 27 Nov 2026, 09:00 UTC (4 h 40 min ago). It ends Fri 27 Nov 2026, 17:00 UTC (3 h 20 min left). Extend it instead.',
    });
  });

  test('what is still waiting says since when, too', async () => {
    await submit();
    desk.clock = new Date('2026-11-27T14:00:00Z');
    const again = { ...untouched(form(right)), id: 'V2' };
    expect(errorsOf(await submitRequest(desk, sentBy(ana, again)))).toEqual({
      'request.role:figma':
        'You have already asked for this, 20 min ago (Fri 27 Nov 2026, 13:40 UTC). It is waiting for an answer.',
    });
  });

  test('access from elsewhere is said, not asked for', async () => {
    desk.weather.alreadyHas = true;
    expect(errorsOf(await submit())).toEqual({
      'request.role:figma': 'You already have this: not through Latchkey. There is nothing to ask for.',
    });
  });

  test('access through another group is said, not asked for', async () => {
    desk.weather = { isDown: false, alreadyHas: true, isNested: true };
    expect(errorsOf(await submit())).toEqual({
      'request.role:figma': 'You already have this through another group. There is nothing to ask for.',
    });
    expect(desk.commands).toEqual([]);
  });

  test('while the directory is down nothing is lost: the field says to try again', async () => {
    desk.weather.isDown = true;
    const outcome = await submit();
    const says = 'The directory cannot be reached right now. Try again in a minute.';
    expect(errorsOf(outcome)).toEqual({ 'request.app': says });
    expect(outcome.is === 'refused' && readRequest(untouched(outcome.again(says)))).toEqual(right);
    expect(desk.errors).toHaveLength(1);
    desk.weather = { isDown: false, alreadyHas: false, fault: new Error('the database is away') };
    expect(errorsOf(await submit())).toHaveProperty(['request.app']);
  });

  test('a form whose role has not been drawn yet comes again with what is missing', async () => {
    const outcome = await submit({ app: 'figma', reason: 'x' });
    expect(errorsOf(outcome)).toEqual({ 'request.role:figma': 'Choose a role from the list.' });
    const early = await submitRequest(
      desk,
      sentBy(ana, entered(form({ reason: 'x' }), { 'request.app': { option: 'figma' } })),
    );
    expect(early.is === 'again' && wordsOf(early.view)).toContain('Choose a role from the list.');
  });

  test.each([{}, { id: 'V9' }, { id: 'V9', state: { values: { 'request.app': { 'request.app': null } } } }])(
    'a malformed form %j is an answer, not a crash',
    async (view) => {
      expect((await submitRequest(desk, sentBy(ana, view))).is).toMatch(/refused|again/);
      expect(desk.world.requests.size).toBe(0);
    },
  );
});

describe("Slack's three seconds", () => {
  const late = async (outcome: Outcome, before = () => {}) => {
    jest.useFakeTimers();
    try {
      desk.views.set('V1', { view: form(right), hash: 'h' });
      const answers: FormAnswer[] = [];
      let finish: (outcome: Outcome) => void = () => {};
      const work = new Promise<Outcome>((resolve) => {
        finish = resolve;
      });
      const ack = async (one: FormAnswer) => void answers.push(one);
      const done = answer(desk, ack, { slackId: ana, viewId: 'V1', title: 'Request access' }, work);
      await jest.advanceTimersByTimeAsync(patience);
      before();
      finish(outcome);
      await done;
      return answers;
    } finally {
      jest.useRealTimers();
    }
  };
  const refused: Outcome = {
    is: 'refused',
    errors: { 'request.role:figma': 'You already have this.' },
    again: (note) => form(right, note),
  };

  test('slow work is answered with "Checking…", and then with what came of it', async () => {
    const answers = await late({ is: 'sent', says: 'On its way.' });
    expect(answers).toHaveLength(1);
    expect(wordsOf(answers)).toContain('Checking…');
    expect(wordsOf(desk.views.get('V1')?.view)).toContain('On its way.');
  });

  test('a late refusal brings the form back with all that was typed', async () => {
    await late(refused);
    const { view } = desk.views.get('V1')!;
    expect(wordsOf(view)).toContain('You already have this.');
    expect(readRequest(untouched(view))).toEqual(right);
  });

  test('a late refusal is not lost when the form was closed meanwhile', async () => {
    await late(refused, () => void desk.views.clear());
    expect(desk.said).toEqual([{ to: ana, text: '“Request access” did not go through. You already have this.' }]);
  });

  test('quick work closes the form', async () => {
    const answers: FormAnswer[] = [];
    const ack = async (one: FormAnswer) => void answers.push(one);
    const where = { slackId: ana, viewId: 'V1', title: 'Request access' };
    await answer(desk, ack, where, Promise.resolve({ is: 'sent', says: 'x' }));
    await answer(desk, ack, where, Promise.resolve(refused));
    expect(answers.map((one) => one.response_action)).toEqual(['clear', 'errors']);
  });
});

describe('the App field', () => {
  test('offers all apps by name, then what fits what was typed, the likeliest first', () => {
    const names = (typed: string) => appChoices(acmeCatalog, typed).map(({ value }) => value);
    expect(names('')).toEqual(['aws', 'figma', 'salesforce']);
    expect(names('A')).toEqual(['aws', 'figma', 'salesforce']);
    expect(names(' FíG ')).toEqual(['figma']);
  });

  test('is never empty, and says how many more there are', () => {
    expect(appChoices(acmeCatalog, 'zzz')).toMatchObject([{ text: { text: 'No app is called “zzz”' }, value: '-' }]);
    const many = appChoices(bigCatalog(300), '');
    expect([many.length, many.at(-1)?.text.text]).toEqual([100, '201 more: type a name']);
    expect(appChoices(bigCatalog(300), 'application 299').map(({ value }) => value)).toEqual(['app-299']);
  });
});
