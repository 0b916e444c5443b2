import { z } from 'zod';
import { asAccount } from '../domain/innerGroup.js';
import type { EntraCalls } from './entraClient.js';
import type { LogWindow, MembershipChange, Page, ProviderLog } from './port.js';

const kinds = { 'Add member to group': 'added', 'Remove member from group': 'removed' } as const;
type Activity = keyof typeof kinds;

const text = z.string().nullish();
const entry = z.object({
  id: z.string().min(1),
  activityDateTime: z.iso.datetime(),
  activityDisplayName: z.string(),
  result: text,
  initiatedBy: z
    .object({
      app: z.object({ appId: text, displayName: text, servicePrincipalId: text }).nullish(),
      user: z.object({ id: text, displayName: text, userPrincipalName: text }).nullish(),
    })
    .nullish(),
  targetResources: z
    .array(
      z.object({
        id: text,
        type: text,
        modifiedProperties: z.array(z.object({ displayName: text, oldValue: text, newValue: text })).nullish(),
      }),
    )
    .nullish(),
});
type Entry = z.output<typeof entry>;

/**
 * Entra's directory audits. They are kept for 30 days with a licence (P1 or P2) and for 7 without; what is asked for
 * beyond that is missing in silence, and nothing tells which it is. So seven: a gap that is none does no harm.
 */
export function logOf(entra: EntraCalls, clientId: string): ProviderLog {
  return {
    keptDays: 7,
    // Usually minutes; Microsoft promises no bound.
    lateBy: 15 * 60,
    async read(window, groups, from) {
      if (groups.length === 0) return { items: [] };
      const { servicePrincipal } = await entra.claims();
      const { items, next } = await entra.page(asked(entra, window), entry, from);
      const wanted = new Set(groups.map((group) => group.toLowerCase()));
      const isOurs = ({ initiatedBy }: Entry) =>
        [servicePrincipal, clientId].some(
          (id) => id !== undefined && [initiatedBy?.app?.servicePrincipalId, initiatedBy?.app?.appId].includes(id),
        );
      const changes = items
        .filter(({ result }) => result === 'success')
        .flatMap((each) => changeIn(each, isOurs(each)))
        .filter(({ group }) => wanted.has(group.toLowerCase()));
      return { items: changes, ...(next !== undefined && { next }) } satisfies Page<MembershipChange>;
    },
  };
}

/** The log cannot be asked for several groups at once, so it is asked for all and read by us. */
function asked(entra: EntraCalls, { since, until }: LogWindow) {
  const names = Object.keys(kinds).map((name) => `activityDisplayName eq '${name}'`);
  const filter = `activityDateTime ge ${since.toISOString()} and activityDateTime le ${until.toISOString()} and (${names.join(' or ')})`;
  return entra.api('/auditLogs/directoryAudits').query({ $filter: encodeURIComponent(filter), $top: '999' });
}

/**
 * None where something else than a person or a group came or went, or where it is not said from which group: one odd entry must
 * not keep all the others from being read for a month, and who is in a group is read from the group besides.
 */
function changeIn(told: Entry, isLatchkey: boolean): MembershipChange[] {
  const kind = kinds[told.activityDisplayName as Activity];
  const group = kind && groupIn(told, kind);
  const person = group && accountIn(told, group);
  if (kind === undefined || !person || !group) return [];
  return [
    {
      id: told.id,
      at: new Date(told.activityDateTime).toISOString(),
      kind,
      group,
      person: { id: person },
      actor: { ...actorIn(told), isLatchkey },
    },
  ];
}

/** Among what was modified on the member: there in quotes, and old when they were taken out; or as a target of its own. */
function groupIn({ targetResources }: Entry, kind: MembershipChange['kind']): string | undefined {
  const modified = (targetResources ?? []).flatMap(({ modifiedProperties }) => modifiedProperties ?? []);
  const property = modified.find(({ displayName }) => displayName === 'Group.ObjectID');
  const named = (kind === 'added' ? property?.newValue : property?.oldValue)?.replaceAll('"', '');
  return named || targetResources?.find(({ type }) => type === 'Group')?.id || undefined;
}

/** A group that was put into the group, or taken out, is a target as the outer one is. */
function accountIn({ targetResources }: Entry, group: string): string | undefined {
  const person = targetResources?.find(({ type }) => type === 'User')?.id;
  if (person) return person;
  const inner = targetResources?.find(({ type, id }) => type === 'Group' && id?.toLowerCase() !== group.toLowerCase());
  return inner?.id ? asAccount(inner.id) : undefined;
}

function actorIn({ initiatedBy }: Entry): { id: string; name: string } {
  const { app, user } = initiatedBy ?? {};
  const id = user?.id || app?.servicePrincipalId || app?.appId || 'unknown';
  return { id, name: user?.displayName || user?.userPrincipalName || app?.displayName || id };
}
