import { describe, expect, test } from '@jest/globals';
import {
  approve,
  ask,
  cardSays,
  cardToDecide,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { hours, minutes } from '../support/house.js';

const pilot = catalogWith(['policy.yaml', 'pilot: []', 'pilot: [pilot-design]']);

describe.each([1, 2])('a pilot (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, environment: { MODE: 'observe', CATALOG_DIR: pilot } });

  test('only the members of the pilot groups may ask', async () => {
    const { slack } = at();
    const omar = slack.as('omar');
    await omar.command('/access figma');
    const form = await omar.modal('Request access', patience);
    await omar.until(() => form.text().includes('Latchkey is being tried out with a few teams first'), patience);
    expect(form.submitText()).toBe('');
  });

  test('a bot that only observes decides everything and changes nothing: each write is a task for IT', async () => {
    const { slack, okta } = at();
    const [ana, ben, iris, dana] = [slack.as('ana'), slack.as('ben'), slack.as('it'), slack.as('dana')];
    await ask(ana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Try it out' });
    await approve(ben, 'Try it out');
    const card = await cardSays(ana, 'Try it out', 'Approved: being set up by hand');
    expect(card.text).toContain('IT has a task and adds you by hand.');
    const task = await messageOnce(iris, 'Please add Ana Silva');
    expect(task.text).toContain('Latchkey only observes at the moment and changes nothing in Okta');
    expect(message(dana, 'Please add')).toBeUndefined();
    await task.press('Mark as done');
    const again = await messageOnce(iris, 'Okta does not show the membership yet.');
    expect(again.text).toContain('Latchkey only observes');
    expect(message(ana, 'Try it out')?.text).toContain('Approved: being set up by hand');
    okta.addMember('figma-editors', 'ana');
    await again.press('Mark as done');
    await cardSays(ana, 'Try it out', "You're in");
    await at().passTime(hours(8) + minutes(1));
    const removal = await messageOnce(iris, 'Please remove Ana Silva');
    expect(okta.has('ana', 'figma-editors')).toBe(true);
    okta.removeMember('figma-editors', 'ana');
    await removal.press('Mark as done');
    await threadSays(ana, 'Try it out', 'Editor in Figma has ended');
    const writes = okta.calls.filter(({ method, path }) => method !== 'GET' && !path.includes('token'));
    expect(writes).toEqual([]);
  });

  test('lesson 17: whoever is no longer in the pilot when it is decided gets nothing, and a failed look-up refuses too', async () => {
    const { slack, okta } = at();
    const [dana, ben] = [slack.as('dana'), slack.as('ben')];
    await ask(dana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw a map' });
    await cardToDecide(ben, 'Draw a map');
    const request = await at().newestRequest();
    okta.removeMember('pilot-design', 'dana');
    await approve(ben, 'Draw a map');
    await messageOnce(ben, 'Dana Levi is not in one of the teams that may use Latchkey any more.');

    okta.addMember('pilot-design', 'dana');
    const silent = okta.faults.down('listUserGroups');
    await approve(ben, 'Draw a map');
    await messageOnce(ben, 'The directory cannot be reached right now. Try again in a minute.');
    silent.remove();
    expect(await at().auditTrail(request)).toEqual(['request.submitted']);
    await approve(ben, 'Draw a map');
    await cardSays(dana, 'Draw a map', 'Approved: being set up by hand');
    await (await messageOnce(dana, 'Draw a map')).press('Give back');
  });
});
