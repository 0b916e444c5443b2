import type { Directory } from './directory.js';
import type { Guarded } from './guarded.js';
import type { Group } from './records.js';

const labels: Readonly<Record<Group['kind'], readonly string[]>> = {
  plain: ['groups.discussion_forum'],
  dynamic: ['groups.discussion_forum', 'groups.dynamic'],
  locked: ['groups.discussion_forum', 'groups.locked'],
};

/** Cloud Identity: the same groups, under names of its own, with labels that tell their kind. */
export function identityRoutes(directory: Directory): Guarded[] {
  const nameOf = ({ id }: Group) => `groups/${id}`;
  const find = (fits: (group: Group) => boolean) => [...directory.groups.values()].find(fits);
  return [
    {
      operation: 'cloudidentity.groups.lookup',
      method: 'GET',
      path: '/v1/groups:lookup',
      answer: ({ query }) => {
        const found = find(({ email }) => email === query.get('groupKey.id')?.toLowerCase());
        return found ? { status: 200, body: { name: nameOf(found) } } : unseen;
      },
    },
    {
      operation: 'cloudidentity.groups.get',
      method: 'GET',
      path: '/v1/groups/{group}',
      answer: ({ params }) => {
        const found = find(({ id }) => id === params.group);
        return found ? { status: 200, body: { ...shown(found), name: nameOf(found) } } : unseen;
      },
    },
  ];
}

const shown = ({ email, name, kind }: Group) => ({
  groupKey: { id: email },
  parent: 'customers/C0acme000',
  displayName: name,
  labels: Object.fromEntries(labels[kind].map((label) => [`cloudidentity.googleapis.com/${label}`, ''])),
  ...(kind === 'dynamic' && {
    dynamicGroupMetadata: {
      queries: [{ resourceType: 'USER', query: "user.organizations.exists(org, org.department=='Legal')" }],
      status: { status: 'UP_TO_DATE' },
    },
  }),
});

/** Not there and not to be seen are one answer. */
const unseen = {
  status: 403,
  body: {
    error: {
      code: 403,
      message: 'Error(2028): Permission denied for resource groups/- (or it may not exist).',
      status: 'PERMISSION_DENIED',
    },
  },
};
