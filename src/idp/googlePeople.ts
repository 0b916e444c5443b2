import { addressesOf, answers, type User, understood } from './googleAnswers.js';
import type { GoogleCalls } from './googleClient.js';
import { NotOurs } from './googleErrors.js';
import { isPersonId } from './googleGate.js';
import { type DirectoryPerson, type IdentityProvider, PersonGone, ProviderDown } from './port.js';

export type People = Pick<IdentityProvider, 'findPerson' | 'readPerson' | 'managerOf' | 'listPeople' | 'lastSignIn'>;

/** Look-ups by id or address are consistent, and an address, alias or not, belongs to one account only. */
export function peopleOf(google: GoogleCalls): People {
  const known = (id: string) => (isPersonId(id) ? readUser(google, id) : Promise.resolve(undefined));
  return {
    async readPerson(id) {
      const user = await known(id);
      return user && personFrom(user);
    },
    async findPerson(email) {
      const user = await findByAddress(google, email.trim());
      return user && personFrom(user);
    },
    async managerOf({ id }) {
      const user = await known(id);
      for (const reference of user ? managersOf(user) : []) {
        const manager = await findByAddress(google, reference);
        if (manager) return personFrom(manager);
      }
      return undefined;
    },
    async lastSignIn(id) {
      const user = await known(id);
      if (!user) throw new PersonGone(`Google has no person ${id}.`);
      const at = Date.parse(user.lastLoginTime ?? '');
      if (Number.isNaN(at)) return 'unknown';
      // Google writes the beginning of its time for somebody who never came.
      return at <= 0 ? 'never' : new Date(at);
    },
    async listPeople(from) {
      const query = { ...everybody, maxResults: 500, ...(from !== undefined && { pageToken: from }) };
      const list = await google.ask(() => google.directory.users.list(query));
      const { users, nextPageToken } = understood(answers.users, list);
      return { items: users.map(personFrom), ...(nextPageToken && { next: nextPageToken }) };
    },
  };
}

/** The suspended are in the list, the deleted are not. */
const everybody = { customer: 'my_customer', projection: 'full', orderBy: 'email' } as const;

async function readUser(google: GoogleCalls, key: string): Promise<User | undefined> {
  try {
    const user = await google.ask(() => google.directory.users.get({ userKey: key, projection: 'full' }));
    const found = understood(answers.user, user);
    if (found.id !== key && !addressesOf(found).includes(key.toLowerCase())) {
      throw new ProviderDown('google', 'Google described somebody else than was asked for.');
    }
    return found.deletionTime === undefined ? found : undefined;
  } catch (error) {
    if (error instanceof PersonGone) return undefined;
    throw error;
  }
}

/** An address is a step of the path, where a `/` would lead elsewhere. */
const isAddress = (text: string): boolean => /^[^\s@/\\]+@[^\s@/\\]+$/.test(text);

/** By the primary address or an alias. */
async function findByAddress(google: GoogleCalls, address: string): Promise<User | undefined> {
  if (!isAddress(address)) return undefined;
  try {
    return await readUser(google, address);
  } catch (error) {
    if (!(error instanceof NotOurs)) throw error;
    // A domain that is not the company's is refused as if we lacked a right. The list knows only the company's own.
    const list = await google.ask(() =>
      google.directory.users.list({ ...everybody, query: `email=${quoted(address)}` }),
    );
    const wanted = address.toLowerCase();
    return understood(answers.users, list).users.find((user) => addressesOf(user).includes(wanted));
  }
}

/** Ms O'Neil has an address too. */
export const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Written down freely: only what looks like an address can mean somebody. */
const managersOf = ({ relations }: User): string[] =>
  relations.filter(({ type }) => type === 'manager').flatMap(({ value }) => value?.trim() ?? []);

function personFrom(user: User): DirectoryPerson {
  const { id, primaryEmail, name, organizations, suspended, archived } = user;
  const { department, title } = organizations.find(({ primary }) => primary) ?? organizations[0] ?? {};
  const [manager] = managersOf(user);
  return {
    id,
    email: primaryEmail.toLowerCase(),
    name: name?.fullName || primaryEmail,
    ...(department && { department }),
    ...(title && { title }),
    ...(manager && { manager }),
    isActive: !suspended && !archived,
  };
}
