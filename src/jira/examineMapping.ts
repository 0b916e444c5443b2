import { z } from 'zod';
import type { Finding } from '../domain/finding.js';
import { deskFieldsIn, fieldsToCreateIn, keysIn } from './answers.js';
import type { Ask, JiraSettings } from './client.js';
import { JiraRefused } from './errors.js';
import { fieldNamed } from './fields.js';
import type { JiraFact, JiraMapping } from './mapping.js';
import type { DeskField, Field, FieldKind } from './port.js';

/** Whether what jira.yaml names is there, and can hold what it is to hold. Changes nothing. */

type Attempt = <Answer>(
  check: string,
  call: () => Promise<Answer>,
) => Promise<{ readonly answer: Answer } | { readonly finding: Finding }>;

/** What a fact can be written as, beside words and choices. */
const forms: Readonly<Partial<Record<JiraFact, readonly FieldKind[]>>> = {
  recipient: ['person', 'people'],
  approvers: ['people', 'person'],
  duration: ['number'],
  end: ['date', 'moment'],
};
const words: readonly FieldKind[] = ['text', 'document', 'choice', 'choices', 'labels'];

export async function* examineFields(
  ask: Ask,
  attempt: Attempt,
  { project, mapping, type }: { project: string; mapping: JiraMapping; type: { id: string; name: string } },
): AsyncGenerator<Finding> {
  const mapped = Object.entries(mapping.fields) as [JiraFact, string][];
  if (mapped.length === 0) return;
  const query = { projectIdOrKey: project, issueTypeId: type.id, maxResults: 200 };
  const read = await attempt('mapped fields', () =>
    ask('read the fields', async (api) =>
      fieldsToCreateIn(await api.issues.getCreateIssueMetaIssueTypeId<unknown>(query)),
    ),
  );
  if ('finding' in read) return yield read.finding;
  for (const [fact, name] of mapped) yield mappedField(fact, name, fieldNamed(read.answer, name), type.name);
}

function mappedField(fact: JiraFact, name: string, field: Field | undefined, type: string): Finding {
  const check = `field for ${fact}`;
  if (!field) {
    const remedy = `Put it on the screens of ${type}, or write another name under fields.${fact} in jira.yaml.`;
    return { check, verdict: 'bad', says: `The screens of ${type} have no field ${name}.`, remedy };
  }
  if ([...words, ...(forms[fact] ?? [])].includes(field.kind)) {
    return { check, verdict: 'good', says: `It is written to ${field.name} (${field.kind}).` };
  }
  const remedy = `Name a field of another kind under fields.${fact} in jira.yaml.`;
  return { check, verdict: 'bad', says: `${field.name} (${field.kind}) cannot hold it.`, remedy };
}

/** @param names the names of all statuses of the project. */
export function* examineStatuses({ statuses }: JiraMapping, names: readonly string[]): Generator<Finding> {
  const known = new Set(names.map((name) => name.toLowerCase()));
  for (const [outcome, wanted] of Object.entries(statuses)) {
    const check = `status for ${outcome}`;
    const found = (wanted ?? []).filter((name) => known.has(name.toLowerCase()));
    if (found.length > 0) yield { check, verdict: 'good', says: `The project has ${found.join(', ')}.` };
    else {
      const remedy = `Write one of ${names.join(', ')} under statuses.${outcome} in jira.yaml.`;
      yield { check, verdict: 'bad', says: `The project has no status ${(wanted ?? []).join(' or ')}.`, remedy };
    }
  }
}

const abilities = z.looseObject({ canRaiseOnBehalfOf: z.boolean().default(false) });

export async function* examineDesk(
  ask: Ask,
  attempt: Attempt,
  { id, requestType }: NonNullable<JiraSettings['serviceDesk']>,
  mapping: JiraMapping,
): AsyncGenerator<Finding> {
  const check = 'request type';
  const query = { serviceDeskId: id, requestTypeId: Number(requestType) };
  const read = await attempt(check, () =>
    ask('read the request type', async (api) => {
      const answer = await api.desks.getRequestTypeFields<unknown>(query);
      return { fields: deskFieldsIn(answer), ...abilities.parse(answer) };
    }),
  );
  if ('finding' in read) {
    return yield { ...read.finding, remedy: 'Check JIRA_SERVICE_DESK and JIRA_REQUEST_TYPE: both are ids.' };
  }
  const { fields, canRaiseOnBehalfOf } = read.answer;
  yield requestTypeOf(fields, mapping);
  const onBehalf = 'raising requests for others';
  if (canRaiseOnBehalfOf) yield { check: onBehalf, verdict: 'good', says: 'The account may.' };
  else {
    const remedy = 'Make the account an agent of the service desk, or every request is raised in its own name.';
    yield { check: onBehalf, verdict: 'bad', says: 'The account may not.', remedy };
  }
}

/** Approvals can be read of a request only: of the newest, when there is one. */
export async function* examineApprovals(ask: Ask, attempt: Attempt, project: string): AsyncGenerator<Finding> {
  const check = 'approvals';
  const read = await attempt(check, async () => {
    const query = { jql: `project = "${project}" ORDER BY key DESC`, fields: ['key'], maxResults: 20 };
    const keys = await ask('search the project', async (api) =>
      keysIn(await api.search.searchForIssuesUsingJqlEnhancedSearch<unknown>(query)),
    );
    for (const key of keys) if (await hasApprovals(ask, key)) return key;
    return undefined;
  });
  if ('finding' in read) {
    const remedy =
      'Make the account an agent, and give a scoped token read:servicedesk-request: until then no answer to an approval counts.';
    return yield { ...read.finding, remedy };
  }
  if (read.answer) yield { check, verdict: 'good', says: `Those of ${read.answer} can be read.` };
  else yield { check, verdict: 'unknown', says: 'The service desk has no request yet to read them of.' };
}

/** Not every issue of the project is a request. */
async function hasApprovals(ask: Ask, issueIdOrKey: string): Promise<boolean> {
  try {
    await ask(`read the approvals of ${issueIdOrKey}`, (api) =>
      api.requests.getApprovals<unknown>({ issueIdOrKey, start: 0, limit: 1 }),
    );
    return true;
  } catch (error) {
    if (error instanceof JiraRefused && error.status === 404) return false;
    throw error;
  }
}

function requestTypeOf(fields: readonly DeskField[], mapping: JiraMapping): Finding {
  const check = 'request type';
  const lacking = ['summary', 'description'].filter((id) => !fields.some((field) => field.id === id));
  if (lacking.length > 0) {
    const remedy = `Add ${lacking.join(' and ')} to it: by the description a request is found again after a lost answer.`;
    return { check, verdict: 'bad', says: `It has no ${lacking.join(' and no ')}.`, remedy };
  }
  const named = Object.values(mapping.fields);
  const insisted = fields.filter(({ id, isRequired }) => isRequired && id !== 'summary' && id !== 'description');
  const unknown = insisted.filter((field) => !named.some((name) => name && fieldNamed([field], name)));
  if (unknown.length === 0) return { check, verdict: 'good', says: 'All that it insists on can be filled in.' };
  const names = unknown.map(({ name }) => name).join(', ');
  const remedy = 'Make them optional, or name them under fields in jira.yaml.';
  return { check, verdict: 'bad', says: `It insists on ${names}, which Latchkey does not know.`, remedy };
}
