import { randomUUID } from 'node:crypto';
import type { Person } from '../domain/person.js';
import type { Database } from './database.js';
import { hashOfText } from './seal.js';
import type { Entitlements, Learnt, People, Texts } from './store.js';

type Row = { [Key in keyof Person]-?: Person[Key] | null | Date };

/** What is null in the row is absent in the person; moments are ISO strings. */
const personOf = (row: Row): Person =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as unknown as Person;

const rowOf = (learnt: Learnt) => ({ id: randomUUID(), ...learnt });

const told = 'id directory directoryId email name department title manager isActive readAt'
  .split(' ')
  .map((name) => `"${name}"`);
const facts = '"email", "name", "department", "title", "manager"';
const theirs = facts.replaceAll(/"\w+"/g, (name) => `EXCLUDED.${name}`);

const learnOne = `
  INSERT INTO "Person" AS known (${told.join(', ')})
  SELECT ${told.join(', ')} FROM jsonb_populate_recordset(NULL::"Person", $1::jsonb)
  ON CONFLICT ("directory", "directoryId") DO UPDATE SET (${facts}, "isActive", "readAt", "leavingAt") = (${theirs}, EXCLUDED."isActive", EXCLUDED."readAt",
    CASE WHEN EXCLUDED."isActive" THEN NULL WHEN known."isActive" THEN EXCLUDED."readAt" ELSE known."leavingAt" END)
  WHERE known."erasedAt" IS NULL
  RETURNING *`;

/**
 * Who left before they were ever known is nobody's business here. What was read by id is younger than a list; an hour
 * is more than any list trails behind.
 */
const learnPage = `
  INSERT INTO "Person" AS known (${told.join(', ')}, "listedAt")
  SELECT ${told.join(', ')}, CASE WHEN "isActive" THEN $2::timestamptz END
  FROM jsonb_populate_recordset(NULL::"Person", $1::jsonb) listed
  WHERE "isActive" OR EXISTS (SELECT 1 FROM "Person" p WHERE p."directory" = listed."directory" AND p."directoryId" = listed."directoryId")
  ON CONFLICT ("directory", "directoryId") DO UPDATE SET
    (${facts}, "listedAt") = (${theirs}, EXCLUDED."listedAt"), "isActive" = known."isActive" OR EXCLUDED."isActive"
  WHERE known."erasedAt" IS NULL AND (known."isActive" OR NOT EXCLUDED."isActive"
    OR (known."leavingAt" IS NULL AND known."readAt" < EXCLUDED."readAt" - interval '1 hour'))`;

export function createPeople({ prisma, pool }: Database): People {
  const maybe = (row: Row | null) => (row ? personOf(row) : undefined);
  return {
    find: async (id) => maybe(await prisma.person.findUnique({ where: { id } })),
    findAll: async (ids) => {
      const rows = await prisma.person.findMany({ where: { id: { in: [...ids] } } });
      return new Map(rows.map((row) => [row.id, personOf(row)]));
    },
    bySlackId: async (slackId) => maybe(await prisma.person.findUnique({ where: { slackId } })),
    byEmail: async (email) => maybe(await prisma.person.findFirst({ where: { email }, orderBy: { readAt: 'desc' } })),
    elsewhere: async ({ email, directory }) => {
      const where = {
        email: { equals: email, mode: 'insensitive' as const },
        directory: { not: directory },
        erasedAt: null,
      };
      return (await prisma.person.findMany({ where, orderBy: { id: 'asc' } })).map(personOf);
    },
    byJiraAccount: async (jiraAccountId) => maybe(await prisma.person.findUnique({ where: { jiraAccountId } })),
    byDirectoryId: async (directory, directoryId) =>
      maybe(await prisma.person.findUnique({ where: { directory_directoryId: { directory, directoryId } } })),
    learn: async (learnt) => {
      const found = await pool.query(learnOne, [JSON.stringify([rowOf(learnt)])]);
      if (found.rows[0]) return personOf(found.rows[0]);
      const { directory, directoryId } = learnt;
      return personOf(
        await prisma.person.findUniqueOrThrow({ where: { directory_directoryId: { directory, directoryId } } }),
      );
    },
    learnAll: async (learnt, listedAt) => {
      const once = [...new Map(learnt.map((one) => [`${one.directory} ${one.directoryId}`, one])).values()];
      await pool.query(learnPage, [JSON.stringify(once.map(rowOf)), listedAt]);
    },
    unlisted: async (directory, since, after, limit) => {
      const rows = await prisma.person.findMany({
        where: {
          directory,
          id: { gt: after },
          OR: [{ isActive: true, OR: [{ listedAt: null }, { listedAt: { lt: since } }] }, { leavingAt: { not: null } }],
        },
        orderBy: { id: 'asc' },
        take: limit,
      });
      return rows.map(personOf);
    },
    countKnown: (directory) =>
      prisma.person.count({ where: { directory, OR: [{ isActive: true }, { leavingAt: { not: null } }] } }),
    leave: async (ids, at) => {
      const left = { isActive: false, readAt: at, leavingAt: at };
      await prisma.person.updateMany({ where: { id: { in: [...ids] }, isActive: true }, data: left });
    },
    leaving: async (limit) => {
      const where = { leavingAt: { not: null } };
      const rows = await prisma.person.findMany({ where, orderBy: [{ leavingAt: 'asc' }, { id: 'asc' }], take: limit });
      return rows.map(personOf);
    },
    hasLeft: async (id, leavingAt) => {
      await prisma.person.updateMany({ where: { id, leavingAt }, data: { leavingAt: null } });
    },
    bind: async (id, slackId, at) => {
      if (slackId) await prisma.person.updateMany({ where: { slackId, id: { not: id } }, data: { slackId: null } });
      return personOf(
        await prisma.person.update({ where: { id }, data: { slackId: slackId ?? null, slackReadAt: at } }),
      );
    },
    bindInJira: async (id, jiraAccountId) => {
      await prisma.person.updateMany({ where: { jiraAccountId, id: { not: id } }, data: { jiraAccountId: null } });
      return personOf(await prisma.person.update({ where: { id }, data: { jiraAccountId } }));
    },
    letBackIn: async (id) => {
      await prisma.person.update({ where: { id }, data: { erasedAt: null } });
    },
    homeOpened: async (id, at) => {
      await prisma.person.update({ where: { id }, data: { homeOpenedAt: at } });
    },
  };
}

export function createTexts({ prisma }: Database): Texts {
  return {
    find: async (id) => (await prisma.text.findUnique({ where: { id } }))?.body,
    kept: async (id) => {
      const text = await prisma.text.findUnique({ where: { id } });
      return text ? { salt: text.salt, body: text.body, hash: hashOfText(text) } : undefined;
    },
  };
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
