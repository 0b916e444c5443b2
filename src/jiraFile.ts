import { z } from 'zod';
import type { Path, Problem } from './catalogFiles/problems.js';
import { mapping } from './catalogFiles/shapes.js';
import { line, list, oneOf } from './catalogFiles/values.js';
import {
  audiences,
  closings,
  type JiraMapping,
  jiraFacts,
  outcomes,
  type PortalField,
  portalFields,
  shownTexts,
} from './jira/mapping.js';

/** jira.yaml as a schema: what is left out is as if there were no such file. */

const field = line("Write the name of the field in Jira, or its id, e.g. 'Access ends' or customfield_10050.");

const statusRemedy = "Write the names of your workflow's statuses, the best first, e.g. [Active, In Progress].";
const status = line(statusRemedy);
/** One name, or several of them. */
const statuses = z.preprocess(
  (given) => (typeof given === 'string' ? [given] : given),
  list(status, statusRemedy).min(1, { error: `is empty. ${statusRemedy}` }),
);

const audience = oneOf('group of readers', audiences).optional();

const acting = mapping('acting in Jira', {
  approved: statuses.optional(),
  declined: statuses.optional(),
  close: oneOf('way to take a closed issue', closings).optional(),
});

const portal = mapping('the portal', {
  requestType: line("Write the id of your portal's request type, e.g. '25'."),
  fields: mapping(
    "the portal's fields",
    Object.fromEntries(portalFields.map((name) => [name, field])) as Record<PortalField, typeof field>,
  ),
});

const optional = <const Names extends readonly string[], Value extends z.ZodType>(names: Names, value: Value) =>
  Object.fromEntries(names.map((name) => [name, value.optional()])) as Record<Names[number], z.ZodOptional<Value>>;

export const jiraShape = mapping('the mapping', {
  fields: mapping('the fields', optional(jiraFacts, field)).optional(),
  statuses: mapping('the statuses', optional(outcomes, statuses)).optional(),
  show: mapping('what is shown', { denials: audience, threads: audience }).optional(),
  acting: acting.optional(),
  portal: portal.optional(),
});

export type JiraFile = z.output<typeof jiraShape>;

export function jiraKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(jiraShape.shape);
  if (path[0] === 'fields') return jiraFacts;
  if (path[0] === 'acting') return Object.keys(acting.shape);
  if (path[0] === 'portal') return path.length === 1 ? Object.keys(portal.shape) : portalFields;
  return path[0] === 'statuses' ? outcomes : shownTexts;
}

/** One status cannot say yes and no, nor that an answer is there and that it is waited for. */
function problemsOfActing({ acting: acts, statuses: named }: JiraFile): Problem[] {
  const lower = (names: readonly string[] = []) => names.map((name) => name.toLowerCase());
  const taken = (at: 'approved' | 'declined', others: readonly string[], where: string): Problem[] =>
    (acts?.[at] ?? []).flatMap((name, index) =>
      others.includes(name.toLowerCase())
        ? [{ path: ['acting', at, index], says: `says "${name}", which stands under ${where} too. Keep one of them.` }]
        : [],
    );
  return [
    ...taken('declined', lower(acts?.approved), 'approved'),
    ...taken('approved', lower(named?.waiting), 'statuses.waiting'),
    ...taken('declined', lower(named?.waiting), 'statuses.waiting'),
  ];
}

/** One field of Jira's can hold one fact of ours: the second would write over the first. */
export function problemsOfJira(file: JiraFile): Problem[] {
  const named = Object.entries(file.fields ?? {}).map(([fact, name]) => ({ fact, name: name?.toLowerCase() }));
  const twice = named.flatMap(({ fact, name }): Problem[] => {
    const earlier = named.find((one) => one.name === name);
    if (!earlier || earlier.fact === fact) return [];
    const says = `names the field that holds ${earlier.fact}. Give each fact a field of its own.`;
    return [{ path: ['fields', fact], says }];
  });
  return [...twice, ...problemsOfActing(file)];
}

export function mappingOf({ fields, statuses: named, show, acting: acts, portal: asked }: JiraFile): JiraMapping {
  return {
    fields: { ...fields },
    statuses: { ...named },
    show: { denials: show?.denials ?? 'internal', threads: show?.threads ?? 'internal' },
    ...(acts && {
      acting: { approved: acts.approved ?? [], declined: acts.declined ?? [], close: acts.close ?? 'nothing' },
    }),
    ...(asked && { portal: asked }),
  };
}
