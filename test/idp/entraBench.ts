import { type Acme, acme } from '../../sandbox/company.js';
import { administrator } from '../../sandbox/entra/audits.js';
import { type Entra, type EntraOptions, startEntra } from '../../sandbox/entra/index.js';
import type { Budget } from '../../src/idp/budget.js';
import type { WritableGroups } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { makeCertificate } from '../support/certificate.js';
import { checkTraffic } from '../support/specs.js';
import type { Bench, PortCall, Trouble } from './bench.js';

export type Way = 'client secret' | 'certificate';

/** The operation that decides each call: its last. */
const operationOf: Readonly<Record<PortCall, string>> = {
  findPerson: 'getUser',
  findGroup: 'getGroup',
  isMember: 'listMemberOf',
  add: 'addMember',
  remove: 'removeMember',
  endSessions: 'revokeSignInSessions',
  lastSignIn: 'getUser',
  listPeople: 'listUsers',
  listMembers: 'listMembers',
  readLog: 'listDirectoryAudits',
};

export const graphError = (code: string, message: string) => ({
  error: {
    code,
    message,
    innerError: { date: '2026-11-20T09:00:00', 'request-id': 'r1', 'client-request-id': 'r1' },
  },
});

const tooMany = graphError('TooManyRequests', 'Too many requests.');

/** One for the whole run: making one takes longer than most tests. */
export const pair = makeCertificate();

/** The demo company, with the groups in Entra ID that the suites name. */
const company: Acme = {
  ...acme,
  entraGroups: [...acme.entraGroups, { name: 'figma-viewers' }, { name: 'github-admins' }],
};

export type EntraBench = Bench & { readonly entra: Entra };

export type Setting = Pick<EntraOptions, 'permissions'> & { readonly way?: Way; readonly budget?: Budget };

export async function entraBench(
  { way = 'client secret', budget, ...more }: Setting,
  groups: WritableGroups,
  { timeout }: { readonly timeout: number },
): Promise<EntraBench> {
  const entra = await startEntra({ company, certificate: pair.certificate, ...more });
  entra.allow('reports', 1000);
  const { tenantId, clientId, clientSecret: secret, url } = entra;
  const credential = way === 'certificate' ? ({ kind: way, ...pair } as const) : ({ kind: 'secret', secret } as const);
  const settings = { tenantId, clientId, credential, authorityUrl: url, graphUrl: url };
  let stopped: Date | undefined;
  const now = () => stopped ?? new Date();
  const provider = (await createProviders({ entra: settings }, groups, { timeout, budget, now })).get('entra');
  if (!provider) throw new Error('Entra ID was configured, and is not there');
  return {
    ...controls(entra),
    entra,
    provider,
    secrets: [secret, ...pair.privateKey.split('\n').filter((line) => line.length > 40)],
    overLimit: (call) => {
      // Graph counts from its answer on, so the moment is known only where the clock stands still.
      stopped = new Date();
      const headers = { 'retry-after': '30' };
      entra.faults.error(operationOf[call], { status: 429, headers, body: tooMany }, { times: 1 });
      return new Date(stopped.getTime() + 30_000);
    },
    close: async () => {
      entra.faults.clear();
      await entra.stop();
      const problems = checkTraffic(entra.calls);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

function controls(entra: Entra): Omit<Bench, 'provider' | 'secrets' | 'overLimit' | 'close'> {
  return {
    unwritable: ['all-finance', 'ad-domain-users', 'finance-mail', 'helpdesk-admins', 'board-restricted'],
    managerWrittenAs: ['reference'],
    personId: entra.userId,
    groupId: entra.groupId,
    has: entra.has,
    put: (person, group) => entra.addMember(group, person),
    takeOut: (person, group) => entra.removeMember(group, person),
    administrator: { id: administrator.id, name: 'admin@acme.example.com' },
    nest: (inner, outer) => entra.nest(outer, inner),
    hireMany: () => entra.hire(2050),
    everybody: entra.everybody,
    signIn: (person) => new Date(entra.signIn(person)),
    setManager: (person, manager) => entra.setManager(person, manager),
    deactivate: entra.deactivate,
    deletePerson: entra.deletePerson,
    deleteGroup: entra.deleteGroup,
    addGroup: (name) => entra.addGroup(name),
    sessionsEnded: entra.sessionsEnded,
    readsStayStale: (reads) => entra.staleLists({ reads }),
    trouble: (call, trouble) => makeTrouble(entra, operationOf[call], trouble),
    expireTokenBefore: (call) => {
      const ended = graphError('InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
      entra.faults.error(operationOf[call], { status: 401, body: ended }, { times: 1 });
    },
    withdrawCredential() {
      const unknown = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
      entra.faults.error('token', { status: 401, body: unknown });
      entra.faults.error('*', {
        status: 401,
        body: graphError('InvalidAuthenticationToken', 'Access token is invalid.'),
      });
    },
    writes: () => entra.calls.filter(({ path, method }) => method !== 'GET' && path.startsWith('/v1.0/groups')).length,
  };
}

function makeTrouble({ faults }: Entra, operation: string, trouble: Trouble): void {
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
      faults.error(operation, { status: 503, body: graphError('ServiceUnavailable', 'Try again later.') }, once);
      return;
    case 'too many at once':
      faults.error(operation, { status: 429, body: tooMany }, once);
      return;
  }
}
