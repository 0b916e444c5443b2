import type { GraphRequest } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import type { EntraCalls } from './entraClient.js';
import { SomethingMissing } from './entraErrors.js';
import { isId } from './entraGate.js';
import { type DirectoryPerson, type IdentityProvider, PersonGone, ProviderDown, ProviderRefused } from './port.js';

export type People = Pick<IdentityProvider, 'findPerson' | 'readPerson' | 'managerOf' | 'listPeople' | 'lastSignIn'>;

/** Without `$select` Graph leaves out whether somebody is switched on, and where they work. */
const fields = 'id,displayName,mail,userPrincipalName,department,jobTitle,accountEnabled,userType';

const text = z.string().nullish();
const account = z.object({
  id: z.guid(),
  displayName: text,
  mail: text,
  userPrincipalName: z.string().min(1),
  department: text,
  jobTitle: text,
  accountEnabled: z.boolean().nullish(),
  userType: text,
});
type Account = z.output<typeof account>;

const moment = z.iso.datetime().nullish();
const signIns = z.object({
  id: z.guid(),
  signInActivity: z
    .object({
      lastSignInDateTime: moment,
      lastNonInteractiveSignInDateTime: moment,
      lastSuccessfulSignInDateTime: moment,
    })
    .nullish(),
});

/** The most that one page may hold. */
const mostOnAPage = 999;

export function peopleOf(entra: EntraCalls): People {
  const user = (id: string): GraphRequest => entra.api(`/users/${id}`).query({ $select: fields });
  const lookUp = (id: string): Promise<Account | undefined> =>
    isId(id) ? unlessMissing(() => entra.get(user(id), account)) : Promise.resolve(undefined);
  return {
    async readPerson(id) {
      const found = await lookUp(id);
      return found && isSame(found.id, id) ? personFrom(found) : undefined;
    },
    async findPerson(email) {
      const found = await findByEmail(entra, lookUp, email.trim());
      return found && personFrom(found);
    },
    async managerOf({ id }) {
      if (!isId(id)) return undefined;
      const request = entra.api(`/users/${id}/manager`).query({ $select: fields });
      const manager = await unlessMissing(() => entra.get(request, account));
      return manager && personFrom(manager);
    },
    async listPeople(from) {
      const first = entra.api('/users').query({ $select: fields, $top: String(mostOnAPage) });
      const { items, next } = await entra.page(first, account, from);
      return { items: items.map(personFrom), ...(next !== undefined && { next }) };
    },
    lastSignIn: (id) => lastSignIn(entra, id),
  };
}

async function unlessMissing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SomethingMissing) return undefined;
    throw error;
  }
}

/** Within quotes a quote is written twice; the rest is for the address. */
export const quoted = (value: string): string => encodeURIComponent(`'${value.replaceAll("'", "''")}'`);

/**
 * An address is somebody's mail, or the name that they sign in with. Who has it as both is that person; otherwise
 * exactly one account that is switched on may have it, where a guest gives way to a member. Of accounts that are
 * switched off, any will do to say that the person has left.
 */
async function findByEmail(
  entra: EntraCalls,
  lookUp: (id: string) => Promise<Account | undefined>,
  email: string,
): Promise<Account | undefined> {
  if (email === '') return undefined;
  const filter = `mail%20eq%20${quoted(email)}%20or%20userPrincipalName%20eq%20${quoted(email)}`;
  const listed = await entra.all(entra.api('/users').query({ $filter: filter, $select: fields }), account);
  const found = (await Promise.all(listed.map(({ id }) => lookUp(id))))
    .filter((each) => each !== undefined)
    .filter(({ mail, userPrincipalName }) => isSame(mail, email) || isSame(userPrincipalName, email));
  const active = found.filter(({ accountEnabled }) => accountEnabled !== false);
  const own = active.find(
    ({ mail, userPrincipalName }) => isSame(userPrincipalName, email) && isSame(mail ?? userPrincipalName, email),
  );
  if (own) return own;
  const members = active.filter(({ userType }) => userType !== 'Guest');
  const [one, ...others] = members.length > 0 ? members : active;
  if (one && others.length > 0) {
    const accounts = [one, ...others].map(({ userPrincipalName, id }) => `${userPrincipalName} (${id})`);
    throw new ProviderRefused(
      'entra',
      `More than one account has the e-mail address ${email}: ${accounts.join(' and ')}. Give it to one of them only.`,
    );
  }
  return one ?? found[0];
}

/** Only on request, only with a licence, and only with a permission of its own: without them nobody knows. */
async function lastSignIn(entra: EntraCalls, id: string): Promise<Date | 'never' | 'unknown'> {
  if (!isId(id)) return 'unknown';
  const request = entra.api(`/users/${id}`).query({ $select: 'id,signInActivity' });
  try {
    const { signInActivity } = await entra.get(request, signIns);
    const moments = Object.values(signInActivity ?? {}).flatMap((each) => (each ? [Date.parse(each)] : []));
    return moments.length > 0 ? new Date(Math.max(...moments)) : 'never';
  } catch (error) {
    if (error instanceof SomethingMissing) throw new PersonGone(`Entra ID has no person ${id}.`);
    if (error instanceof ProviderRefused) return 'unknown';
    throw error;
  }
}

const isSame = (one: string | null | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

function personFrom({
  id,
  displayName,
  mail,
  userPrincipalName,
  department,
  jobTitle,
  accountEnabled,
}: Account): DirectoryPerson {
  if (typeof accountEnabled !== 'boolean') {
    throw new ProviderDown('entra', `Entra ID does not say whether ${id} is switched on: grant User.Read.All.`);
  }
  const email = (mail || userPrincipalName).toLowerCase();
  return {
    id,
    email,
    name: displayName || email,
    ...(department && { department }),
    ...(jobTitle && { title: jobTitle }),
    isActive: accountEnabled,
  };
}
