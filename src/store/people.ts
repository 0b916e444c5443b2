import { randomUUID } from 'node:crypto';
import type { Person } from '../domain/person.js';
import type { Database } from './database.js';
import type { Entitlements, People, Texts } from './store.js';

type Row = { [Key in keyof Person]-?: Person[Key] | null | Date };

/** What is null in the row is absent in the person; moments are ISO strings. */
const personOf = (row: Row): Person =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as unknown as Person;

export function createPeople({ prisma }: Database): People {
  const maybe = (row: Row | null) => (row ? personOf(row) : undefined);
  return {
    find: async (id) => maybe(await prisma.person.findUnique({ where: { id } })),
    findAll: async (ids) => {
      const rows = await prisma.person.findMany({ where: { id: { in: [...ids] } } });
      return new Map(rows.map((row) => [row.id, personOf(row)]));
    },
    bySlackId: async (slackId) => maybe(await prisma.person.findUnique({ where: { slackId } })),
    byEmail: async (email) => maybe(await prisma.person.findFirst({ where: { email }, orderBy: { readAt: 'desc' } })),
    byDirectoryId: async (directory, directoryId) =>
      maybe(await prisma.person.findUnique({ where: { directory_directoryId: { directory, directoryId } } })),
    learn: async ({ directory, directoryId, ...known }) => {
      const { email, name, isActive, readAt, department = null, title = null, manager = null } = known;
      const facts = { email, name, isActive, readAt, department, title, manager };
      const row = await prisma.person.upsert({
        where: { directory_directoryId: { directory, directoryId } },
        create: { id: randomUUID(), directory, directoryId, ...facts },
        update: facts,
      });
      return personOf(row);
    },
    bind: async (id, slackId, at) => {
      if (slackId) await prisma.person.updateMany({ where: { slackId, id: { not: id } }, data: { slackId: null } });
      return personOf(
        await prisma.person.update({ where: { id }, data: { slackId: slackId ?? null, slackReadAt: at } }),
      );
    },
    homeOpened: async (id, at) => {
      await prisma.person.update({ where: { id }, data: { homeOpenedAt: at } });
    },
  };
}

export function createTexts({ prisma }: Database): Texts {
  return { find: async (id) => (await prisma.text.findUnique({ where: { id } }))?.body };
}

export function createEntitlements({ prisma }: Database): Entitlements {
  return {
    find: async (provider, name) =>
      (await prisma.entitlement.findFirst({ where: { provider, name }, orderBy: { namedAt: 'desc' } })) ?? undefined,
    all: (provider) => prisma.entitlement.findMany({ where: { provider } }),
    learn: async (provider, name, groupId, at) => {
      const id = `${provider}:${groupId}`;
      await prisma.entitlement.upsert({
        where: { id },
        create: { id, provider, groupId, name, namedAt: at },
        update: { name, namedAt: at },
      });
    },
  };
}
