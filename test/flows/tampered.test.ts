import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { approve, cardSays, message } from '../support/acts.js';
import { asks, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, hours, openHouse } from '../support/house.js';
import { sql } from '../support/sql.js';

const catalog = writeCatalog(figmaFor('8h'));
let house: House;
beforeEach(async () => {
  house = await openHouse({ company: companyOf(['ana']), environment: { CATALOG_DIR: catalog } });
});
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

const reason = reasonOf('ana');
const elsewhere = () => house.okta.groupId('elsewhere');
const writesTo = (group: string) =>
  house.okta.calls.filter(({ method, path }) => method !== 'GET' && path.includes(group));
const pointElsewhere = () => sql(house.database.url, 'UPDATE "Grant" SET "entitlement" = $1', [`okta:${elsewhere()}`]);

async function askedAndApproved() {
  await asks(house, 'ana');
  await approve(house.slack.as('ben'), reason);
}

/** What was held up by Okta's silence is tried again. */
async function triedAgain() {
  house.okta.faults.clear();
  for (let times = 0; times < 4; times += 1) await house.passTime(15);
}

test('a grant whose row is pointed at a group outside the catalog while it is set up is given as it was recorded', async () => {
  const { okta, slack } = house;
  const silence = okta.faults.down('assignUserToGroup');
  await askedAndApproved();
  await silence.met();
  await pointElsewhere();
  await triedAgain();
  await cardSays(slack.as('ana'), reason, "You're in");
  expect(writesTo(elsewhere())).toEqual([]);
  expect(okta.members('elsewhere')).toEqual([]);
  expect(okta.members('figma-editors')).toEqual(['ana']);
});

test('a grant whose row is pointed at a group outside the catalog while it ends is ended as it was recorded', async () => {
  const { okta, slack } = house;
  okta.addMember('elsewhere', 'ana');
  await askedAndApproved();
  await cardSays(slack.as('ana'), reason, "You're in");
  const silence = okta.faults.down('unassignUserFromGroup');
  await house.passTime(hours(8) + 1);
  await silence.met();
  await pointElsewhere();
  await triedAgain();
  await cardSays(slack.as('ana'), reason, 'Ended');
  expect(writesTo(elsewhere())).toEqual([]);
  expect(okta.members('elsewhere')).toEqual(['ana']);
  expect(okta.members('figma-editors')).toEqual([]);
});

test('a name that is pointed at a group outside the catalog, while Okta cannot be asked about it, is not believed', async () => {
  const { okta, slack } = house;
  // The groups are looked up once it has started: before that there is nothing to falsify.
  const falsify = 'UPDATE "Entitlement" SET "groupId" = $1 WHERE "name" = $2 RETURNING "id"';
  await house.until(async () => (await sql(house.database.url, falsify, [elsewhere(), 'figma-editors'])).length === 1);
  okta.faults.down('listGroups');
  await house.restart();
  await askedAndApproved();
  // While Okta is left alone after its failures the write is put off: as time passes it is tried, still by the false name.
  await house.until(async () => {
    await house.passTime(15);
    return message(slack.as('grace'), 'No role in the catalog names the group') !== undefined;
  }, 50_000);
  await triedAgain();
  expect(writesTo(elsewhere())).toEqual([]);
});

test('a grant that nothing on record opened is never given', async () => {
  const { okta } = house;
  await askedAndApproved();
  await cardSays(house.slack.as('ana'), reason, "You're in");
  const group = okta.groupId('figma-viewers');
  await sql(
    house.database.url,
    `INSERT INTO "Grant" ("id", "status", "recipient", "entitlement", "holders", "openedAt")
     SELECT 'slipped-in', 'provisioning', "recipient", $1, "holders", now() FROM "Grant" LIMIT 1`,
    [`okta:${group}`],
  );
  await sql(
    house.database.url,
    `INSERT INTO "Outbox" ("eventId", "consumer", "lane", "dueAt") SELECT max("id"), 'provisioning', 'slipped-in', now() FROM "Event"`,
  );
  await triedAgain();
  expect(writesTo(group)).toEqual([]);
});
