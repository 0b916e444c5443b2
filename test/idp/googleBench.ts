import { type Acme, acme } from '../../sandbox/company.js';
import { administrator } from '../../sandbox/google/events.js';
import { type Google, makeServiceAccount, startGoogle } from '../../sandbox/google/index.js';
import type { Budget } from '../../src/idp/budget.js';
import { createGoogle, type GoogleSettings } from '../../src/idp/google.js';
import type { IdentityProvider, WritableGroups } from '../../src/idp/port.js';
import { checkTraffic } from '../support/specs.js';
import type { Bench, PortCall, Trouble } from './bench.js';

/** The operation that decides each call: its last. */
const operationOf: Readonly<Record<PortCall, string>> = {
  findPerson: 'directory.users.get',
  findGroup: 'directory.groups.get',
  isMember: 'directory.members.get',
  add: 'directory.members.insert',
  remove: 'directory.members.delete',
  endSessions: 'directory.users.signOut',
  lastSignIn: 'directory.users.get',
  listPeople: 'directory.users.list',
  listMembers: 'directory.members.list',
  readLog: 'reports.activities.list',
};

export const googleError = (code: number, reason: string, message: string) => ({
  status: code,
  body: { error: { code, message, errors: [{ message, domain: 'global', reason }] } },
});

/** One key for the whole run: making one takes longer than most tests. */
export const account = makeServiceAccount();

/** The groups of the demo company that the suite for all providers speaks of, beside Google's own. */
const plain = acme.groups.filter(({ type = 'OKTA_GROUP' }) => type === 'OKTA_GROUP');
export const company: Acme = {
  ...acme,
  googleGroups: [
    ...acme.googleGroups,
    ...plain.map(({ name, members }) => ({ name, members })),
    { name: 'engineers-dynamic', kind: 'dynamic', members: ['omar'] },
    { name: 'lawyers-locked', kind: 'locked', members: ['omar'] },
  ],
};

export type GoogleBench = Bench & { readonly provider: IdentityProvider; readonly workspace: Google };

export type Setting = {
  readonly scopes?: readonly string[];
  readonly budget?: Budget;
  /** The time at Google, and ours. */
  readonly now?: () => Date;
  /** Our own clock, where it differs. */
  readonly ourClock?: () => Date;
  readonly settings?: Partial<GoogleSettings>;
};

export const settingsFor = ({ url, tokenUrl, adminSubject }: Google): GoogleSettings => ({
  serviceAccount: account,
  adminSubject,
  apiUrl: url,
  tokenUrl,
  identityUrl: url,
});

export async function googleBench(
  { scopes, budget, now = () => new Date(), ourClock = now, settings }: Setting,
  groups: WritableGroups,
  options: { readonly timeout: number },
): Promise<GoogleBench> {
  const workspace = await startGoogle({ company, account, scopes, now: () => now().getTime() });
  const given = { ...settingsFor(workspace), ...settings };
  const provider = await createGoogle(given, groups, { ...options, budget, now: ourClock });
  return {
    ...controls(workspace),
    workspace,
    provider,
    secrets: account.privateKey.split('\n').filter((line) => line.length > 40),
    expireTokenBefore: (call) => {
      workspace.faults.error(operationOf[call], googleError(401, 'authError', 'Invalid Credentials'), { times: 1 });
    },
    withdrawCredential() {
      const body = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
      workspace.faults.error('token', { status: 400, body });
      workspace.faults.error('*', googleError(401, 'authError', 'Invalid Credentials'));
    },
    close: async () => {
      workspace.faults.clear();
      await workspace.stop();
      const problems = checkTraffic(workspace.calls);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

function controls(
  workspace: Google,
): Omit<Bench, 'provider' | 'secrets' | 'expireTokenBefore' | 'withdrawCredential' | 'close'> {
  return {
    unwritable: ['engineers-dynamic', 'lawyers-locked'],
    managerWrittenAs: ['email', 'alias'],
    nameTold: (name) => `${name}@acme.example.com`,
    personId: workspace.userId,
    groupId: workspace.groupId,
    has: workspace.has,
    put: (person, group) => workspace.addMember(group, person),
    takeOut: (person, group) => workspace.removeMember(group, person),
    administrator: { id: administrator.profileId, name: administrator.email },
    nest: (inner, outer) => workspace.nest(outer, inner),
    hireMany: () => workspace.hire(1050),
    everybody: workspace.everybody,
    signIn: workspace.signIn,
    setManager: (person, manager, as = 'email') => workspace.setManager(person, manager, as as 'email' | 'alias'),
    deactivate: workspace.suspend,
    deletePerson: workspace.deletePerson,
    deleteGroup: workspace.deleteGroup,
    addGroup: (name) => workspace.addGroup(name),
    sessionsEnded: workspace.sessionsEnded,
    readsStayStale: (reads) => workspace.staleReads({ reads }),
    trouble: (call, trouble) => makeTrouble(workspace, operationOf[call], trouble),
    overLimit: (call) => {
      // Google names no moment itself; a gateway before it may, and then it holds.
      const reset = new Date((Math.floor(Date.now() / 1000) + 30) * 1000);
      const refusal = googleError(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded');
      const headers = { 'retry-after': reset.toUTCString() };
      workspace.faults.error(operationOf[call], { ...refusal, headers }, { times: 1 });
      return reset;
    },
    writes: () => workspace.calls.filter(({ path, method }) => method !== 'GET' && path.includes('/members')).length,
  };
}

function makeTrouble({ faults }: Google, operation: string, trouble: Trouble): void {
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
      faults.error(operation, googleError(503, 'backendError', 'Service unavailable. Please try again'), once);
      return;
    case 'too many at once':
      faults.error(operation, googleError(403, 'quotaExceeded', 'Quota exceeded for the current request'), once);
      return;
  }
}
