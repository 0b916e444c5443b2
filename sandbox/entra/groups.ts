import type { Answer, Ask } from '../http.js';
import { Refused } from '../http.js';
import type { Directory } from './directory.js';
import type { Caller } from './door.js';
import { badRequest, graphError, notAllowed } from './errors.js';
import type { Guarded } from './guarded.js';
import { checkConsistency, filterOf, isAdvanced, page, shown } from './query.js';
import { type GroupRecord, groups, users } from './records.js';

const byId = <Item extends { readonly id: string }>(one: Item, other: Item) => (one.id < other.id ? -1 : 1);
const sizes = { otherwise: 100, most: 999 };

export function groupRoutes(directory: Directory): Guarded[] {
  const group = (ask: Ask) => directory.groupBy(ask.params.id ?? '');
  const member = (ask: Ask) => directory.objectBy(ask.params.member ?? '');
  return [
    {
      operation: 'listGroups',
      method: 'GET',
      path: '/v1.0/groups',
      answer: (ask) => {
        const filter = filterOf(ask);
        const all = isAdvanced(ask, filter) ? directory.groupIndex.read() : [...directory.groups.values()];
        const found = all.filter((each) => filter?.matches(each) ?? true).sort(byId);
        return page(ask, found, (each) => shown(ask, each, groups), sizes);
      },
    },
    {
      operation: 'getGroup',
      method: 'GET',
      path: '/v1.0/groups/{id}',
      answer: (ask) => ({
        status: 200,
        body: { '@odata.context': '$metadata#groups/$entity', ...shown(ask, group(ask), groups) },
      }),
    },
    ...['', '/microsoft.graph.user'].map(
      (cast): Guarded => ({
        operation: 'listMembers',
        method: 'GET',
        path: `/v1.0/groups/{id}/members${cast}`,
        answer: (ask) => members(directory, ask),
      }),
    ),
    {
      operation: 'addMember',
      method: 'POST',
      path: '/v1.0/groups/{id}/members/$ref',
      answer: (ask, caller) => {
        const found = group(ask);
        const added = directory.objectBy(referenceIn(ask));
        checkKind(found, caller);
        directory.join(found, added, caller.actor);
        return { status: 204 };
      },
    },
    {
      operation: 'removeMember',
      method: 'DELETE',
      path: '/v1.0/groups/{id}/members/{member}/$ref',
      answer: (ask, caller) => {
        const found = group(ask);
        const removed = member(ask);
        checkKind(found, caller);
        directory.leave(found, removed, caller.actor);
        return { status: 204 };
      },
    },
    {
      // Without the last two steps of the path it is no longer the membership that goes.
      operation: 'deleteMember',
      method: 'DELETE',
      path: '/v1.0/groups/{id}/members/{member}',
      answer: (ask, caller) => {
        group(ask);
        const gone = member(ask);
        if ('userPrincipalName' in gone) directory.deleteUser(gone, caller.actor);
        else directory.deleteGroup(gone, caller.actor);
        return { status: 204 };
      },
    },
  ];
}

function members(directory: Directory, ask: Ask): Answer {
  const found = directory.groupBy(ask.params.id ?? '');
  const filter = filterOf(ask);
  checkConsistency(ask, filter);
  const isCast = ask.path.endsWith('/microsoft.graph.user');
  const inside = [...directory.memberships.listedIn(found.id)]
    .flatMap((id) => directory.users.get(id) ?? (isCast ? [] : (directory.groups.get(id) ?? [])))
    .filter((each) => filter?.matches(each) ?? true)
    .sort(byId);
  return page(
    ask,
    inside,
    (each) =>
      'userPrincipalName' in each
        ? { '@odata.type': `#${users.type}`, ...shown(ask, each, users) }
        : { '@odata.type': `#${groups.type}`, ...shown(ask, each, groups) },
    sizes,
  );
}

function referenceIn(ask: Ask): string {
  const reference = (ask.body as Record<string, unknown> | undefined)?.['@odata.id'];
  if (ask.body === undefined)
    throw badRequest("An unexpected 'EndOfInput' node was found when reading from the JSON reader.");
  const id = /^https?:\/\/[^/]+\/v1\.0\/(?:directoryObjects|users|groups)\/([^/]+)$/.exec(String(reference))?.[1];
  if (!id) throw badRequest('Invalid object identifier in @odata.id.');
  return id;
}

/** Which groups take no members from an application. The words for dynamic and synced groups are not published. */
function checkKind(group: GroupRecord, caller: Caller): void {
  if (group.groupTypes.includes('DynamicMembership')) throw badRequest('Members of a dynamic group cannot be changed.');
  if (group.onPremisesSyncEnabled) {
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (group.mailEnabled && !group.groupTypes.includes('Unified')) {
    throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
  if (group.isAssignableToRole && !caller.may('RoleManagement.ReadWrite.Directory')) throw notAllowed();
  if (group.isManagementRestricted) {
    throw new Refused(
      graphError(403, 'Authorization_RequestDenied', 'The object is in a restricted management administrative unit.'),
    );
  }
}
