import type { DirectoryPerson, IdentityProvider } from '../../src/idp/port.js';
import { ProviderRefused } from '../../src/idp/port.js';

/** A directory that only lists and reads people: as many as wanted, and as wrong as wanted. */
export type Listing = Pick<IdentityProvider, 'name' | 'listPeople' | 'readPerson'> & {
  readonly people: Map<string, DirectoryPerson>;
  /** Who is not in the list, though they are there. */
  readonly hidden: Set<string>;
  /** Every page that was asked for, by where it begins; and everybody who was read by id. */
  readonly asked: { readonly pages: (string | undefined)[]; readonly ids: string[] };
  /** What happens at the next calls, the first of them first. */
  readonly faults: (Error | 'answers')[];
};

export const somebodyNumber = (number: number, but: Partial<DirectoryPerson> = {}): DirectoryPerson => ({
  id: `00u${String(number).padStart(6, '0')}`,
  email: `person${number}@acme.example.com`,
  name: `Person ${number}`,
  department: 'Engineering',
  isActive: true,
  ...but,
});

export function listingOf(count: number, pageSize = 200): Listing {
  const everybody = Array.from({ length: count }, (_, number) => somebodyNumber(number));
  const listing: Listing = {
    name: 'okta',
    people: new Map(everybody.map((person) => [person.id, person])),
    hidden: new Set(),
    asked: { pages: [], ids: [] },
    faults: [],
    async listPeople(from) {
      listing.asked.pages.push(from);
      fail(listing);
      const start = from === undefined ? 0 : Number(from);
      if (Number.isNaN(start)) throw new ProviderRefused('okta', 'no such page');
      const all = [...listing.people.values()].filter(({ id }) => !listing.hidden.has(id));
      const end = start + pageSize;
      return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
    },
    async readPerson(id) {
      listing.asked.ids.push(id);
      fail(listing);
      return listing.people.get(id);
    },
  };
  return listing;
}

function fail({ faults }: Listing): void {
  const fault = faults.shift();
  if (fault instanceof Error) throw fault;
}
