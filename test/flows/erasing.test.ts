import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shown, Person as Someone } from '../../sandbox/slack/index.js';
import type { Person } from '../../src/domain/person.js';
import { findBreak } from '../../src/store/chain.js';
import {
  acmeWith,
  cardSays,
  forgePress,
  getIn,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { days, hours, minutes } from '../support/house.js';
import { root, runOut } from '../support/process.js';
import { sql } from '../support/sql.js';
import { firstLook } from '../support/watching.js';

/** Somebody who has left is erased by two admins: their name and their words are gone, what they did stays on record. */

const company = acmeWith([
  ['uma', 'Uma Joshi', 'ben'],
  ['wes', 'Wes Lindqvist', 'ben'],
  ['max', 'Max Weber', 'ben'],
  ['kai', 'Kai Berg', 'ben'],
  ['ida', 'Ida Moreno', 'ben'],
]);
const twoAdmins = [
  'policy.yaml',
  'admins: [it@acme.example.com]',
  'admins: [it@acme.example.com, grace@acme.example.com]',
] as const;
const nextLook = hours(6) + minutes(1);

describe.each([1, 2])('erasing (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({
    stepsRun,
    company,
    environment: { CATALOG_DIR: catalogWith(twoAdmins), RETENTION_DAYS: '400' },
  });
  const iris = () => at().slack.as('it');
  const grace = () => at().slack.as('grace');
  const rowOf = async (id: string): Promise<Person> => {
    const person = await at().store.people.find(id);
    if (!person) throw new Error('the row is gone');
    return person;
  };

  /** What they read in answer, as only they can. */
  async function says(person: Someone, typed: string, words: string): Promise<Shown> {
    const before = person.ephemerals().length;
    await person.command(typed);
    const fresh = () => person.ephemerals().slice(before);
    return person.until(() => fresh().find(({ text }) => text.includes(words)), patience);
  }

  /** They had access, left, and nothing of theirs is open. */
  async function hasLeft(key: string, reason: string): Promise<{ id: string; request: string }> {
    const { slack, okta, store, passTime } = at();
    await firstLook(at());
    const asked = { app: 'figma', role: 'Editor', duration: '8 hours', reason };
    await getIn(slack.as(key), asked, slack.as('ben'));
    const request = await at().newestRequest();
    const person = await store.people.byEmail(`${key}@acme.example.com`);
    okta.deactivate(key);
    await passTime(nextLook);
    await threadSays(slack.as(key), reason, 'has ended');
    await passTime(minutes(1));
    await at().until(async () => (await store.assignments.find(request))?.status === 'ended', patience.within);
    return { id: person?.id ?? '', request };
  }

  async function proposed(key: string, name: string): Promise<Shown> {
    const offer = await says(iris(), `/access erase ${key}@acme.example.com`, `Erase ${name}`);
    await offer.press('Propose to erase');
    return messageOnce(grace(), `Iris Tan wants ${name} to be erased`);
  }

  test('by two admins takes the name and the words out of every row, leaves a pseudonym and a record that verifies', async () => {
    const { store, slack, database } = at();
    const { id, request } = await hasLeft('uma', 'Umas secret project');
    const before = await store.trail.about(request);
    const key = (await store.requests.find(request))?.issue?.key ?? '';
    expect(at().jira.issue(key)).toMatchObject({ summary: expect.stringContaining('Uma Joshi') });
    const card = await proposed('uma', 'Uma Joshi');
    const own = await messageOnce(iris(), 'wants Uma Joshi to be erased');
    expect(own.buttons).toEqual(['Take back']);
    await at().jira.goDown();
    await card.press('Confirm');
    await at().until(async () => {
      await at().passTime(1);
      return (await rowOf(id)).name !== 'Uma Joshi';
    }, patience.within);
    const row = await rowOf(id);
    expect(row.name).toMatch(/^Person [0-9a-f]{6}$/);
    expect(row.email).toMatch(/^person-[0-9a-f]{6}@erased\.invalid$/);
    expect(row).not.toHaveProperty('title');
    expect(row).not.toHaveProperty('slackId');
    expect(await sql(database.url, 'SELECT * FROM "Text" WHERE "personId" = $1', [id])).toEqual([]);
    const everything = JSON.stringify(
      await Promise.all(
        ['Person', 'Text', 'Request', 'Assignment', 'Grant', 'Drift', 'LogEntry', 'Link', 'Event', 'Outbox'].map(
          (table) => sql(database.url, `SELECT to_jsonb(t) AS row FROM "${table}" t`, []),
        ),
      ),
    );
    for (const words of ['Uma Joshi', 'uma@acme.example.com', 'Umas secret project'])
      expect({ words, isThere: everything.includes(words) }).toEqual({ words, isThere: false });
    expect((await store.trail.about(request)).slice(0, before.length)).toEqual(before);
    expect(findBreak(await store.trail.about(request))).toBeUndefined();
    const shown = await runOut([join(root, 'dist', 'src', 'audit.js'), 'show', request], {
      DATABASE_URL: database.url,
    });
    expect(shown).toEqual({ code: 0, said: expect.stringContaining(`request.submitted          ${row.name}`) });
    expect(shown.said).toContain('Intact:');
    const erasures = (await store.trail.ofTypes(['erasure.proposed', 'erasure.confirmed', 'erasure.done'])).filter(
      ({ stream }) => stream.startsWith('erasure:'),
    );
    expect(erasures.map(({ event }) => event.type)).toEqual(['erasure.proposed', 'erasure.confirmed', 'erasure.done']);
    expect(erasures[2]?.event).toMatchObject({ requests: [request], issues: [request], texts: 1 });
    const inJira = () => {
      const { summary, description, comments } = at().jira.issue(key);
      return [summary, description, ...comments].join('\n');
    };
    expect(inJira()).toMatch(/Uma Joshi/);
    await at().restart();
    await at().jira.comeBack();
    await at().until(async () => {
      await at().passTime(minutes(3));
      return !/Uma Joshi|Umas secret/.test(inJira());
    }, patience.within);
    expect(inJira()).toContain(`${row.name}: Figma Editor`);
    expect(inJira()).toContain('Reason: (erased)');
    const written = inJira();
    await at().passTime(hours(1));
    expect(inJira()).toBe(written);
    await cardSays(slack.as('ben'), row.name, 'Editor in Figma');
    expect(message(slack.as('ben'), 'Uma Joshi')).toBeUndefined();
    await cardSays(grace(), `Iris Tan wanted ${row.name} to be erased`, 'Grace Chen confirmed it, and it is done.');
  });

  test('is not done by one admin alone, nor by somebody who is none, nor after a no', async () => {
    const { store, slack } = at();
    const { id } = await hasLeft('wes', 'A poster for Wes');
    const card = await proposed('wes', 'Wes Lindqvist');
    const proposal = (await store.trail.ofTypes(['erasure.proposed'])).at(-1)?.stream ?? '';
    for (const [who, words] of [
      ['it', 'You proposed this yourself. Another admin has to confirm it.'],
      ['dana', 'Only admins can answer this.'],
    ] as const) {
      await forgePress(at(), slack.as(who), 'proposal.confirm', proposal);
      await messageOnce(slack.as(who), words);
    }
    await says(iris(), '/access erase wes@acme.example.com', 'already proposed');
    await card.press('Refuse');
    await cardSays(iris(), 'wanted Wes Lindqvist to be erased', 'Grace Chen refused it.');
    await forgePress(at(), grace(), 'proposal.confirm', proposal);
    await messageOnce(grace(), 'This is already refused');
    await at().passTime(minutes(1));
    expect((await rowOf(id)).name).toBe('Wes Lindqvist');
  });

  test('is not done while they are active, and says what to do first', async () => {
    await says(iris(), '/access erase nobody@acme.example.com', 'Latchkey does not know this person');
    const { slack } = at();
    await getIn(
      slack.as('kai'),
      { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Kais map' },
      slack.as('ben'),
    );
    await says(iris(), '/access erase kai@acme.example.com', 'Revoke it first');
    await at().passTime(hours(8) + minutes(1));
    await threadSays(slack.as('kai'), 'Kais map', 'has ended');
    await says(iris(), '/access erase kai@acme.example.com', 'Have the account deactivated there first');
    await says(slack.as('kai'), '/access erase kai@acme.example.com', 'Only admins can do this.');
  });

  test('is not confirmed under a legal hold, also when it was proposed before; the hold needs two admins to be lifted', async () => {
    const { store } = at();
    const { id } = await hasLeft('max', 'A poster for Max');
    const card = await proposed('max', 'Max Weber');
    const placed = await says(iris(), '/access hold max@acme.example.com', 'A legal hold of Max Weber is placed');
    await card.press('Confirm');
    await messageOnce(grace(), 'Max Weber cannot be erased now. A legal hold keeps this');
    expect((await rowOf(id)).name).toBe('Max Weber');
    await says(iris(), '/access erase max@acme.example.com', 'A legal hold keeps this');
    const mark = /lift ([0-9a-f]{8})/.exec(placed.text)?.[1];
    await says(iris(), `/access hold lift ${mark}`, 'Proposed. It is lifted as soon as');
    const asked = await messageOnce(grace(), 'wants the legal hold of Max Weber to be lifted');
    await says(iris(), '/access hold', 'Max Weber');
    await asked.press('Confirm');
    await cardSays(iris(), 'wanted the legal hold of Max Weber', 'the hold is lifted');
    await says(iris(), '/access erase max@acme.example.com', 'already proposed');
    await (await messageOnce(grace(), 'Iris Tan wants Max Weber to be erased')).press('Refuse');
    await cardSays(iris(), 'wanted Max Weber to be erased', 'Grace Chen refused it.');
    expect((await store.trail.ofTypes(['hold.lifted'])).map(({ event }) => event.type)).toEqual(['hold.lifted']);
  });

  test('is not done under a hold of the time, nor of somebody else who was part of it', async () => {
    const { store } = at();
    const year = new Date(at().now()).getUTCFullYear();
    for (const [typed, name] of [
      [`${year}-01-01 ${year}-12-31`, `${year}-01-01 to ${year}-12-31`],
      ['ben@acme.example.com', 'Ben Okafor'],
    ]) {
      await says(iris(), '/access erase max@acme.example.com', 'Erase Max Weber');
      await says(iris(), `/access hold ${typed}`, 'is placed');
      await says(iris(), '/access erase max@acme.example.com', 'A legal hold keeps this');
      const [placed] = (await store.trail.ofTypes(['hold.placed'])).slice(-1);
      await says(iris(), `/access hold lift ${placed?.stream.slice(5, 13)}`, 'Proposed.');
      await (await messageOnce(grace(), `wants the legal hold of ${name}`)).press('Confirm');
      await cardSays(iris(), `wanted the legal hold of ${name}`, 'the hold is lifted');
    }
  });

  test('is no longer possible seven days after it was proposed', async () => {
    const { id } = await hasLeft('ida', 'A poster for Ida');
    await proposed('ida', 'Ida Moreno');
    await at().passTime(days(7) + 1);
    await at().passTime(1);
    const late = await cardSays(grace(), 'wanted Ida Moreno to be erased', 'Nobody confirmed it in time.');
    expect(late.buttons).toEqual([]);
    expect((await rowOf(id)).name).toBe('Ida Moreno');
  });

  test('whom the directory shows again stays erased, and is let in again by an admin alone', async () => {
    const { okta, store, slack, passTime } = at();
    const erased = (await store.trail.ofTypes(['erasure.proposed']))[0]?.event;
    const id = erased?.type === 'erasure.proposed' ? erased.person : '';
    const { name } = await rowOf(id);
    okta.reactivate('uma');
    await passTime(nextLook);
    expect((await rowOf(id)).name).toBe(name);
    await says(slack.as('uma'), '/access mine', 'You were erased from Latchkey.');
    expect((await rowOf(id)).name).toBe(name);
    await says(iris(), '/access confirm @uma', 'Confirmed: this Slack account is now Uma Joshi');
    expect(await rowOf(id)).toMatchObject({ name: 'Uma Joshi', isActive: true });
    expect(await store.people.byDirectoryId('okta', okta.userId('uma'))).toMatchObject({ id });
  });

  test('by age takes old words and the names of who left long ago, once two admins have confirmed the number', async () => {
    const { store, database, passTime } = at();
    const wes = await store.people.byEmail('wes@acme.example.com');
    const texts = () => sql(database.url, 'SELECT "id" FROM "Text"', []);
    await passTime(days(401));
    await passTime(1);
    expect((await texts()).length).toBeGreaterThan(0);
    await says(iris(), `/access hold ida@acme.example.com`, 'is placed');
    await says(iris(), '/access retention', 'RETENTION_DAYS says 400 days. Nothing is deleted before');
    const asked = await messageOnce(grace(), 'wants texts to be kept for 400 days');
    await passTime(1);
    expect((await rowOf(wes?.id ?? '')).name).toBe('Wes Lindqvist');
    await asked.press('Confirm');
    await cardSays(iris(), 'wants texts to be kept for 400 days', 'Grace Chen confirmed it.');
    await at().until(async () => {
      await passTime(1);
      return (await store.trail.ofTypes(['retention.applied'])).length > 0;
    }, patience.within);
    expect((await rowOf(wes?.id ?? '')).name).toMatch(/^Person /);
    const ida = await store.people.byEmail('ida@acme.example.com');
    expect(ida?.name).toBe('Ida Moreno');
    const left = await sql<{ personId: string }>(database.url, 'SELECT "personId" FROM "Text"', []);
    expect(left.map(({ personId }) => personId)).toEqual([ida?.id]);
    const [applied] = await store.trail.ofTypes(['retention.applied']);
    expect(applied?.event).toMatchObject({ held: 1, texts: expect.any(Number), people: expect.any(Number) });
    await says(iris(), '/access retention', 'as two admins have confirmed');
    await passTime(hours(1));
    expect(await store.trail.ofTypes(['retention.applied'])).toHaveLength(1);
  });

  test('whom a hold is about is no admin who lifts it; where only one is left, somebody of security is the second', async () => {
    const { slack, store } = at();
    const sam = slack.as('sam');
    const placed = await says(iris(), '/access hold grace@acme.example.com', 'A legal hold of Grace Chen is placed');
    expect(placed.text).toContain('somebody of security are needed');
    const mark = /lift ([0-9a-f]{8})/.exec(placed.text)?.[1];
    await says(grace(), `/access hold lift ${mark}`, 'This hold is about yourself.');
    expect(message(sam, 'wants the legal hold')).toBeUndefined();
    await says(sam, `/access hold lift ${mark}`, 'Only admins can do this.');
    await says(iris(), `/access hold lift ${mark}`, 'as soon as somebody of security');
    const asked = await messageOnce(sam, 'wants the legal hold of Grace Chen to be lifted');
    expect(message(grace(), 'wants the legal hold of Grace Chen')).toBeUndefined();
    const stream = (await store.trail.ofTypes(['hold.liftProposed'])).at(-1)?.stream ?? '';
    for (const [who, words] of [
      ['grace', 'You cannot answer about yourself.'],
      ['dana', 'Only admins can answer this.'],
    ] as const) {
      await forgePress(at(), slack.as(who), 'proposal.confirm', stream);
      await messageOnce(slack.as(who), words);
    }
    await asked.press('Confirm');
    await cardSays(iris(), 'wanted the legal hold of Grace Chen', 'the hold is lifted');
    const samId = (await store.people.byEmail('sam@acme.example.com'))?.id;
    expect((await store.trail.streams([stream])).at(-1)?.event).toMatchObject({ type: 'hold.lifted', by: samId });
  });

  test('while two admins are left whom a hold is not about, nobody of security can lift it', async () => {
    const { slack, store } = at();
    const placed = await says(iris(), '/access hold ben@acme.example.com', 'A legal hold of Ben Okafor is placed');
    expect(placed.text).toContain('two admins are needed');
    const mark = /lift ([0-9a-f]{8})/.exec(placed.text)?.[1];
    await says(iris(), `/access hold lift ${mark}`, 'as soon as another admin has confirmed it');
    await messageOnce(grace(), 'wants the legal hold of Ben Okafor');
    const stream = (await store.trail.ofTypes(['hold.liftProposed'])).at(-1)?.stream ?? '';
    await forgePress(at(), slack.as('sam'), 'proposal.confirm', stream);
    await messageOnce(slack.as('sam'), 'Only admins can answer this.');
    expect((await store.trail.streams([stream])).at(-1)?.event.type).toBe('hold.liftProposed');
  });
});
