import { ProviderRefused, type WritableGroups } from './port.js';

/** Stands between the SDK and the wire: what is not a read, and not named in the catalog, does not leave. */
export type Gate = {
  /** So that a refusal can say a group's name. */
  remember(group: { readonly id: string; readonly name: string }): void;
  /** @throws ProviderRefused */
  check(method: string, path: string): void;
};

/** Okta's own ids only: these stand in the addresses of writes, where a login, `me` or a dot would mean something else. */
export function assertId(id: string): void {
  if (!/^[\w-]{3,64}$/.test(id)) throw new ProviderRefused('okta', `"${id}" is not an id of Okta's.`);
}

export const tokenPath = '/oauth2/v1/token';

const membership = /^\/api\/v1\/groups\/([\w-]+)\/users\/[\w-]+$/;
const sessions = /^\/api\/v1\/users\/[\w-]+\/sessions$/;

/**
 * Checked on the very request that is sent, and again when the SDK repeats it with a new token: whatever the code
 * before it got wrong, nothing but a membership of a catalog group, a session or a token is ever written.
 */
export function gateOf(groups: WritableGroups): Gate {
  const names = new Map<string, string>();
  return {
    remember: ({ id, name }) => names.set(id, name),
    check(method, path) {
      if (method === 'GET' || (method === 'POST' && path === tokenPath)) return;
      if (method === 'DELETE' && sessions.test(path)) return;
      const group = membership.exec(path)?.[1];
      if (group === undefined) throw new ProviderRefused('okta', `Latchkey never sends ${method} ${path}.`);
      const name = names.get(group) ?? group;
      if (method === 'PUT' && !groups.mayAdd(group, names.get(group))) throw outside(name, group, 'add somebody to it');
      if (method === 'DELETE' && !groups.mayRemove(group)) throw outside(name, group, 'take somebody out of it');
      if (method !== 'PUT' && method !== 'DELETE') throw new ProviderRefused('okta', `Latchkey never sends ${method}.`);
    },
  };
}

const outside = (name: string, id: string, wish: string): ProviderRefused =>
  new ProviderRefused(
    'okta',
    `No role in the catalog names the group "${name}" (${id}), so Latchkey does not write to it. Name it in a role, or ${wish} in Okta by hand.`,
  );
