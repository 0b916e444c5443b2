import { z } from 'zod';
import type { AnswerHeard, OktaCalls, ScopedCalls } from './oktaClient.js';
import { CredentialRefused } from './oktaErrors.js';
import { budgetedCall, limitIn } from './oktaLimits.js';
import { readOwner } from './oktaLog.js';
import { collect } from './oktaPeople.js';
import { unlessRefused } from './oktaWritable.js';
import { type DirectoryGroup, type Finding, type FullProvider, ProviderRefused } from './port.js';

type Parts = {
  readonly okta: OktaCalls;
  readonly findGroup: (id: string) => Promise<DirectoryGroup | undefined>;
};

const scopesAt = 'in Okta under Applications, the service app, "Okta API Scopes"';
const roleAt = 'as docs/security.md lists it, in Okta under Security, "Administrators"';

/** Each question is a read, or asks for a token that is thrown away: nothing is changed. */
export const examinationOf = ({ okta, findGroup }: Parts): FullProvider['examine'] =>
  async function* (groups) {
    const credential = await credentialOf(okta);
    yield credential;
    // Without a credential every other answer would be the same.
    if (credential.verdict !== 'good') return;
    for (const right of rights) yield await aboutRight(okta, right);
    if (okta.clientId === undefined) yield await aboutOwner(okta);
    else yield* aboutApp(okta);
    yield* aboutGroups(findGroup, groups);
    yield await aboutOtherGroups(okta, groups);
    yield aboutClock(okta.lastHeard());
    yield aboutLimits(okta.lastHeard());
  };

/** The finding of `look`, or why there is none. */
async function looked(check: string, remedy: string, look: () => Promise<Omit<Finding, 'check'>>): Promise<Finding> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    const isNo = error instanceof ProviderRefused || error instanceof CredentialRefused;
    const says = error instanceof Error ? error.message : 'It could not be found out.';
    return { check, verdict: isNo ? 'bad' : 'unknown', says, remedy };
  }
}

const credentialOf = (okta: OktaCalls): Promise<Finding> =>
  looked('credential', 'Mend the setting that is named, or make Okta reachable from here.', async () => {
    if (okta.clientId === undefined) await readOwner(okta);
    else await okta.grants('okta.users.read');
    return { verdict: 'good', says: 'Okta accepts it.' };
  });

type Right = {
  readonly what: string;
  readonly scope: string;
  /** Why it may be left out, where it may. */
  readonly without?: string;
  /** A read that needs it; nothing where only a change would. */
  readonly read?: (calls: ScopedCalls) => Promise<{ getNextPage(): Promise<unknown> }>;
};

const rights: readonly Right[] = [
  { what: 'reading people', scope: 'okta.users.read', read: ({ users }) => users.listUsers({ limit: 1 }) },
  { what: 'reading groups', scope: 'okta.groups.read', read: ({ groups }) => groups.listGroups({ limit: 1 }) },
  { what: 'changing memberships', scope: 'okta.groups.manage' },
  {
    what: 'reading the log',
    scope: 'okta.logs.read',
    without: 'who changed a membership by hand cannot be told',
    read: ({ log }) => log.listLogEvents({ limit: 1, sortOrder: 'DESCENDING' }),
  },
];

async function aboutRight(okta: OktaCalls, right: Right): Promise<Finding> {
  const { what, scope, read } = right;
  const isApp = okta.clientId !== undefined;
  const remedy = isApp
    ? `Grant ${scope} ${scopesAt}, and give its admin role the right to it.`
    : `Give the owner of the API token an admin role ${roleAt}.`;
  return looked(isApp ? `scope ${scope}` : what, remedy, async () => {
    if (isApp && !(await okta.grants(scope))) return lacking(right, 'It is not granted', remedy);
    if (!read && !isApp) return { verdict: 'unknown', says: `Only a change would show ${what}.`, remedy };
    if (!read) return { verdict: 'good', says: 'It is granted.' };
    const told = await unlessRefused(() => okta.ask(async () => (await read(okta.scoped(scope))).getNextPage()));
    if (told) return { verdict: 'good', says: 'What it is for works.' };
    if (isApp) return { verdict: 'bad', says: `It is granted, but the admin role forbids ${what}.`, remedy };
    return lacking(right, `The owner of the token has no right to ${what}`, remedy);
  });
}

const lacking = ({ without }: Right, why: string, remedy: string): Omit<Finding, 'check'> =>
  without ? { verdict: 'good', says: `${why}: ${without}.` } : { verdict: 'bad', says: `${why}.`, remedy };

/** What would make a stolen key a stolen org. Okta's own list is long: these are the worst of it. */
const dangerous = [
  'okta.apps.manage',
  'okta.roles.manage',
  'okta.policies.manage',
  'okta.authorizationServers.manage',
  'okta.idps.manage',
  'okta.apiTokens.manage',
  'okta.orgs.manage',
] as const;

async function* aboutApp(okta: OktaCalls): AsyncIterable<Finding> {
  const check = 'scopes beyond what is needed';
  yield await looked(check, 'Ask again later.', async () => {
    const granted: string[] = [];
    for (const scope of dangerous) if (await okta.grants(scope)) granted.push(scope);
    if (granted.length === 0) return { verdict: 'good', says: 'None of the dangerous ones is granted.' };
    const says = `Latchkey needs none of ${granted.join(', ')}, and each is granted.`;
    return { verdict: 'bad', says, remedy: `Revoke ${granted.join(', ')} ${scopesAt}.` };
  });
  yield await looked('scope okta.users.manage', 'Ask again later.', async () => {
    if (!(await okta.grants('okta.users.manage'))) {
      return { verdict: 'good', says: 'It is not granted: roles with endSessions: true cannot end sessions.' };
    }
    const says = 'It is granted, which is right only where a role has endSessions: true.';
    return { verdict: 'unknown', says, remedy: `Revoke it ${scopesAt}, if no role ends sessions.` };
  });
  const says = 'Okta tells an app its admin roles only with okta.roles.read, which Latchkey does not ask for.';
  yield { check: 'admin role', verdict: 'unknown', says, remedy: `Compare the role of the service app, ${roleAt}.` };
}

/** Roles that may be as narrow as docs/security.md wants them: the last is for the log. */
const narrow = ['CUSTOM', 'GROUP_MEMBERSHIP_ADMIN', 'REPORT_ADMIN'];
const assignedRole = z.object({ type: z.string() });

/** An API token may do all that its owner may. */
const aboutOwner = (okta: OktaCalls): Promise<Finding> =>
  looked('admin role', 'Ask again later.', async () => {
    const userId = await readOwner(okta);
    const types = await unlessRefused(() => okta.ask(() => typesOfRoles(okta, userId)));
    if (!types || types.length === 0) {
      const says = types
        ? 'Okta names no admin role of its owner.'
        : 'Its owner may not read admin roles, so is no super admin.';
      return { verdict: 'unknown', says, remedy: `Compare the role of the token's owner, ${roleAt}.` };
    }
    const broad = types.filter((type) => !narrow.includes(type));
    if (broad.length === 0) return { verdict: 'good', says: `The token's owner is only ${types.join(' and ')}.` };
    const remedy = `Make a user for Latchkey alone, with a role ${roleAt}, and let that user make the token.`;
    return {
      verdict: 'bad',
      says: `The token's owner is ${broad.join(' and ')}, and so is who holds the token.`,
      remedy,
    };
  });

const typesOfRoles = async (okta: OktaCalls, userId: string): Promise<string[]> =>
  (await collect(okta.roles.listAssignedRolesForUser({ userId }))).map((role) => assignedRole.parse(role).type);

async function* aboutGroups(findGroup: Parts['findGroup'], groups: readonly string[]): AsyncIterable<Finding> {
  let wrong = 0;
  for (const id of groups) {
    const remedy = 'Put it into the resource set of the admin role, or mend the role in the catalog.';
    const found = await looked(`group ${id}`, remedy, async () => {
      const group = await findGroup(id);
      if (!group) return { verdict: 'bad', says: 'Okta has no such group.', remedy };
      if (group.refusesWrites) return { verdict: 'bad', says: group.refusesWrites, remedy };
      return { verdict: 'good', says: 'It is there, and of a kind that takes writes.' };
    });
    if (found.verdict === 'good') continue;
    wrong += 1;
    yield found;
  }
  const says = `All ${groups.length} can be read, and are of a kind that takes writes.`;
  if (wrong === 0) yield { check: 'groups of the catalog', verdict: 'good', says };
}

/** Whether the resource set ends where the catalog does; one page is enough to see that it does not. */
const aboutOtherGroups = (okta: OktaCalls, groups: readonly string[]): Promise<Finding> =>
  looked('groups beyond the catalog', 'Ask again later.', async () => {
    const seen = await okta.ask(async () => {
      const page = await okta.groups.listGroups({ limit: 200 });
      return z.array(z.object({ id: z.string(), type: z.string() })).parse(await page.getNextPage());
    });
    const others = seen.filter(({ id, type }) => type === 'OKTA_GROUP' && !groups.includes(id));
    if (others.length === 0) return { verdict: 'good', says: 'None is in reach of the credential.' };
    const says = `At least ${others.length} that no role names are in reach, ${others[0]?.id} among them.`;
    return {
      verdict: 'bad',
      says,
      remedy: `Bind the admin role to a resource set of the catalog's groups, ${roleAt}.`,
    };
  });

/** Seconds. Removals are due by our clock and the log is read by Okta's; beyond minutes Okta takes no token request. */
const mostSkew = 30;

function aboutClock(heard: AnswerHeard | undefined): Finding {
  const date = Date.parse(heard?.headers.get('date') ?? '');
  if (!heard || Number.isNaN(date)) return { check: 'clock', verdict: 'unknown', says: 'Okta does not tell the time.' };
  const skew = Math.round((heard.at.getTime() - date) / 1000);
  const says = `Ours is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} Okta's.`;
  if (Math.abs(skew) <= mostSkew) return { check: 'clock', verdict: 'good', says };
  return { check: 'clock', verdict: 'bad', says, remedy: "Let the host's clock be set from the network (NTP)." };
}

function aboutLimits(heard: AnswerHeard | undefined): Finding {
  const limit = heard && limitIn(heard.headers);
  const check = 'rate limits';
  if (!heard || !limit) return { check, verdict: 'unknown', says: 'Okta names none that can be believed.' };
  const { bucket } = budgetedCall('GET', heard.path);
  const says = `Okta takes ${limit} calls a minute of the whole org for ${bucket.replace('okta:', '')}; half of them are counted as ours.`;
  return { check, verdict: 'good', says };
}
