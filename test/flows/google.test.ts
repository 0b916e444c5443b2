import { googleError } from '../idp/googleBench.js';
import { describeFlows } from './providerFlows.js';

describeFlows({
  name: 'google',
  title: 'Google Workspace',
  company: (groups) => ({ googleGroups: groups.map((name) => ({ name })) }),
  settings: ({ google }) => google.environment(),
  standIn: ({ google }) => ({
    faults: google.faults,
    calls: google.calls,
    add: 'directory.members.insert',
    remove: 'directory.members.delete',
    has: google.has,
    put: (person, group) => google.addMember(group, person),
    takeOut: (person, group) => google.removeMember(group, person),
    deleteGroup: google.deleteGroup,
    deletePerson: google.deletePerson,
    deactivate: google.suspend,
    readsStayStale: (reads) => google.staleReads(reads === 0 ? 'none' : { reads }),
    forgetTokens: google.forgetTokens,
  }),
  limits: [
    ['says with the code of a refusal that the minute is spent', googleError(403, 'userRateLimitExceeded', 'Too fast')],
    ['says with the code of a refusal that too many run at once', googleError(403, 'quotaExceeded', 'Quota exceeded')],
    ['says 429', googleError(429, 'rateLimitExceeded', 'Rate Limit Exceeded')],
  ],
  serverErrors: [
    googleError(503, 'backendError', 'Service unavailable. Please try again'),
    { status: 500, body: 'upstream unavailable' },
  ],
});
