import { tooMany } from '../../sandbox/entra/limits.js';
import { graphError } from '../idp/entraBench.js';
import { describeFlows } from './providerFlows.js';

describeFlows({
  name: 'entra',
  title: 'Entra ID',
  company: (groups) => ({ entraGroups: groups.map((name) => ({ name })) }),
  settings: ({ entra }) => entra.environment,
  standIn: ({ entra }) => ({
    faults: entra.faults,
    calls: entra.calls,
    add: 'addMember',
    remove: 'removeMember',
    has: entra.has,
    put: (person, group) => entra.addMember(group, person),
    takeOut: (person, group) => entra.removeMember(group, person),
    deleteGroup: entra.deleteGroup,
    deletePerson: entra.deletePerson,
    deactivate: entra.deactivate,
    readsStayStale: (reads) => entra.staleLists(reads === 0 ? 'none' : { reads }),
    forgetTokens: entra.forgetTokens,
  }),
  limits: [
    ['names the seconds to wait', tooMany(20)],
    ['asks to wait and does not say how long', tooMany()],
  ],
  serverErrors: [
    { status: 503, headers: { 'retry-after': '10' }, body: graphError('ServiceUnavailable', 'Try again later.') },
    { status: 500, body: 'upstream unavailable' },
  ],
});
