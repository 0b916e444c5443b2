/**
 * The parts of jira.js that we use. All of it takes 30 MB and 200 ms, so it is loaded when Jira is first called, and
 * only where Jira is configured.
 */
export async function loadSdk() {
  const [
    base,
    issues,
    comments,
    search,
    links,
    server,
    projects,
    permissions,
    users,
    accounts,
    me,
    requests,
    desks,
    options,
    contexts,
    relations,
  ] = await Promise.all([
    import('jira.js/clients/baseClient'),
    import('jira.js/version3/issues'),
    import('jira.js/version3/issueComments'),
    import('jira.js/version3/issueSearch'),
    import('jira.js/version3/issueRemoteLinks'),
    import('jira.js/version3/serverInfo'),
    import('jira.js/version3/projects'),
    import('jira.js/version3/permissions'),
    import('jira.js/version3/userSearch'),
    import('jira.js/version3/users'),
    import('jira.js/version3/myself'),
    import('jira.js/serviceDesk/request'),
    import('jira.js/serviceDesk/serviceDesk'),
    import('jira.js/version3/issueCustomFieldOptions'),
    import('jira.js/version3/issueCustomFieldContexts'),
    import('jira.js/version3/issueLinks'),
  ]);
  return (connection: Connection) => {
    // jira.js takes a time-out only for its whole life, and axios's own ends when the first byte arrives: so there is
    // a client for each call, with a signal that covers the call to its end. It follows no redirect: the credential
    // belongs to this host, and a POST that is redirected would arrive as a GET.
    const client = new base.BaseClient({
      host: connection.baseUrl,
      authentication: { basic: { email: connection.email, apiToken: connection.apiToken } },
      baseRequestConfig: {
        signal: AbortSignal.timeout(connection.timeout),
        maxRedirects: 0,
        headers: { 'User-Agent': 'latchkey' },
      },
    });
    return {
      issues: new issues.Issues(client),
      comments: new comments.IssueComments(client),
      search: new search.IssueSearch(client),
      links: new links.IssueRemoteLinks(client),
      server: new server.ServerInfo(client),
      projects: new projects.Projects(client),
      permissions: new permissions.Permissions(client),
      users: new users.UserSearch(client),
      accounts: new accounts.Users(client),
      me: new me.Myself(client),
      requests: new requests.Request(client),
      relations: new relations.IssueLinks(client),
      desks: new desks.ServiceDesk(client),
      options: new options.IssueCustomFieldOptions(client),
      contexts: new contexts.IssueCustomFieldContexts(client),
    };
  };
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
export type Api = ReturnType<Sdk>;
export type Connection = {
  readonly baseUrl: string;
  readonly email: string;
  readonly apiToken: string;
  readonly timeout: number;
};
