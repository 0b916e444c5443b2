import { describe, expect, test } from '@jest/globals';
import { acmeWith, getIn, messageOnce, patience, sharedHouse, threadSays } from '../support/acts.js';
import { days, hours, minutes } from '../support/house.js';
import { sql } from '../support/sql.js';
import { firstLook, found, idIn, production, record, toldByOkta } from '../support/watching.js';

/** Okta's own log beside our record: what Latchkey did is witnessed there, and what it did not do is asked about. */

const company = acmeWith([
  ['abe', 'Abe Stone', 'ben'],
  ['cia', 'Cia Romano', 'ben'],
  ['dov', 'Dov Katz', 'ben'],
  ['eli', 'Eli Voss', 'ben'],
]);
const editor = 'figma-editors';

describe.each([1, 2])("the provider's own log (every step run %i×)", (stepsRun) => {
  const at = sharedHouse({ stepsRun, company });
  const entriesOf = async (person: string, group: string) =>
    (
      await sql<{ entry: string; grant?: string; drift?: string }>(
        at().database.url,
        'SELECT "entry", "grant", "drift" FROM "LogEntry" WHERE "account" = $1 AND "group" = $2 ORDER BY "at"',
        [at().okta.userId(person), at().okta.groupId(group)],
      )
    ).map(({ entry, grant, drift }) => ({ entry, grant, drift }));

  test("every change that Latchkey made gets Okta's own id, actor and time on its record", async () => {
    const { slack, okta, store } = at();
    const [ana, ben] = [slack.as('ana'), slack.as('ben')];
    await firstLook(at());
    await getIn(ana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the logo' }, ben);
    const [grant] = await store.grants.liveIn(idIn(at(), editor));
    await at().passTime(minutes(1));
    await at().passTime(hours(8));
    await threadSays(ana, 'Draw the logo', 'has ended');
    await at().passTime(minutes(1));
    const told = toldByOkta(at(), 'ana', editor);
    const witnessed = (await record(at(), `grant:${grant?.id}`)).filter(({ type }) => type === 'grant.witnessed');
    expect(witnessed).toEqual(
      (['added', 'removed'] as const).map((change, index) =>
        expect.objectContaining({
          change,
          entry: expect.objectContaining({ id: told[index]?.id, actor: told[index]?.actor }),
        }),
      ),
    );
    expect(told).toHaveLength(2);
    expect(okta.log().find(({ uuid }) => uuid === told[0]?.id)?.published).toBe(
      witnessed[0]?.type === 'grant.witnessed' ? witnessed[0].entry.at : undefined,
    );
    expect(await found(at(), 'ana', editor)).toEqual([]);
    expect((await store.grants.find(grant?.id ?? ''))?.status).toBe('ended');
  });

  test('what a person did by hand for our task is ours as well', async () => {
    const { slack, okta } = at();
    const [abe, ben, dana] = [slack.as('abe'), slack.as('ben'), slack.as('dana')];
    await firstLook(at());
    const body = { errorCode: 'E0000006', errorSummary: 'You do not have permission' };
    const rule = okta.faults.error('PUT /api/v1/groups/{id}/users/{id}', { status: 403, body });
    const asked = { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Draw the map' };
    const inside = getIn(abe, asked, ben);
    const task = await messageOnce(dana, 'Please add Abe Stone');
    okta.addMember(editor, 'abe');
    await task.press('Mark as done');
    await inside;
    rule.remove();
    await at().passTime(minutes(1));
    await at().until(async () => (await entriesOf('abe', editor)).some(({ grant }) => grant), patience.within);
    expect(await found(at(), 'abe', editor)).toEqual([]);
  });

  test('a repeated entry changes nothing, nor does the whole log once more when the position is lost', async () => {
    const { okta, store, slack } = at();
    await firstLook(at());
    okta.addMember(production, 'cia');
    await at().passTime(minutes(1));
    await messageOnce(slack.as('priya'), 'Cia Romano (Engineer, Engineering) was added');
    const before = [
      await entriesOf('cia', production),
      await found(at(), 'cia', production),
      await entriesOf('ana', editor),
    ];
    expect(before[0]).toHaveLength(1);
    await at().passTime(minutes(1));
    await store.positions.forget('log:okta');
    await at().passTime(minutes(1));
    expect(await store.positions.find('log:okta')).toBeDefined();
    expect([
      await entriesOf('cia', production),
      await found(at(), 'cia', production),
      await entriesOf('ana', editor),
    ]).toEqual(before);
    expect(
      slack
        .as('priya')
        .dms()
        .filter(({ text }) => text.includes('Cia Romano')),
    ).toHaveLength(1);
  });

  test('a late entry completes what the comparison found first, and makes no second finding', async () => {
    const { okta, store, slack } = at();
    await firstLook(at());
    await at().passTime(minutes(1));
    const silent = okta.faults.error('GET /api/v1/logs', { status: 200, body: [] });
    okta.addMember(production, 'dov');
    await at().passTime(hours(1) + minutes(1));
    const card = await messageOnce(slack.as('priya'), 'Dov Katz (Engineer, Engineering) was added');
    expect(card.text).toContain("Okta's log has not said yet");
    silent.remove();
    await store.positions.keep('log:okta', new Date(at().now().getTime() - hours(2) * 1000).toISOString(), at().now());
    await at().passTime(minutes(1));
    await messageOnce(slack.as('priya'), 'Dov Katz', ({ text }) => text.includes('by Okta Admin'));
    const [drift, ...more] = await found(at(), 'dov', production);
    expect(more).toEqual([]);
    expect(drift).toMatchObject({ source: 'reconcile', entries: [toldByOkta(at(), 'dov', production)[0]?.id] });
  });

  test('a position that a clock ahead of time has stored stops no reading, and what happened since is told', async () => {
    const { okta, store, slack } = at();
    await firstLook(at());
    await at().passTime(minutes(1));
    const ahead = new Date(at().now().getTime() + days(365) * 1000).toISOString();
    await store.positions.keep('log:okta', ahead, at().now());
    okta.addMember(production, 'eli');
    await at().passTime(minutes(1));
    await messageOnce(slack.as('priya'), 'Eli Voss (Engineer, Engineering) was added');
    await at().until(async () => (await entriesOf('eli', production)).length === 1, patience.within);
    await at().until(async () => {
      const position = await store.positions.find('log:okta');
      return position !== undefined && position <= at().now().toISOString();
    }, patience.within);
  });

  test('what was not read for longer than Okta keeps it is noted as a gap, once', async () => {
    const { store } = at();
    await firstLook(at());
    await at().passTime(minutes(1));
    const position = await store.positions.find('log:okta');
    const silent = at().okta.faults.error('GET /api/v1/logs', { status: 500, body: {} });
    await at().passTime(days(100));
    expect(await store.log.gaps('okta')).toEqual([]);
    silent.remove();
    await at().passTime(minutes(1));
    await at().passTime(minutes(1));
    const gaps = (await record(at(), 'log:okta')).filter(({ type }) => type === 'log.gap');
    expect(gaps).toEqual([expect.objectContaining({ id: 'okta', from: position })]);
    expect(await store.log.gaps('okta')).toEqual([expect.objectContaining({ from: position })]);
  });
});
