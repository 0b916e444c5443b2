import type { Ask } from '../http.js';
import { badToken, noToken, notAllowed } from './errors.js';
import type { Actor } from './log.js';
import { type User, userFrom } from './records.js';
import { hashOfToken, readProof, type TokenDesk } from './token.js';

/** What each operation asks of a token, from Okta's own description of its API. */
export const scopeOf: Readonly<Record<string, string>> = {
  listUsers: 'okta.users.read',
  getUser: 'okta.users.read',
  listUserGroups: 'okta.users.read',
  revokeUserSessions: 'okta.users.manage',
  listGroups: 'okta.groups.read',
  getGroup: 'okta.groups.read',
  listGroupUsers: 'okta.groups.read',
  assignUserToGroup: 'okta.groups.manage',
  unassignUserFromGroup: 'okta.groups.manage',
  listGroupRules: 'okta.groups.read',
  listLogEvents: 'okta.logs.read',
  listAssignedRolesForUser: 'okta.roles.read',
};

export const everyScope: readonly string[] = [
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.groups.manage',
  'okta.logs.read',
  'okta.apps.read',
];

export type Door = {
  readonly apiToken: string;
  /** Whoever made the API token: it acts in their name. */
  readonly tokenOwner: TokenOwner;
  readonly clientId: string | undefined;
  readonly desk: TokenDesk;
};

/** Their admin roles; `untold` when they may not read any. */
export type TokenOwner = User & { roles: readonly string[] | 'untold' };

/** A user for the bot alone, who is in no list of the company's people. */
export const tokenOwnerAt = (at: string): TokenOwner => ({
  ...userFrom(
    {
      key: 'latchkey',
      name: 'Latchkey API token',
      email: 'latchkey@acme.example.com',
      title: 'Bot',
      department: 'IT',
    },
    at,
  ),
  id: '00uLatchkeyApiToken0',
  roles: ['CUSTOM'],
});

const actorOf = ({ id, profile }: User): Actor => ({
  id,
  type: 'User',
  alternateId: profile.login,
  displayName: profile.displayName,
  apiTokenId: '00TLatchkeySandbox00',
});

/** Lets the caller in or refuses; the token decides in whose name the log will speak. */
export function letIn(door: Door, ask: Ask, operation: string, url: string): Actor {
  const [scheme = '', secret = ''] = (ask.headers.authorization ?? '').split(' ');
  if (scheme === '') throw noToken();
  if (scheme === 'SSWS') {
    if (secret !== door.apiToken) throw badToken();
    return actorOf(door.tokenOwner);
  }
  const token = scheme === 'Bearer' || scheme === 'DPoP' ? door.desk.find(secret) : undefined;
  if (!token) throw badToken(challenge('invalid_token', 'The access token is invalid.'));
  if (token.boundTo) {
    const proof = scheme === 'DPoP' ? readProof(ask, ask.method, `${url}${ask.path}`) : undefined;
    const isBound = proof?.thumbprint === token.boundTo && proof.claims.ath === hashOfToken(secret);
    if (!isBound) throw badToken(challenge('invalid_dpop_proof', 'The DPoP proof is missing or invalid.'));
  }
  const scope = scopeOf[operation];
  if (scope && !token.scopes.includes(scope) && !token.scopes.includes(scope.replace('.read', '.manage'))) {
    throw notAllowed(
      challenge('insufficient_scope', 'The access token provided does not contain the required scopes.'),
    );
  }
  const id = door.clientId ?? 'unknown';
  return { id, type: 'PublicClientApp', alternateId: id, displayName: 'Latchkey' };
}

const challenge = (error: string, description: string): Record<string, string> => ({
  'www-authenticate': `Bearer error="${error}", error_description="${description}"`,
});
