import type { User, UserStatus } from '@okta/okta-sdk-nodejs';
import type { OktaCalls } from './oktaClient.js';
import { assertId } from './oktaGate.js';
import { type DirectoryPerson, type IdentityProvider, PersonGone, ProviderDown, ProviderRefused } from './port.js';

/** What reading one person and reading many have in common in the SDK. */
type Found = Pick<User, 'id' | 'status' | 'profile'>;

/**
 * Who is still with the company. A password that ran out, is being reset or was mistyped too often passes, and says
 * nothing about employment; PROVISIONED was switched on by an admin and waits for the person's first sign-in. STAGED
 * was not switched on yet, SUSPENDED and DEPROVISIONED were switched off: none of the three may ask or decide.
 */
const isActiveIn: Readonly<Record<UserStatus, boolean>> = {
  ACTIVE: true,
  PASSWORD_EXPIRED: true,
  RECOVERY: true,
  LOCKED_OUT: true,
  PROVISIONED: true,
  STAGED: false,
  SUSPENDED: false,
  DEPROVISIONED: false,
};

export type People = Pick<IdentityProvider, 'findPerson' | 'readPerson' | 'managerOf' | 'lastSignIn'>;

/** Look-ups by id or login are consistent; `search` trails behind, so what it finds is read again by id. */
export function peopleOf(okta: OktaCalls): People {
  const readPerson = async (id: string) => {
    const user = await lookUp(okta, id);
    return user?.id === id ? personFrom(user) : undefined;
  };
  return {
    readPerson,
    async findPerson(email) {
      const user = await findByEmail(okta, email.trim());
      return user && personFrom(user);
    },
    async managerOf(person) {
      const profile = (await lookUp(okta, person.id))?.profile;
      // Which of the two is filled, and with what, is each org's own habit.
      for (const reference of [profile?.managerId, profile?.manager]) {
        const manager = reference ? await resolve(okta, reference.trim()) : undefined;
        if (manager) return personFrom(manager);
      }
      return undefined;
    },
    async lastSignIn(person) {
      assertId(person);
      const { id, lastLogin } = await okta.ask(() => okta.users.getUser({ userId: person }));
      if (id !== person) throw new ProviderDown('okta', `Okta described somebody else than ${person}.`);
      if (lastLogin === null) return 'never';
      // Left out is not the same as empty: who was never seen may be taken for somebody who left.
      if (!lastLogin || Number.isNaN(lastLogin.getTime())) return 'unknown';
      return lastLogin;
    },
  };
}

/** By id or login. Nobody when Okta says so. */
async function lookUp(okta: OktaCalls, reference: string): Promise<Found | undefined> {
  if (!canBeAddressed(reference)) return undefined;
  try {
    return await okta.ask(() => okta.users.getUser({ userId: reference }));
  } catch (error) {
    if (error instanceof PersonGone) return undefined;
    throw error;
  }
}

/**
 * Okta takes no `/` in a login that is asked for by address, and no character above three bytes anywhere; `me` would
 * be whoever our token belongs to, and dots alone are steps up the path.
 */
const canBeAddressed = (reference: string): boolean =>
  reference !== '' && reference.toLowerCase() !== 'me' && !/[/\u{10000}-\u{10ffff}]|^\.+$/u.test(reference);

async function search(okta: OktaCalls, field: 'profile.email' | 'profile.login', text: string): Promise<Found[]> {
  if (text === '' || /[\u{10000}-\u{10ffff}]/u.test(text)) return [];
  const expression = `${field} eq "${text.replace(/[\\"]/g, '\\$&')}"`;
  const found = await okta.ask(() => collect<User>(okta.users.listUsers({ search: expression })));
  const again = await Promise.all(found.map(({ id }) => lookUp(okta, id ?? '')));
  return again.filter((user) => user !== undefined);
}

/** Every page. An empty page that is not the last yields a null, which is nobody. */
export async function collect<Item>(pages: Promise<AsyncIterable<Item | null>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of await pages) if (item) items.push(item);
  return items;
}

/**
 * Who signs in with this very address is that person. Otherwise exactly one account that is not deactivated may carry
 * it as its e-mail; of deactivated ones alone, any will do to say that the person has left.
 */
async function findByEmail(okta: OktaCalls, email: string): Promise<Found | undefined> {
  const carriesIt = (user: Found | undefined): user is Found => isSame(user?.profile?.email, email);
  const byLogin = await lookUp(okta, email);
  if (carriesIt(byLogin) && !hasLeft(byLogin)) return byLogin;
  const found = (await search(okta, 'profile.email', email)).filter(carriesIt);
  const [one, ...others] = found.filter((user) => !hasLeft(user));
  if (others.length > 0) {
    const accounts = found.filter((user) => !hasLeft(user)).map(({ id, profile }) => `${profile?.login} (${id})`);
    throw new ProviderRefused(
      'okta',
      `More than one account has the e-mail address ${email}: ${accounts.join(' and ')}. Give it to one of them only.`,
    );
  }
  return one ?? (carriesIt(byLogin) ? byLogin : found[0]);
}

/**
 * A manager as the profile has it. What Okta finds must be what was written: it also answers to the part of a login
 * before the @, and "Ben" as free text must not make somebody an approver.
 */
async function resolve(okta: OktaCalls, reference: string): Promise<Found | undefined> {
  const isMeant = (user: Found | undefined): user is Found =>
    user?.id === reference || isSame(user?.profile?.login, reference);
  const known = await lookUp(okta, reference);
  if (isMeant(known) && !hasLeft(known)) return known;
  const byEmail = reference.includes('@') ? await findByEmail(okta, reference) : undefined;
  if (byEmail) return byEmail;
  if (isMeant(known)) return known;
  return reference.includes('/') ? (await search(okta, 'profile.login', reference)).find(isMeant) : undefined;
}

const hasLeft = ({ status }: Found): boolean => status === 'DEPROVISIONED';

const isSame = (one: string | null | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

export function personFrom({ id, status, profile }: Found): DirectoryPerson {
  const isActive = status && isActiveIn[status];
  if (!id || !profile?.email)
    throw new ProviderDown('okta', `Okta describes somebody (${id ?? '?'}) without id or e-mail address.`);
  if (isActive === undefined) throw new ProviderDown('okta', `Okta has ${id} in the status ${status}: unknown to us.`);
  const { department, title, displayName, firstName, lastName } = profile;
  const manager = profile.managerId || profile.manager;
  return {
    id,
    email: profile.email.toLowerCase(),
    name: displayName || [firstName, lastName].filter(Boolean).join(' ') || profile.email,
    ...(department && { department }),
    ...(title && { title }),
    ...(manager && { manager }),
    isActive,
  };
}
