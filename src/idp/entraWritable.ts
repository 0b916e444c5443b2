import { z } from 'zod';

const flag = z.boolean().nullish();

/** What decides whether a group takes our writes: asked for by name, since Graph leaves some of it out. */
export const groupFields =
  'id,displayName,groupTypes,mailEnabled,onPremisesSyncEnabled,isAssignableToRole,isManagementRestricted,visibility';

export const group = z.object({
  id: z.guid(),
  displayName: z.string().min(1),
  groupTypes: z.array(z.string()).nullish(),
  mailEnabled: flag,
  onPremisesSyncEnabled: flag,
  isAssignableToRole: flag,
  isManagementRestricted: flag,
  visibility: z.string().nullish(),
});

export type KnownGroup = z.output<typeof group>;

/** A sentence for the person who mends the catalog, or nothing when Entra ID lets us write to the group. */
export function whyNoWrites(known: KnownGroup): string | undefined {
  const found = kinds.find(({ isOne }) => isOne(known));
  return found && `The group "${known.displayName}" (${known.id}) ${found.why}: ${found.remedy}`;
}

type Kind = { readonly isOne: (known: KnownGroup) => boolean; readonly why: string; readonly remedy: string };

const another = 'map the role to a security group whose members are assigned.';

const kinds: readonly Kind[] = [
  {
    isOne: ({ groupTypes }) => groupTypes?.includes('DynamicMembership') ?? false,
    why: 'is filled by a rule, which puts back whoever is taken out',
    remedy: another,
  },
  {
    isOne: ({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true,
    why: 'comes from the directory on premises and is changed only there',
    remedy: another,
  },
  {
    isOne: ({ mailEnabled, groupTypes }) => mailEnabled === true && !groupTypes?.includes('Unified'),
    why: 'receives mail and belongs to Exchange, where its members are kept',
    remedy: another,
  },
  {
    isOne: ({ isAssignableToRole }) => isAssignableToRole === true,
    why: 'can carry roles of the directory, and who may write to it may make administrators',
    remedy: `Latchkey has no permission for that and should have none; ${another}`,
  },
  {
    isOne: ({ isManagementRestricted }) => isManagementRestricted === true,
    why: 'lies in a restricted administrative unit, closed to applications',
    remedy: `take it out of the unit, or ${another}`,
  },
  {
    isOne: ({ visibility }) => visibility === 'HiddenMembership',
    why: 'hides its members, so that nobody could see whether a change was made',
    remedy: another,
  },
];
