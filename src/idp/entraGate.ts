import { ProviderRefused, type WritableGroups } from './port.js';

/** Stands between the client and the wire: what is not a read, and not named in the catalog, does not leave. */
export type Gate = {
  /** So that a refusal can say a group's name. */
  remember(group: { readonly id: string; readonly name: string }): void;
  /** @throws ProviderRefused */
  check(request: Leaving): void;
};

export type Leaving = { readonly method: string; readonly url: URL; readonly body?: string };

const guid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const isGuid = new RegExp(`^${guid}$`);

export const isId = (text: string): boolean => isGuid.test(text);

/** Entra's own ids only: these stand in the addresses of writes, where a login or a dot would mean something else. */
export function assertId(id: string): void {
  if (!isId(id)) throw new ProviderRefused('entra', `"${id}" is not an id of Entra ID's.`);
}

const addition = new RegExp(`^/v1\\.0/groups/(${guid})/members/\\$ref$`);
// Without the last step Graph deletes the person and not the membership.
const removal = new RegExp(`^/v1\\.0/groups/(${guid})/members/${guid}/\\$ref$`);
const sessions = new RegExp(`^/v1\\.0/users/${guid}/revokeSignInSessions$`);
/** A POST that only asks. */
const question = new RegExp(`^/v1\\.0/users/${guid}/checkMemberGroups$`);

/**
 * Checked on the very request that is sent, and again when it is repeated with a new token: whatever the code before
 * it got wrong, nothing but a membership of a catalog group and the end of sessions is ever written.
 */
export function gateOf(groups: WritableGroups): Gate {
  const names = new Map<string, string>();
  const outside = (group: string, wish: string) =>
    new ProviderRefused(
      'entra',
      `No role in the catalog names the group "${names.get(group) ?? group}" (${group}), so Latchkey does not write to it. Name it in a role, or ${wish} in Entra ID by hand.`,
    );
  return {
    remember: ({ id, name }) => names.set(id, name),
    check({ method, url, body }) {
      const { pathname, search } = url;
      if (method === 'GET' && pathname.startsWith('/v1.0/')) return;
      const isBare = search === '';
      const added = method === 'POST' && isBare && refersToOne(body, url) ? addition.exec(pathname)?.[1] : undefined;
      if (added !== undefined) {
        if (!groups.mayAdd(added, names.get(added))) throw outside(added, 'add somebody to it');
        return;
      }
      const left = method === 'DELETE' && isBare && body === undefined ? removal.exec(pathname)?.[1] : undefined;
      if (left !== undefined) {
        if (!groups.mayRemove(left)) throw outside(left, 'take somebody out of it');
        return;
      }
      if (method === 'POST' && isBare && (sessions.test(pathname) || question.test(pathname))) return;
      throw new ProviderRefused('entra', `Latchkey never sends ${method} ${pathname}.`);
    },
  };
}

/** What is added to the group stands in the body: one object of this very directory, and nothing beside it. */
function refersToOne(body: string | undefined, { origin }: URL): boolean {
  return new RegExp(
    `^\\{"@odata\\.id":"${origin.replace(/[.[\]]/g, '\\$&')}/v1\\.0/directoryObjects/${guid}"\\}$`,
  ).test(body ?? '');
}
