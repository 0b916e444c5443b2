import type { App, Catalog, Role } from '../domain/catalog.js';
import type { Finding } from '../domain/finding.js';
import type { IdentityProvider } from '../idp/port.js';

/** So many members are counted; where there are more, that is said. */
const countedMost = 2000;

type Found = { readonly finding: Finding; readonly id?: string };

/** Each group that the catalog or the policy's pilot names at this provider: is it there, does it take writes, how many are in it. */
export async function examineGroups(catalog: Catalog, provider: IdentityProvider): Promise<readonly Found[]> {
  const named = new Map<string, string[]>();
  const { pilot, directory } = catalog.policy;
  if (directory === provider.name) for (const group of pilot) named.set(group, ['pilot']);
  for (const { app, role } of rolesOf(catalog, provider.name)) {
    for (const group of role.groups) named.set(group, [...(named.get(group) ?? []), `${app.id}/${role.id}`]);
  }
  const findings: Found[] = [];
  // One after the other: a doctor is in no hurry, and shares the provider's budget with the bot at work.
  for (const [group, roles] of named) findings.push(await examineGroup(provider, group, roles));
  return findings;
}

const rolesOf = (catalog: Catalog, provider: App['provider']): { app: App; role: Role }[] =>
  catalog.apps.filter((app) => app.provider === provider).flatMap((app) => app.roles.map((role) => ({ app, role })));

async function examineGroup(provider: IdentityProvider, name: string, roles: readonly string[]): Promise<Found> {
  const check = `group ${name} (${roles.join(', ')})`;
  try {
    const group = await provider.findGroup(name);
    if (!group) {
      const remedy = `Create it, or mend ${roles.join(' and ')} in the catalog.`;
      return { finding: { check, verdict: 'bad', says: 'There is no such group.', remedy } };
    }
    const isOnlyRead = roles.every((role) => role === 'pilot');
    if (group.refusesWrites && !isOnlyRead) {
      const remedy = `Mend ${roles.join(' and ')} in the catalog.`;
      return { id: group.id, finding: { check, verdict: 'bad', says: group.refusesWrites, remedy } };
    }
    const says = `It ${isOnlyRead ? 'is there' : 'takes writes'} and has ${await countMembers(provider, group.id)} members.`;
    return { id: group.id, finding: { check, verdict: 'good', says } };
  } catch (error) {
    return { finding: { check, verdict: 'unknown', says: error instanceof Error ? error.message : String(error) } };
  }
}

async function countMembers(provider: IdentityProvider, group: string): Promise<string> {
  let count = 0;
  let from: string | undefined;
  do {
    const page = await provider.listMembers(group, from);
    count += page.items.length;
    from = page.next;
  } while (from !== undefined && count < countedMost);
  return from === undefined ? String(count) : `more than ${count}`;
}
