import { ProviderRefused, type WritableGroups } from './port.js';

/** Stands between the library and the wire: what is not a read, and not named in the catalog, does not leave. */
export type Gate = {
  /** @param names all that the group bears, read just now: its address, its name, its other addresses. */
  remember(group: { readonly id: string; readonly names: readonly string[] }): void;
  /** An address as the catalog spells it: it is the same in capitals, and the catalog's list is not. */
  spell(address: string): void;
  /** @throws ProviderRefused */
  check(method: string, path: string, body: unknown): void;
};

/** Google takes an address wherever it takes an id, and an address may be somebody else's tomorrow. */
export const isPersonId = (text: string): boolean => /^\d{6,30}$/.test(text);
export const isGroupId = (text: string): boolean => /^[0-9a-z]{6,40}$/.test(text);

export function assertIds(person: string, group: string): void {
  if (!isPersonId(person)) throw new ProviderRefused('google', `"${person}" is not an id of a person at Google.`);
  assertGroupId(group);
}

export function assertGroupId(group: string): void {
  if (!isGroupId(group)) throw new ProviderRefused('google', `"${group}" is not an id of a group at Google.`);
}

const base = '/admin/directory/v1';
const members = new RegExp(`^${base}/groups/([0-9a-z]+)/members$`);
const member = new RegExp(`^${base}/groups/([0-9a-z]+)/members/\\d+$`);
const signOut = new RegExp(`^${base}/users/\\d+/signOut$`);

/**
 * Checked on the very request that is sent, and again when it is repeated with a new token: whatever the code before
 * it got wrong, nothing but a membership of a catalog group or the end of sessions is ever written.
 */
export function gateOf(groups: WritableGroups): Gate {
  const known = new Map<string, readonly string[]>();
  const spelled = new Map<string, string>();
  const namesOf = (group: string) =>
    (known.get(group) ?? []).flatMap((name) => [name, spelled.get(name.toLowerCase()) ?? name]);
  return {
    remember: ({ id, names }) => known.set(id, names),
    spell: (address) => spelled.set(address.toLowerCase(), address),
    check(method, path, body) {
      if (method === 'GET' || (method === 'POST' && signOut.test(path))) return;
      const joined = method === 'POST' ? members.exec(path)?.[1] : undefined;
      const left = method === 'DELETE' ? member.exec(path)?.[1] : undefined;
      if (joined !== undefined) {
        if (!isPlain(body)) throw new ProviderRefused('google', 'Latchkey adds people as plain members only.');
        const names = namesOf(joined);
        const may = names.length > 0 ? names.some((name) => groups.mayAdd(joined, name)) : groups.mayAdd(joined);
        if (!may) throw outside(names[0] ?? joined, joined, 'add somebody to it');
      } else if (left !== undefined) {
        if (!groups.mayRemove(left)) throw outside(namesOf(left)[0] ?? left, left, 'take somebody out of it');
      } else {
        throw new ProviderRefused('google', `Latchkey never sends ${method} ${path}.`);
      }
    },
  };
}

/** One person by id, as a member: an owner could give the group on to others. */
function isPlain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { id, role, ...rest } = body as Record<string, unknown>;
  return typeof id === 'string' && isPersonId(id) && role === 'MEMBER' && Object.keys(rest).length === 0;
}

const outside = (name: string, id: string, wish: string): ProviderRefused =>
  new ProviderRefused(
    'google',
    `No role in the catalog names the group "${name}" (${id}), so Latchkey does not write to it. Name it in a role, or ${wish} in Google's admin console by hand.`,
  );
