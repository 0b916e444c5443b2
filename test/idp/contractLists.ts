import { expect, test } from '@jest/globals';
import { asAccount, innerGroup } from '../../src/domain/innerGroup.js';
import { GroupGone, type MembershipChange, type Page, ProviderDown } from '../../src/idp/port.js';
import { type Bench, faultOf, type Start } from './bench.js';

type ReadPage<Item> = (from?: string) => Promise<Page<Item>>;

/** From `from` to the end, page by page. */
async function everyPage<Item>(read: ReadPage<Item>, from?: string): Promise<Item[][]> {
  const pages: Item[][] = [];
  let next = from;
  do {
    const page = await read(next);
    pages.push([...page.items]);
    next = page.next;
  } while (next !== undefined);
  return pages;
}

const idsOf = (pages: readonly (readonly { readonly id: string }[])[]): string[] =>
  pages
    .flat()
    .map(({ id }) => id)
    .sort();

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

export function aboutLists(start: Start): void {
  test('everybody is listed once, over several pages, as they are found one by one', async () => {
    const { provider, everybody, hireMany, personId } = await start();
    hireMany();
    const pages = await everyPage(provider.listPeople);
    expect(pages.length).toBeGreaterThan(2);
    expect(idsOf(pages)).toEqual(sorted(everybody()));
    const ana = pages.flat().find(({ id }) => id === personId('ana'));
    expect(ana).toEqual(await provider.readPerson(personId('ana')));
  });

  test('a deactivated person is listed, and is not active', async () => {
    const { provider, personId, everybody, deactivate } = await start();
    deactivate('ana');
    const people = (await everyPage(provider.listPeople)).flat();
    expect(idsOf([people])).toEqual(sorted(everybody()));
    expect(people.filter(({ isActive }) => !isActive).map(({ id }) => id)).toEqual([personId('ana')]);
  });

  test('nobody is missing because they were deactivated while the list was read', async () => {
    const { provider, hireMany, personId, deactivate } = await start();
    const hired = hireMany();
    const first = await provider.listPeople();
    const listed = new Set(first.items.map(({ id }) => id));
    const waiting = hired.find((key) => !listed.has(personId(key))) ?? '';
    deactivate(waiting);
    const others = (await everyPage(provider.listPeople, first.next)).flat();
    expect(others.find(({ id }) => id === personId(waiting))).toMatchObject({ isActive: false });
  });

  test('an interrupted list of people goes on where it was, and a failure is never its end', async () => {
    const { provider, everybody, hireMany, trouble } = await start();
    hireMany();
    const first = await provider.listPeople();
    for (const what of ['server error', 'connection cut', 'too many at once'] as const) {
      trouble('listPeople', what);
      expect(await faultOf(provider.listPeople(first.next))).toBeInstanceOf(ProviderDown);
    }
    const others = await everyPage(provider.listPeople, first.next);
    expect(idsOf([first.items, ...others])).toEqual(sorted(everybody()));
  });

  test('the members of a group are listed over several pages, and nobody else', async () => {
    const { provider, personId, groupId, hireMany, put } = await start();
    const hired = hireMany();
    for (const person of hired) put(person, 'figma-viewers');
    put('dana', 'github-admins');
    const pages = await everyPage((from) => provider.listMembers(groupId('figma-viewers'), from));
    expect(pages.length).toBeGreaterThan(2);
    expect(idsOf(pages)).toEqual(sorted(hired.map(personId)));
    expect(idsOf([(await provider.listMembers(groupId('github-admins'))).items])).toEqual([personId('dana')]);
  });

  test('a member carries an e-mail address in lower case, or none', async () => {
    const { provider, groupId, put } = await start();
    put('ana', 'figma-viewers');
    const [ana] = (await provider.listMembers(groupId('figma-viewers'))).items;
    expect(['ana@acme.example.com', undefined]).toContain(ana?.email);
  });

  test('a group without members has none', async () => {
    const { provider, groupId } = await start();
    expect(await provider.listMembers(groupId('figma-viewers'))).toEqual({ items: [] });
  });

  test('who is in only through another group is nested where there is such a thing, and no member', async () => {
    const { provider, personId, groupId, put, nest } = await start();
    put('ben', 'figma-viewers');
    put('dana', 'github-admins');
    nest?.('github-admins', 'figma-viewers');
    const [dana, ben, figma] = [personId('dana'), personId('ben'), groupId('figma-viewers')];
    expect(await provider.isNested(dana, figma)).toBe(nest !== undefined);
    expect(await provider.isNested(ben, figma)).toBe(false);
    expect(await provider.isMember(dana, figma)).toBe(false);
    const listed = idsOf([(await provider.listMembers(figma)).items]);
    expect(listed.filter((id) => innerGroup(id) === undefined)).toEqual([ben]);
    expect(listed).toHaveLength(nest ? 2 : 1);
  });

  test('an interrupted list of members goes on where it was, and a failure is never its end', async () => {
    const { provider, personId, groupId, hireMany, put, trouble } = await start();
    const hired = hireMany();
    for (const person of hired) put(person, 'figma-viewers');
    const read: ReadPage<{ id: string }> = (from) => provider.listMembers(groupId('figma-viewers'), from);
    const first = await read();
    trouble('listMembers', 'server error');
    expect(await faultOf(read(first.next))).toBeInstanceOf(ProviderDown);
    expect(idsOf([first.items, ...(await everyPage(read, first.next))])).toEqual(sorted(hired.map(personId)));
  });

  test('a group that is deleted, be it between two pages, is gone and not empty', async () => {
    const { provider, groupId, hireMany, put, deleteGroup } = await start();
    const figma = groupId('figma-viewers');
    for (const person of hireMany()) put(person, 'figma-viewers');
    const first = await provider.listMembers(figma);
    deleteGroup('figma-viewers');
    for (const from of [first.next, undefined])
      expect(await faultOf(provider.listMembers(figma, from))).toBeInstanceOf(GroupGone);
  });
}

const lately = () => ({ since: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) });

const readLog = async ({ provider }: Bench, groups: readonly string[]): Promise<MembershipChange[]> => {
  const window = lately();
  return (await everyPage((from) => provider.log.read(window, groups, from))).flat();
};

export function aboutLog(start: Start): void {
  /** An entry without its own id and time; who it is about by key. */
  const short = ({ personId }: Bench, { kind, person, group, actor }: MembershipChange) => {
    const isKey = (key: string) =>
      'id' in person ? person.id === personId(key) : person.email === `${key}@acme.example.com`;
    return { kind, group, person: ['ana', 'ben'].find(isKey), actor };
  };

  test('who put whom in and took them out is told, and whether it was us', async () => {
    const bench = await start();
    const { provider, personId, groupId, put, takeOut, administrator } = bench;
    const [ana, group] = [personId('ana'), groupId('figma-viewers')];
    put('ben', 'figma-viewers');
    await provider.add(ana, group);
    takeOut('ben', 'figma-viewers');
    await provider.remove(ana, group);
    const told = (await readLog(bench, [group])).map((change) => short(bench, change));
    const them = { ...administrator, isLatchkey: false };
    const us = { id: expect.any(String), name: expect.any(String), isLatchkey: true };
    expect(told).toHaveLength(4);
    for (const kind of ['added', 'removed'] as const) {
      expect(told).toContainEqual({ kind, group, person: 'ben', actor: them });
      expect(told).toContainEqual({ kind, group, person: 'ana', actor: us });
    }
  });

  test('a group that is put into the group is told of, as the list has it', async () => {
    const bench = await start();
    const { provider, groupId, nest } = bench;
    const figma = groupId('figma-viewers');
    nest?.('github-admins', 'figma-viewers');
    const told = (await readLog(bench, [figma])).map(({ kind, group, person }) => {
      // Google's admin log has the address as of a person.
      return { kind, group, account: 'id' in person ? person.id : asAccount(person.email) };
    });
    const [inner] = idsOf([(await provider.listMembers(figma)).items]);
    expect(told).toEqual(nest ? [{ kind: 'added', group: figma, account: inner }] : []);
  });

  test('an entry says when it happened, and has the same id each time it is read', async () => {
    const bench = await start();
    const before = new Date(Date.now() - 1000).toISOString();
    for (const key of ['ana', 'ben']) bench.put(key, 'figma-viewers');
    const after = new Date(Date.now() + 1000).toISOString();
    const [once, again] = [
      await readLog(bench, [bench.groupId('figma-viewers')]),
      await readLog(bench, [bench.groupId('figma-viewers')]),
    ];
    expect(new Set(idsOf([once])).size).toBe(2);
    expect(idsOf([again])).toEqual(idsOf([once]));
    for (const { at } of once) {
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(before < at && at < after).toBe(true);
    }
  });

  test('changes of other groups are not told, and of no groups there are none', async () => {
    const bench = await start();
    const [figma, admins] = [bench.groupId('figma-viewers'), bench.groupId('github-admins')];
    bench.put('ana', 'figma-viewers');
    bench.put('ben', 'github-admins');
    const groupsIn = async (asked: string[]) => (await readLog(bench, asked)).map(({ group }) => group);
    expect(await groupsIn([admins])).toEqual([admins]);
    expect(sorted(await groupsIn([figma, admins]))).toEqual(sorted([figma, admins]));
    expect(await groupsIn([])).toEqual([]);
  });

  test('changes of some groups among hundreds are told, and only these', async () => {
    const bench = await start();
    const others = Array.from(
      { length: 300 },
      (_, number) => bench.groupId('figma-viewers').slice(0, -3) + (100 + number),
    );
    bench.put('ana', 'figma-viewers');
    bench.put('ben', 'github-admins');
    const told = await readLog(bench, [...others, bench.groupId('figma-viewers')]);
    expect(told.map(({ group }) => group)).toEqual([bench.groupId('figma-viewers')]);
  });

  test('changes outside the window are not told', async () => {
    const bench = await start();
    const { provider, groupId, put } = bench;
    put('ana', 'figma-viewers');
    const from = (seconds: number) => new Date(Date.now() + seconds * 1000);
    for (const window of [
      { since: from(-60), until: from(-30) },
      { since: from(30), until: from(60) },
    ]) {
      expect((await everyPage((next) => provider.log.read(window, [groupId('figma-viewers')], next))).flat()).toEqual(
        [],
      );
    }
  });

  test('an interrupted reading goes on where it was, and a failure is never its end', async () => {
    const { provider, groupId, hireMany, put, takeOut, trouble } = await start();
    const hired = hireMany();
    for (const person of hired) put(person, 'figma-viewers');
    for (const person of hired) takeOut(person, 'figma-viewers');
    const window = lately();
    const read: ReadPage<MembershipChange> = (from) => provider.log.read(window, [groupId('figma-viewers')], from);
    const first = await read();
    trouble('readLog', 'server error');
    expect(await faultOf(read(first.next))).toBeInstanceOf(ProviderDown);
    const others = await everyPage(read, first.next);
    expect(others.length).toBeGreaterThan(1);
    expect(new Set(idsOf([first.items, ...others])).size).toBe(2 * hired.length);
  });
}
