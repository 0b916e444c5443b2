import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  ask,
  cardSays,
  cardToDecide,
  messageOnce,
  patience,
  sent,
  sharedHouse,
  threadSays,
} from '../support/acts.js';

const team = Array.from({ length: 11 }, (_, index) => `mate${index + 1}`);
const company = acmeWith([
  ['van', 'Van Nguyen', 'ben'],
  ['win', 'Win Carter', 'ben'],
  ['xia', 'Xia Chen', 'priya'],
  ...team.map((key, index) => [key, `Mate ${index + 1} Smith`, 'grace'] as const),
]);
const editor = { app: 'figma', role: 'Editor', duration: '8 hours' };

describe.each([1, 2])('the Home tab (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });

  test('asked from Home, decided on Home, extended and given back on Home', async () => {
    const { slack, okta } = at();
    const [van, ben] = [slack.as('van'), slack.as('ben')];
    const home = await van.openHome();
    for (const words of ['Active access', 'Pending requests', 'Waiting for you']) expect(home.text()).toContain(words);
    expect(home.buttons()).toEqual(['Request access']);
    expect((await ben.openHome()).text()).toContain('Nothing waits for your answer.');

    await home.press('Request access');
    const form = await van.modal('Request access', patience);
    expect(await form.suggestions('App', 'fig')).toEqual(['Figma']);
    await form.choose('App', 'Figma');
    await form.choose('Role', 'Editor');
    await form.fill('Reason', 'A card for the fair');
    expect(await sent(van, form)).toBe('sent');
    await van.until(() => home.text().includes('Waiting for Ben Okafor'), patience);
    expect(home.text()).toContain('3 days left');

    await ben.until(() => ben.home().buttons().includes('Approve'), patience);
    for (const words of ['Van Nguyen', 'Editor in Figma', '8 hours', 'Risk: standard', 'A card for the fair'])
      expect(ben.home().text()).toContain(words);
    await ben.home().press('Approve');
    await van.until(() => home.buttons().includes('Extend'), patience);
    expect(home.text()).toContain('8 h left');
    await ben.until(() => ben.home().text().includes('Nothing waits for your answer.'), patience);
    expect(okta.has('van', 'figma-editors')).toBe(true);

    await home.press('Extend');
    const extension = await van.modal('Extend access', patience);
    await extension.choose('Duration', '7 days');
    expect(await sent(van, extension)).toBe('sent');
    await van.until(() => home.text().includes('7 days 8 h left'), patience);
    await home.press('Give back');
    await van.until(() => home.text().includes('You have no access through Latchkey yet.'), patience);
    await threadSays(van, 'A card for the fair', 'Given back by Van Nguyen');
    expect(okta.has('van', 'figma-editors')).toBe(false);
  });

  test('Deny and Cancel are on Home too', async () => {
    const { slack } = at();
    const [win, ben] = [slack.as('win'), slack.as('ben')];
    const home = await win.openHome();
    await ben.openHome();
    await ask(win, { ...editor, reason: 'A mug' });
    await ben.until(() => ben.home().buttons().includes('Deny'), patience);
    await ben.home().press('Deny');
    const form = await ben.modal('Deny request', patience);
    await form.fill('Reason', 'There are mugs enough');
    await form.submit();
    await cardSays(win, 'A mug', 'There are mugs enough');
    await ask(win, { ...editor, reason: 'A plate' });
    await win.until(() => home.buttons().includes('Cancel'), patience);
    await home.press('Cancel');
    await cardSays(win, 'A plate', 'Cancelled by Win Carter');
    await win.until(() => home.text().includes('You are not waiting for anything.'), patience);
    await ben.until(() => ben.home().text().includes('Nothing waits for your answer.'), patience);
  });

  test('privileged access asks to confirm on Home as well', async () => {
    const { slack } = at();
    const [xia, sam] = [slack.as('xia'), slack.as('sam')];
    await sam.openHome();
    await ask(xia, { app: 'aws', role: 'Production admin', duration: '4 hours', reason: 'Open a port' });
    await sam.until(() => sam.home().buttons().includes('Approve'), patience);
    const pressed = await sam.home().press('Approve', { confirm: 'decline' });
    expect(pressed.confirm).toContain('Give Xia Production admin for 4 hours?');
    expect((await cardToDecide(sam, 'Open a port')).buttons).toEqual(['Approve', 'Deny']);
  });

  test('who may not use Latchkey reads why', async () => {
    const home = await at().slack.as('gus').openHome();
    expect(home.text()).toContain('Guests cannot use Latchkey');
    expect(home.buttons()).toEqual([]);
  });

  test('where there is more than fits, it says so and pages', async () => {
    const { slack } = at();
    const grace = slack.as('grace');
    const mates = team.map((key) => slack.as(key));
    for (const mate of mates)
      expect(await ask(mate, { ...editor, reason: `A badge for ${mate.user.name}` })).toBe('sent');
    for (const mate of mates) await messageOnce(grace, `A badge for ${mate.user.name}`);
    const home = await grace.openHome();
    await grace.until(() => home.text().includes('Waiting for you (11)'), patience);
    expect(home.text()).toContain('1 to 10 of 11 are shown.');
    expect(home.buttons().filter((button) => button === 'Approve')).toHaveLength(10);
    await home.press('Next');
    await grace.until(() => home.text().includes('11 to 11 of 11 are shown.'), patience);
    expect(home.buttons().filter((button) => button === 'Approve')).toHaveLength(1);
    await home.press('Previous');
    await grace.until(() => home.text().includes('1 to 10 of 11 are shown.'), patience);
  });
});
