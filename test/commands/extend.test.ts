import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ModalView } from '@slack/types';
import { openExtension, redrawExtension } from '../../src/commands/extend.js';
import { submitExtension } from '../../src/commands/extension.js';
import { createDesk, type Desk, hold, sentBy } from '../support/desk.js';
import { entered, untouched, wordsOf } from '../support/forms.js';

const hour = 3600;
const ana = 'U0ANA';
let desk: Desk;
let presses = 0;

beforeEach(() => {
  desk = createDesk();
  hold(desk, { app: 'aws', role: 'production-admin', activatedAt: '2026-11-27T13:00:00.000Z' });
});

const press = (slackId = ana, value = 'a1') => openExtension(desk, { slackId, triggerId: 't1', value, at: '' });
const shown = (): ModalView => desk.views.get('V1')!.view;
const end = () => desk.world.assignments.get('a1')?.endsAt;
const chosen = (seconds: number, reason?: string) =>
  entered(shown(), {
    'extend.duration': { option: `${seconds}` },
    ...(reason && { 'extend.reason': { text: reason } }),
  });
const choose = (seconds: number) =>
  redrawExtension(
    desk,
    {
      slackId: ana,
      triggerId: 't',
      value: '',
      at: `${++presses}`,
      view: { ...chosen(seconds), hash: desk.views.get('V1')!.hash },
    },
    () => true,
  );
const submit = (view: unknown) => submitExtension(desk, sentBy(ana, view));

describe('Extend', () => {
  test('opens at once, and then says where the end would be', async () => {
    await press();
    expect(wordsOf(shown())).toContain('Fri 27 Nov 2026, 18:00 UTC');
    await choose(24 * hour);
    expect(wordsOf(shown())).toContain('asked again like a new request');
  });

  test("is refused for somebody else's access, for what nobody knows and while the directory is down", async () => {
    await openExtension(desk, { slackId: 'U0BEN', triggerId: 't1', value: 'a1', at: '' });
    await openExtension(desk, { slackId: ana, triggerId: 't2', value: 'forged', at: '' });
    desk.weather.isDown = true;
    await openExtension(desk, { slackId: ana, triggerId: 't3', value: 'a1', at: '' });
    expect(['V1', 'V2', 'V3'].map((id) => wordsOf(desk.views.get(id)?.view))).toEqual([
      expect.stringContaining('Only the person who holds an access can extend it.'),
      expect.stringContaining('Latchkey does not know this access.'),
      expect.stringContaining('The directory cannot be reached right now.'),
    ]);
  });

  test("within the role's longest time is applied at once, and only once however often it is delivered", async () => {
    await press();
    const form = chosen(4 * hour);
    expect([(await submit(form)).is, (await submit(form)).is]).toEqual(['sent', 'sent']);
    expect(end()).toBe('2026-11-27T21:00:00.000Z');
  });

  test('delivered twice at the same moment extends once', async () => {
    await press();
    await Promise.all([submit(chosen(4 * hour)), submit(chosen(4 * hour))]);
    expect(end()).toBe('2026-11-27T21:00:00.000Z');
  });

  test('delivered again when the next step would need approval, the first answer stands', async () => {
    hold(desk, { ...desk.world.assignments.get('a1'), endsAt: '2026-11-28T09:00:00.000Z' });
    await press();
    const form = chosen(4 * hour);
    expect([(await submit(form)).is, (await submit(form)).is]).toEqual(['sent', 'sent']);
    expect(end()).toBe('2026-11-28T13:00:00.000Z');
  });

  test('beyond it is asked again with a reason, while access goes on until its old end', async () => {
    await press();
    const early = await submit(chosen(24 * hour));
    expect(early.is === 'again' && wordsOf(early.view)).toContain('say why you need it longer');
    await choose(24 * hour);
    const empty = await submit({ ...untouched(shown()) });
    expect(empty).toMatchObject({ is: 'refused', errors: { 'extend.reason': expect.stringContaining('Say why') } });
    const form = chosen(24 * hour, 'The migration takes longer');
    expect([(await submit(form)).is, (await submit(form)).is]).toEqual(['sent', 'sent']);
    expect([...desk.world.requests.values()]).toMatchObject([
      { extends: 'a1', duration: 24 * hour, status: 'pending' },
    ]);
    expect(end()).toBe('2026-11-27T17:00:00.000Z');
    const second = await submit({ ...form, id: 'V2' });
    expect(JSON.stringify(second)).toContain('You have already asked for this');
  });

  test('a fault brings the form back, and the next try extends', async () => {
    await press();
    desk.weather.fault = new Error('the database is away');
    const outcome = await submit(chosen(4 * hour));
    expect(outcome.is === 'again' && wordsOf(outcome.view)).toContain('Try again in a minute.');
    desk.weather.fault = undefined;
    expect(outcome.is === 'again' && (await submit(untouched(outcome.view))).is).toBe('sent');
    expect(end()).toBe('2026-11-27T21:00:00.000Z');
  });

  test('a form that shows an old end is drawn anew', async () => {
    await press();
    const form = chosen(4 * hour);
    hold(desk, { ...desk.world.assignments.get('a1'), endsAt: '2026-11-27T19:00:00.000Z' });
    const outcome = await submit(form);
    expect(outcome.is === 'again' && wordsOf(outcome.view)).toContain('The end has changed meanwhile.');
    expect(end()).toBe('2026-11-27T19:00:00.000Z');
  });

  test('a duration that is not offered, or a malformed form, changes nothing', async () => {
    await press();
    for (const form of [chosen(99), { id: 'V1' }, { id: 'V1', private_metadata: 'a1', state: {} }])
      expect((await submit(form)).is).toBe('refused');
    expect(end()).toBe('2026-11-27T17:00:00.000Z');
  });
});
