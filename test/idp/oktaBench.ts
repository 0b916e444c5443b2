import { acme } from '../../sandbox/company.js';
import { makeServiceApp, type Okta, startOkta } from '../../sandbox/okta/index.js';
import { administrator } from '../../sandbox/okta/log.js';
import type { Budget } from '../../src/idp/budget.js';
import type { WritableGroups } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { checkTraffic } from '../support/specs.js';
import type { Bench, PortCall, Trouble } from './bench.js';

export type Way = 'service app' | 'service app with DPoP' | 'API token';

/** The operation that decides each call: its last. */
const operationOf: Readonly<Record<PortCall, string>> = {
  findPerson: 'getUser',
  findGroup: 'getGroup',
  isMember: 'listUserGroups',
  add: 'assignUserToGroup',
  remove: 'unassignUserFromGroup',
  endSessions: 'revokeUserSessions',
  lastSignIn: 'getUser',
  listPeople: 'listUsers',
  listMembers: 'listGroupUsers',
  readLog: 'listLogEvents',
};

export const oktaError = (errorCode: string, errorSummary: string, causes: readonly string[] = []) => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId: 'oaeTest',
  errorCauses: causes.map((cause) => ({ errorSummary: cause })),
});

const tooMany = oktaError('E0000047', 'API call exceeded rate limit due to too many requests.');

const limitHeaders = (limit: number, reset: Date) => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': String(reset.getTime() / 1000),
});

const soon = (seconds: number) => new Date((Math.floor(Date.now() / 1000) + seconds) * 1000);

/** One key for the whole run: making one takes longer than most tests. */
export const { privateKey: pem, ...app } = makeServiceApp();

export type OktaBench = Bench & { readonly org: Okta };

export type Setting = {
  readonly way: Way;
  readonly scopes?: readonly string[];
  readonly privateKey?: string;
  readonly budget?: Budget;
  /** Our own clock, where it differs from Okta's. */
  readonly now?: () => Date;
};

export async function oktaBench(
  { way, scopes, privateKey = pem, budget, now = () => new Date() }: Setting,
  groups: WritableGroups,
  options: { readonly timeout: number },
): Promise<OktaBench> {
  const org = await startOkta({ company: acme, ...app, scopes, requireDpop: way === 'service app with DPoP' });
  const { clientId } = app;
  const credential = way === 'API token' ? { apiToken: org.apiToken } : { clientId, privateKey };
  const providers = await createProviders({ okta: { orgUrl: org.url, ...credential } }, groups, {
    ...options,
    now,
    budget,
  });
  const provider = providers.get('okta');
  if (!provider) throw new Error('Okta was configured, and is not there');
  return {
    ...controls(org),
    org,
    provider,
    secrets: [org.apiToken, ...pem.split('\n').filter((line) => line.length > 40)],
    expireTokenBefore: (call) => {
      const ended = { status: 401, body: oktaError('E0000011', 'Invalid token provided') };
      if (way !== 'API token') org.faults.error(operationOf[call], ended, { times: 1 });
    },
    withdrawCredential() {
      // What each way hears from the real one: a bad API token, or a client that the token desk does not know.
      const bad = { status: 401, body: oktaError('E0000011', 'Invalid token provided') };
      const unknown = { status: 401, body: { error: 'invalid_client', error_description: 'Invalid client.' } };
      org.faults.error('token', unknown);
      org.faults.error('*', bad);
    },
    close: async () => {
      org.faults.clear();
      await org.stop();
      const problems = checkTraffic(org.calls.filter(isDescribed).map(describable));
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

/** Admin roles are in Okta's description, but not in the part of it that was cut out for us. */
const isDescribed = ({ operation }: Okta['calls'][number]): boolean => operation !== 'listAssignedRolesForUser';

/** Okta describes the client's assertion in the prose about authentication, and leaves it out of the body's schema. */
function describable(call: Okta['calls'][number]): Okta['calls'][number] {
  if (call.operation !== 'token') return call;
  const { client_assertion: _assertion, client_assertion_type: _type, ...body } = call.body as Record<string, unknown>;
  return { ...call, body };
}

function controls(
  org: Okta,
): Omit<Bench, 'provider' | 'secrets' | 'expireTokenBefore' | 'withdrawCredential' | 'close'> {
  return {
    unwritable: ['everyone', 'workday-synced'],
    managerWrittenAs: ['id', 'login', 'email'],
    personId: org.userId,
    groupId: org.groupId,
    has: org.has,
    put: (person, group) => org.addMember(group, person),
    takeOut: (person, group) => org.removeMember(group, person),
    administrator: { id: administrator.id, name: administrator.displayName },
    hireMany: () => org.hire(1050),
    everybody: org.everybody,
    signIn: (person) => new Date(org.signIn(person)),
    setManager: (person, manager, as = 'email') => org.setManager(person, manager, as as 'id' | 'login' | 'email'),
    deactivate: org.deactivate,
    deletePerson: org.deletePerson,
    deleteGroup: org.deleteGroup,
    addGroup: (name) => org.addGroup(name),
    sessionsEnded: org.sessionsEnded,
    readsStayStale: (reads) => org.staleLists({ reads }),
    trouble: (call, trouble) => makeTrouble(org, operationOf[call], trouble),
    overLimit: (call) => {
      const reset = soon(30);
      org.faults.error(
        operationOf[call],
        { status: 429, headers: limitHeaders(500, reset), body: tooMany },
        { times: 1 },
      );
      return reset;
    },
    writes: () => org.calls.filter(({ path, method }) => method !== 'GET' && path.startsWith('/api/v1/groups')).length,
  };
}

function makeTrouble({ faults }: Okta, operation: string, trouble: Trouble): void {
  const once = { times: 1 };
  switch (trouble) {
    case 'answer lost':
      faults.loseAnswer(operation, once);
      return;
    case 'connection cut':
      faults.down(operation, once);
      return;
    case 'no answer':
      faults.hold(operation, once);
      return;
    case 'server error':
      faults.error(operation, { status: 500, body: oktaError('E0000009', 'Internal Server Error') }, once);
      return;
    case 'too many at once':
      faults.error(operation, { status: 429, headers: limitHeaders(0, soon(60)), body: tooMany }, once);
      return;
  }
}
