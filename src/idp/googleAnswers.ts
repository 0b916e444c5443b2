import { z } from 'zod';
import { ProviderDown } from './port.js';

/** What we take from Google's answers. An empty list leaves its name out, so `kind` has to say that it is one. */

const user = z.object({
  id: z.string().min(1),
  primaryEmail: z.string().min(3),
  aliases: z.array(z.string()).default([]),
  nonEditableAliases: z.array(z.string()).default([]),
  name: z.object({ fullName: z.string().optional() }).optional(),
  organizations: z
    .array(
      z.object({ department: z.string().optional(), title: z.string().optional(), primary: z.boolean().optional() }),
    )
    .default([]),
  relations: z.array(z.object({ type: z.string().optional(), value: z.string().optional() })).default([]),
  suspended: z.boolean(),
  archived: z.boolean().default(false),
  deletionTime: z.string().optional(),
  lastLoginTime: z.string().optional(),
  isAdmin: z.boolean().default(false),
  isDelegatedAdmin: z.boolean().default(false),
});

const group = z.object({
  id: z.string().min(1),
  email: z.string().min(3),
  name: z.string().default(''),
  aliases: z.array(z.string()).default([]),
  nonEditableAliases: z.array(z.string()).default([]),
});

/** `type` is USER, GROUP, CUSTOMER or what may come; only a group or a whole company has no id of a person. */
const member = z.object({
  kind: z.literal('admin#directory#member'),
  id: z.string().optional(),
  email: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
});

const parameter = z.object({ name: z.string(), value: z.string().optional() });

const activity = z.object({
  id: z.object({ time: z.string(), uniqueQualifier: z.string() }),
  actor: z
    .object({
      profileId: z.string().optional(),
      email: z.string().optional(),
      key: z.string().optional(),
      applicationInfo: z.object({ oauthClientId: z.string().optional() }).optional(),
    })
    .default({}),
  events: z.array(z.object({ name: z.string(), parameters: z.array(parameter).default([]) })).default([]),
});

const page = { nextPageToken: z.string().min(1).optional() };

export const answers = {
  user,
  group,
  member,
  users: z.object({ ...page, kind: z.literal('admin#directory#users'), users: z.array(user).default([]) }),
  groups: z.object({ ...page, kind: z.literal('admin#directory#groups'), groups: z.array(group).default([]) }),
  members: z.object({
    ...page,
    kind: z.literal('admin#directory#members'),
    members: z.array(member).default([]),
  }),
  identityName: z.object({ name: z.string().regex(/^groups\/[0-9A-Za-z]{1,64}$/) }),
  identityGroup: z.object({
    groupKey: z.object({ id: z.string().min(3) }),
    labels: z.record(z.string(), z.string()).default({}),
    dynamicGroupMetadata: z.unknown().optional(),
  }),
  hasMember: z.object({ isMember: z.boolean() }),
  activities: z.object({
    ...page,
    kind: z.string().regex(/#activities$/),
    items: z.array(activity).default([]),
  }),
};

export type User = z.output<typeof user>;
export type Group = z.output<typeof group>;
export type Member = z.output<typeof member>;
export type Activity = z.output<typeof activity>;

/** @throws ProviderDown that names the field, never what stood in it. */
export function understood<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const { data, error, success } = schema.safeParse(answer);
  if (success) return data;
  const field = error.issues[0]?.path.join('.') ?? '';
  throw new ProviderDown('google', `Google's answer could not be read: ${field || 'it'} is not what it should be.`);
}

export const addressesOf = ({ aliases, nonEditableAliases, ...one }: User | Group): string[] =>
  ['primaryEmail' in one ? one.primaryEmail : one.email, ...aliases, ...nonEditableAliases].map((each) =>
    each.toLowerCase(),
  );
