import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  cardSays,
  getIn,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
} from '../support/acts.js';
import { hours, minutes } from '../support/house.js';

/** Membership changes that Latchkey did not make: found, asked about, and nothing done before somebody answers. */

const production = 'aws-production-admin';
const company = acmeWith([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
  ['dov', 'Dov Katz', 'ben'],
]);

describe.each([1, 2])('what is changed outside (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });
  const addedOutside = async (person: string, name: string) => {
    at().okta.addMember(production, person);
    await at().passTime(minutes(1));
    return messageOnce(at().slack.as('priya'), `${name} (Engineer, Engineering) was added`);
  };

  test("somebody added at the console: the app's owner adopts it with an end, and it ends in time", async () => {
    const { slack, okta } = at();
    const [omar, priya] = [slack.as('omar'), slack.as('priya')];
    await at().until(async () => (await at().store.positions.find('reconcile')) !== undefined, patience.within);
    okta.addMember(production, 'omar');
    await at().passTime(minutes(1));
    const card = await messageOnce(priya, 'Omar Haddad (Site reliability engineer, Engineering) was added');
    expect(card.text).toContain('aws-production-admin in Okta, not through Latchkey');
    expect(card.text).toContain('by Okta Admin');
    expect(okta.has('omar', production)).toBe(true);
    await card.press('Adopt with an end');
    const form = await priya.modal('Adopt with an end', patience);
    await priya.until(() => form.text().includes('Omar Haddad keeps Production admin in AWS'), patience);
    await form.choose('Duration', '4 hours');
    await form.fill('Reason', 'He is on call this week');
    await form.submit();
    await cardSays(priya, 'Omar Haddad', 'Priya Nair adopted it');
    const his = await cardSays(omar, 'Production admin in AWS', "You're in");
    expect(his.text).toContain('Adopted by Priya Nair');
    expect(okta.has('omar', 'vpn-users')).toBe(false);
    await at().passTime(hours(3));
    expect(okta.has('omar', production)).toBe(true);
    await at().passTime(hours(1) + minutes(1));
    await threadSays(omar, 'Production admin in AWS', 'has ended');
    expect(okta.has('omar', production)).toBe(false);
  });
});
