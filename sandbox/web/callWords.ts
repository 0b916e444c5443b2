import type { Call } from '../http.js';

/** How an id is called by people: somebody's or a group's name, an issue's key. */
export type Names = { person(id: string): string; issue(id: string): string };

type Words = (call: Call, names: Names) => Readonly<Record<string, string>>;

const part = (path: string, name: 'users' | 'groups' | 'members' | 'issue' | 'request'): string =>
  decodeURIComponent(new RegExp(`/${name}/([^/]+)`).exec(path)?.[1] ?? '');

/** A call in the words of somebody who looks on, by the vendor's own name of the operation. */
export const callWords: Readonly<Record<'okta' | 'entra' | 'google' | 'jira', Words>> = {
  okta: ({ path, query }, { person: name }) => {
    const [group, user] = [part(path, 'groups'), part(path, 'users')];
    const wanted = query.search ?? query.filter ?? query.q ?? '';
    return {
      assignUserToGroup: `put ${name(user)} into ${name(group)}`,
      unassignUserFromGroup: `take ${name(user)} out of ${name(group)}`,
      listGroupUsers: `who is in ${name(group)}?`,
      listUserGroups: `which groups is ${name(user)} in?`,
      getUser: `who is ${name(user)}?`,
      getGroup: `what is ${name(group)}?`,
      listUsers: `find people ${wanted}`.trim(),
      listGroups: `find groups ${wanted}`.trim(),
      listGroupRules: 'which rules fill groups?',
      listLogEvents: 'what happened?',
      revokeUserSessions: `end the sessions of ${name(user)}`,
      token: 'let me in',
    };
  },
  entra: ({ path, query, body }, { person: name }) => {
    const [group, user, member] = [part(path, 'groups'), part(path, 'users'), part(path, 'members')];
    const added = /([^/]+)$/.exec(String(Object(body)['@odata.id'] ?? ''))?.[1] ?? '';
    const wanted = query.$filter ?? '';
    return {
      addMember: `put ${name(added)} into ${name(group)}`,
      removeMember: `take ${name(member)} out of ${name(group)}`,
      listMembers: `who is in ${name(group)}?`,
      listMemberOf: `which groups is ${name(user)} in?`,
      checkMemberGroups: `which groups is ${name(user)} in through others?`,
      getUser: `who is ${name(user)}?`,
      getManager: `who is the manager of ${name(user)}?`,
      getGroup: `what is ${name(group)}?`,
      listUsers: `find people ${wanted}`.trim(),
      listGroups: `find groups ${wanted}`.trim(),
      listDirectoryAudits: 'what happened?',
      revokeSignInSessions: `end the sessions of ${name(user)}`,
      token: 'let me in',
    };
  },
  google: ({ path, query, body }, { person: name }) => {
    const [group, user, member] = [part(path, 'groups'), part(path, 'users'), part(path, 'members')];
    const { id, email } = Object(body) as { id?: string; email?: string };
    return {
      'directory.members.insert': `put ${name(id ?? email ?? '')} into ${name(group)}`,
      'directory.members.delete': `take ${name(member)} out of ${name(group)}`,
      'directory.members.list': `who is in ${name(group)}?`,
      'directory.members.get': `is ${name(member)} in ${name(group)}?`,
      'directory.members.hasMember': `is ${name(part(path.replace('hasMember', 'members'), 'members'))} in ${name(group)}, through others too?`,
      'directory.users.get': `who is ${name(user)}?`,
      'directory.users.list': `find people ${query.query ?? ''}`.trim(),
      'directory.users.signOut': `end the sessions of ${name(user)}`,
      'directory.groups.get': `what is ${name(group)}?`,
      'directory.groups.list': `find groups ${query.query ?? ''}`.trim(),
      'reports.activities.list': 'what happened?',
      token: 'let me in',
    };
  },
  jira: ({ path, body }, names) => {
    const [issue, request] = [names.issue(part(path, 'issue')), names.issue(part(path, 'request'))];
    return {
      createIssue: `make an issue: ${summaryIn(body)}`,
      getIssue: `read ${issue}`,
      editIssue: `change ${issue}`,
      addComment: `comment on ${issue}`,
      getComments: `read the comments of ${issue}`,
      updateComment: `change a comment of ${issue}`,
      getTransitions: `where can ${issue} go?`,
      doTransition: `move ${issue}`,
      createOrUpdateRemoteIssueLink: `link ${issue}`,
      getRemoteIssueLinks: `read the links of ${issue}`,
      getIssueProperty: `read a mark on ${issue}`,
      setIssueProperty: `put a mark on ${issue}`,
      searchAndReconsileIssuesUsingJql: 'search issues',
      searchAndReconsileIssuesUsingJqlPost: 'search issues',
      findUsers: 'find people',
      getMyPermissions: 'what may I do?',
      getCurrentUser: 'who am I?',
      getProject: 'read the project',
      getChangeLogs: `who changed ${issue}?`,
      createCustomerRequest: 'raise a request in the portal',
      getCustomerRequestByIdOrKey: `read the request ${request}`,
      createRequestComment: `comment on the request ${request}`,
      getRequestComments: `read the comments of the request ${request}`,
      getApprovals: `who approved ${request}?`,
    };
  },
};

const summaryIn = (body: unknown): string =>
  String((body as { fields?: { summary?: unknown } } | undefined)?.fields?.summary ?? '');
