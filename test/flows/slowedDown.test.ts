import { expect, test } from '@jest/globals';
import { acmeWith, ask, cardToDecide, getIn, messageOnce, patience, sharedHouse, threadSays } from '../support/acts.js';
import { hours, minutes } from '../support/house.js';
import { sql } from '../support/sql.js';

const company = acmeWith([
  ['eli', 'Eli Brown', 'ben'],
  ['fay', 'Fay Olsen', 'ben'],
]);
const at = sharedHouse({ company });
const editor = { app: 'figma', role: 'Editor', duration: '8 hours' };

test('while Okta wants to hear nothing a person is told when to come back, and what is over ends when it may', async () => {
  const { slack, okta, store } = at();
  const [eli, fay, ben] = [slack.as('eli'), slack.as('fay'), slack.as('ben')];
  await getIn(eli, { ...editor, reason: 'The spring campaign' }, ben);
  await ask(fay, { ...editor, reason: 'A poster' });
  const card = await cardToDecide(ben, 'A poster');
  const looksAtPeople = () => okta.calls.filter(({ operation }) => operation === 'getUser').length;
  const before = looksAtPeople();
  // Another process has heard it.
  await store.budgets.close('okta:GET /api/v1/users/{id}', 300);
  for (const bucket of ['/api/v1/groups', '/api/v1/groups/{id}', '/api/v1'])
    await store.budgets.close(`okta:${bucket}`, 5);
  await card.press('Approve');
  await messageOnce(ben, 'Try again in a minute');
  await at().passTime(hours(9));
  await threadSays(eli, 'The spring campaign', 'Editor in Figma has ended. Time was up');
  expect(okta.has('eli', 'figma-editors')).toBe(false);
  expect(looksAtPeople()).toBe(before);
  // Okta listens again: what had to wait for that is made up for.
  await sql(at().database.url, 'UPDATE "Budget" SET "closedUntil" = NULL');
  await at().passTime(minutes(6));
  await at().until(() => looksAtPeople() > before, patience.within);
});
