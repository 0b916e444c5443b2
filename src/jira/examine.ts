import { z } from 'zod';
import type { Finding } from '../domain/finding.js';
import { type Ask, asking, type JiraOptions, type JiraSettings, numberOf, suitableType } from './client.js';
import { isNotAllowed, JiraRefused } from './errors.js';
import { examineApprovals, examineDesk, examineFields, examineStatuses } from './examineMapping.js';
import { asIfUnmapped, type JiraMapping } from './mapping.js';

/** As docs/security.md lists them. */
const needed = {
  BROWSE_PROJECTS: 'browse projects',
  CREATE_ISSUES: 'create issues',
  EDIT_ISSUES: 'edit issues',
  ADD_COMMENTS: 'add comments',
  TRANSITION_ISSUES: 'transition issues',
  LINK_ISSUES: 'link issues',
} as const;

/** What nobody needs in order to keep a record, and what could be used to change one. */
const excessive = {
  SYSTEM_ADMIN: 'administer the whole system',
  ADMINISTER: 'administer Jira',
  ADMINISTER_PROJECTS: 'administer the project',
  DELETE_ISSUES: 'delete issues',
} as const;

const permissionsAnswer = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});
const typesAnswer = z.object({
  issueTypes: z.array(z.object({ id: z.string(), name: z.string(), subtask: z.boolean().default(false) })),
});
const fieldsAnswer = z.object({
  fields: z.array(
    z.object({
      fieldId: z.string(),
      name: z.string(),
      required: z.boolean(),
      hasDefaultValue: z.boolean().default(false),
    }),
  ),
});
const statusesAnswer = z.array(
  z.object({
    name: z.string(),
    statuses: z.array(z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) })),
  }),
);

/** Whether the account can keep the record in this project, and can do nothing that it need not. Changes nothing. */
export async function* examineJira(
  settings: JiraSettings,
  options: JiraOptions,
  mapping: JiraMapping = asIfUnmapped,
): AsyncGenerator<Finding> {
  const ask = asking({ ...settings, baseUrl: settings.baseUrl.replace(/\/+$/, '') }, options);
  const { project } = settings;
  const found = await attempt(`project ${project}`, () =>
    ask('read the project', (api) => api.projects.getProject<unknown>(project)),
  );
  if ('finding' in found) {
    yield { ...found.finding, remedy: 'Check JIRA_BASE_URL, JIRA_EMAIL, JIRA_API_TOKEN and JIRA_PROJECT.' };
    return;
  }
  yield { check: `project ${project}`, verdict: 'good', says: 'It is there, and the account sees it.' };
  yield* permissions(ask, project);
  yield* fields(ask, settings, mapping);
  if (settings.serviceDesk) yield* examineDesk(ask, attempt, settings.serviceDesk, mapping);
  if (settings.serviceDesk && mapping.acting) yield* examineApprovals(ask, attempt, project);
  yield* statuses(ask, project, mapping);
  yield* transitions(ask, project);
}

type Attempted<Answer> = { readonly answer: Answer } | { readonly finding: Finding };

/** What cannot be read is a finding of its own, in Jira's words, and keeps nothing else from being looked at. */
async function attempt<Answer>(check: string, call: () => Promise<Answer>): Promise<Attempted<Answer>> {
  try {
    return { answer: await call() };
  } catch (error) {
    const isNo = error instanceof JiraRefused || isNotAllowed(error);
    const says = error instanceof z.ZodError ? 'Jira answered something else than it describes.' : wordsOf(error);
    return { finding: { check, verdict: isNo ? 'bad' : 'unknown', says } };
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function* permissions(ask: Ask, project: string): AsyncGenerator<Finding> {
  const asked = [...Object.keys(needed), ...Object.keys(excessive)].join(',');
  const query = { projectKey: project, permissions: asked };
  const read = await attempt('permissions', async () =>
    permissionsAnswer.parse(
      await ask('read its permissions', (api) => api.permissions.getMyPermissions<unknown>(query)),
    ),
  );
  if ('finding' in read) return yield read.finding;
  const has = (key: string): boolean => read.answer.permissions[key]?.havePermission === true;
  for (const [key, words] of Object.entries(needed)) {
    const check = `permission to ${words}`;
    if (has(key)) yield { check, verdict: 'good', says: 'The account has it.' };
    else
      yield { check, verdict: 'bad', says: 'The account lacks it.', remedy: `Give it to the account in ${project}.` };
  }
  for (const [key, words] of Object.entries(excessive).filter(([name]) => has(name))) {
    const remedy = `Take it from the account (${key}): Latchkey never needs it, and whoever steals the token would have it.`;
    yield { check: `no permission to ${words}`, verdict: 'bad', says: 'The account may, and should not.', remedy };
  }
}

/** What an issue of ours carries. A field beyond these that the screen insists on would refuse every issue. */
const given = new Set(['project', 'issuetype', 'summary', 'description', 'labels', 'reporter']);

async function* fields(ask: Ask, { project, issueType }: JiraSettings, mapping: JiraMapping): AsyncGenerator<Finding> {
  const read = await attempt('issue type', async () =>
    typesAnswer.parse(
      await ask('read the issue types', (api) =>
        api.issues.getCreateIssueMetaIssueTypes<unknown>({ projectIdOrKey: project }),
      ),
    ),
  );
  if ('finding' in read) return yield read.finding;
  const types = read.answer.issueTypes.filter(({ subtask }) => !subtask);
  const wanted =
    issueType ?? (types.some(({ name }) => name === 'Task') ? 'Task' : suitableType(types.map(({ name }) => name)));
  const type = types.find(({ name }) => name === wanted);
  if (!type) {
    const remedy = `Let the account create issues of some type in ${project}.`;
    return yield { check: 'issue type', verdict: 'bad', says: 'There is none that the account can create.', remedy };
  }
  yield { check: 'issue type', verdict: 'good', says: `Requests become issues of the type ${type.name}.` };
  yield* screen(ask, project, type);
  yield* examineFields(ask, attempt, { project, mapping, type });
}

async function* screen(ask: Ask, project: string, type: { id: string; name: string }): AsyncGenerator<Finding> {
  const check = `fields of ${type.name}`;
  const query = { projectIdOrKey: project, issueTypeId: type.id, maxResults: 200 };
  const read = await attempt(check, async () =>
    fieldsAnswer.parse(await ask('read the fields', (api) => api.issues.getCreateIssueMetaIssueTypeId<unknown>(query))),
  );
  if ('finding' in read) return yield read.finding;
  const all = read.answer.fields;
  const lacking = ['summary', 'description', 'labels'].filter((id) => !all.some(({ fieldId }) => fieldId === id));
  const insisted = all.filter((one) => one.required && !one.hasDefaultValue && !given.has(one.fieldId));
  if (lacking.length === 0 && insisted.length === 0) {
    return yield {
      check,
      verdict: 'good',
      says: 'All that Latchkey fills in can be filled in, and nothing else must be.',
    };
  }
  if (lacking.length > 0) {
    const remedy = `Put ${lacking.join(' and ')} on the create screen of ${type.name} in ${project}.`;
    yield { check, verdict: 'bad', says: `The create screen lacks ${lacking.join(' and ')}.`, remedy };
  }
  if (insisted.length > 0) {
    const names = insisted.map(({ name }) => name).join(', ');
    const remedy = 'Make them optional, or give them a default value.';
    yield {
      check,
      verdict: 'bad',
      says: `The create screen insists on ${names}, which Latchkey does not know.`,
      remedy,
    };
  }
}

async function* statuses(ask: Ask, project: string, mapping: JiraMapping): AsyncGenerator<Finding> {
  const check = 'statuses';
  const read = await attempt(check, async () =>
    statusesAnswer.parse(await ask('read the statuses', (api) => api.projects.getAllStatuses<unknown>(project))),
  );
  if ('finding' in read) return yield read.finding;
  yield* examineStatuses(mapping, [...new Set(read.answer.flatMap((type) => type.statuses.map(({ name }) => name)))]);
  const kinds = new Set(read.answer.flatMap((type) => type.statuses.map(({ statusCategory }) => statusCategory.key)));
  const lacking = ['indeterminate', 'done'].filter((kind) => !kinds.has(kind));
  if (lacking.length === 0)
    return yield { check, verdict: 'good', says: 'The workflow has a status for what goes on and for what is over.' };
  const words = lacking.map((kind) => (kind === 'done' ? 'Done' : 'In Progress')).join(' or ');
  const remedy = `Add a status of the category ${words} to the project's workflow, or issues stay where they are.`;
  yield { check, verdict: 'bad', says: `No status is of the category ${words}.`, remedy };
}

/** Moves can be read of an issue only: of the newest, when there is one. */
async function* transitions(ask: Ask, project: string): AsyncGenerator<Finding> {
  const check = 'transitions';
  const read = await attempt(check, async () => {
    const query = { jql: `project = "${project}" ORDER BY key DESC`, fields: ['key'], maxResults: 1 };
    const found = z
      .object({ issues: z.array(z.object({ key: z.string() })) })
      .parse(
        await ask('search the project', (api) => api.search.searchForIssuesUsingJqlEnhancedSearch<unknown>(query)),
      );
    const key = found.issues[0]?.key;
    if (!key || numberOf(key) === 0) return undefined;
    const moves = z
      .object({ transitions: z.array(z.object({ name: z.string() })) })
      .parse(await ask('read the transitions', (api) => api.issues.getTransitions<unknown>({ issueIdOrKey: key })));
    return { key, count: moves.transitions.length };
  });
  if ('finding' in read) return yield read.finding;
  if (!read.answer) return yield { check, verdict: 'unknown', says: 'The project has no issue yet to read them of.' };
  const { key, count } = read.answer;
  if (count > 0) return yield { check, verdict: 'good', says: `${key} can be moved (${count} ways).` };
  const remedy =
    'Where that issue is not at the end of its workflow, give the account the permission to transition issues.';
  yield { check, verdict: 'unknown', says: `${key} offers no way on.`, remedy };
}
