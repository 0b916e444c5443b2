import type { Collection, User } from '@okta/okta-sdk-nodejs';
import type { OktaCalls } from './oktaClient.js';
import { assertId } from './oktaGate.js';
import { personFrom } from './oktaPeople.js';
import { type DirectoryMember, type IdentityProvider, type Page, ProviderDown, ProviderRefused } from './port.js';

/** Okta's own recommendation; the list of a group's members would give a thousand. */
const limit = 200;

export type Lists = Pick<IdentityProvider, 'listPeople' | 'listMembers'>;

export function listsOf(okta: OktaCalls): Lists {
  return {
    async listPeople(from) {
      const { pass, after } = placeFrom(from);
      // Both are read from Okta's records; `search` would tell all in one go, and trail behind by minutes.
      const chosen = pass === 'present' ? {} : { filter: 'status eq "DEPROVISIONED"' };
      const page = await readPage(okta, after, personFrom, () =>
        okta.users.listUsers({ limit, ...chosen, ...(after && { after }) }),
      );
      if (page.next) return { items: page.items, next: `${pass}:${page.next}` };
      return pass === 'present' ? { items: page.items, next: 'left:' } : { items: page.items };
    },
    async listMembers(group, from) {
      assertId(group);
      return readPage(okta, from, memberFrom, () =>
        okta.groups.listGroupUsers({ groupId: group, limit, ...(from && { after: from }) }),
      );
    },
  };
}

/**
 * Okta's plain list leaves out whoever is deactivated, so they are asked for in a second pass. In this order nobody who
 * leaves meanwhile is missed: they are told twice, the second time as gone.
 */
type Place = { readonly pass: 'present' | 'left'; readonly after?: string };

function placeFrom(from: string | undefined): Place {
  if (from === undefined) return { pass: 'present' };
  const [, pass, after] = /^(present|left):(.*)$/s.exec(from) ?? [];
  if (pass !== 'present' && pass !== 'left')
    throw new ProviderRefused('okta', `"${from}" is no place in Okta's list of people.`);
  return after ? { pass, after } : { pass };
}

function memberFrom({ id, profile }: Pick<User, 'id' | 'profile'>): DirectoryMember {
  if (!id) throw new ProviderDown('okta', 'Okta lists a member without id.');
  return { id, ...(profile?.email && { email: profile.email.toLowerCase() }) };
}

/** One page, whole or not at all. @param after where the page before ended. */
export function readPage<Told, Item>(
  okta: OktaCalls,
  after: string | undefined,
  read: (told: Told) => Item,
  list: () => Promise<Collection<Told>>,
): Promise<Page<Item>> {
  return okta.ask(async () => {
    const pages = await list();
    const told: unknown = await pages.getNextPage();
    if (!Array.isArray(told)) throw new ProviderDown('okta', 'Okta answered something else than a list.');
    const next = pages.nextUri ? cursorIn(pages.nextUri) : undefined;
    if (next !== undefined && next === after) throw new ProviderDown('okta', 'A page of Okta leads back to itself.');
    return { items: told.map(read), ...(next && { next }) };
  });
}

/** Of the address of the next page only the cursor is taken: where it is asked, and for what, is ours to say. */
function cursorIn(address: string): string {
  const after = URL.canParse(address) ? new URL(address).searchParams.get('after') : null;
  if (!after) throw new ProviderDown('okta', 'Okta names a next page without saying where it begins.');
  return after;
}
