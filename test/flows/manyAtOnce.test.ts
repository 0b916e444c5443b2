import { expect, test } from '@jest/globals';
import { readCatalog } from '../../src/catalogFiles.js';
import { acmeWith, messageOnce, patience, sharedHouse } from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { doorsOf, kinds, page } from '../support/doorPages.js';
import { minutes } from '../support/house.js';
import { sql } from '../support/sql.js';
import { firstLook, production } from '../support/watching.js';

/** An import puts many people into a group at once: nobody answers a card for each of them. */

const hires = Array.from({ length: 12 }, (_, index): [string, string, string] => [
  `new${index}`,
  `New Hire ${index}`,
  'ben',
]);
const at = sharedHouse({ company: acmeWith(hires) });
const { read, about } = doorsOf(at, await readCatalog(catalogWith()));

test('a dozen put in at once are one card and one issue, and one answer explains the line of each', async () => {
  const { slack, okta, jira } = at();
  const [priya, iris] = [slack.as('priya'), slack.as('it')];
  const issues = () => jira.issues().filter(({ summary }) => summary.includes('Many people were put into'));
  await firstLook(at());
  for (const [hire] of hires) okta.addMember(production, hire);
  await at().passTime(minutes(1));
  const says = '12 people are in the group aws-production-admin in Okta whom Latchkey did not put there';
  const card = await messageOnce(priya, says);
  expect(card.text).toMatch(/Among them.*New Hire \d.* and 2 more/s);
  expect(card.text).toContain('by Okta Admin, 12 times');
  expect(card.buttons).toEqual(['Explain']);
  await at().until(() => (issues()[0]?.comments.length ?? 0) > 0, patience.within);
  expect(issues()[0]?.description).toMatch(/By: Okta Admin.*Among them: New Hire/s);
  expect(issues()[0]?.comments[0]).toContain("12 people. Okta's own log tells of it.");
  okta.removeMember(production, 'new3');
  okta.addMember(production, 'new3');
  okta.removeMember(production, 'new4');
  // The owner comes with them, and cannot answer any more: an admin is asked.
  okta.addMember(production, 'priya');
  await at().passTime(minutes(1));
  const hers = await messageOnce(iris, '12 people are in the group', ({ text }) => text.includes('14 times'));
  await hers.press('Explain');
  const form = await iris.modal('Explain this change', patience);
  await form.fill('Reason', 'The import of the new branch; it will be undone');
  await form.submit();
  await messageOnce(priya, '12 people are in the group', ({ text }) => text.includes('Iris Tan explained it'));
  for (const [hire] of hires.filter(([one]) => one !== 'new4')) okta.removeMember(production, hire);
  await at().passTime(minutes(1));
  await at().until(async () => about(await read(production), 'new11').length === 2, patience.within);
  const door = await read(production);
  for (const [hire] of hires) expect(kinds(about(door, hire)).toSorted()).toEqual(told(hire));
  expect([...door.findings.values()].filter(({ kind }) => kind === 'many')).toHaveLength(1);
  expect(page(door)).toContain('The import of the new branch; it will be undone');
  const edit = `UPDATE "Text" SET "body" = $2 WHERE "body" = $1`;
  await sql(at().database.url, edit, ['The import of the new branch; it will be undone', 'All as it should be']);
  const edited = page(await read(production));
  expect(edited).toContain('1 reason is no longer what was sealed: below it says (altered since).');
  expect(edited).not.toContain('All as it should be');
  await sql(at().database.url, edit, ['All as it should be', 'The import of the new branch; it will be undone']);
  for (const person of [priya, iris])
    expect(person.dms().filter(({ text }) => text.includes('whom Latchkey did not put there'))).toHaveLength(1);
  await at().until(() => issues()[0]?.statusCategory === 'done', patience.within);
  expect(issues()).toHaveLength(1);
  expect(jira.issues().filter(({ summary }) => summary.includes('New Hire'))).toEqual([]);
});

const told = (hire: string): string[] => {
  const once = ['added answered', 'removed answered'];
  return hire === 'new3' ? [...once, ...once].toSorted() : once;
};
