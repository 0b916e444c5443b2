import { z } from 'zod';
import { type Path, type Problem, shown } from './catalogFiles/problems.js';
import { mapping } from './catalogFiles/shapes.js';
import { line, list, oneOf } from './catalogFiles/values.js';
import { asIfUnmapped, audiences, type JiraMapping, jiraFacts, outcomes, shownTexts } from './jira/mapping.js';

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

/** Each section is known by the part of Latchkey that acts on it. */
const section = z.record(z.string(), z.unknown(), {
  error: ({ input }) => `${shown(input)} is not a mapping. Write keys and values.`,
});

const optional = <const Names extends readonly string[], Value extends z.ZodType>(names: Names, value: Value) =>
  Object.fromEntries(names.map((name) => [name, value.optional()])) as Record<Names[number], z.ZodOptional<Value>>;

export const jiraShape = mapping('the mapping', {
  fields: mapping('the fields', optional(jiraFacts, field)).optional(),
  statuses: mapping('the statuses', optional(outcomes, statuses)).optional(),
  show: mapping('what is shown', { denials: audience, threads: audience }).optional(),
  acting: section.optional(),
  portal: section.optional(),
});

export type JiraFile = z.output<typeof jiraShape>;

export function jiraKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(jiraShape.shape);
  if (path[0] === 'fields') return jiraFacts;
  return path[0] === 'statuses' ? outcomes : shownTexts;
}

/** One field of Jira's can hold one fact of ours: the second would write over the first. */
export function problemsOfJira(file: JiraFile): Problem[] {
  const named = Object.entries(file.fields ?? {}).map(([fact, name]) => ({ fact, name: name?.toLowerCase() }));
  return named.flatMap(({ fact, name }): Problem[] => {
    const earlier = named.find((one) => one.name === name);
    if (!earlier || earlier.fact === fact) return [];
    const says = `names the field that holds ${earlier.fact}. Give each fact a field of its own.`;
    return [{ path: ['fields', fact], says }];
  });
}

export function mappingOf({ fields, statuses: named, show, acting, portal }: JiraFile): JiraMapping {
  return {
    fields: { ...fields },
    statuses: { ...named },
    show: { denials: show?.denials ?? 'internal', threads: show?.threads ?? 'internal' },
    acting: acting ?? asIfUnmapped.acting,
    portal: portal ?? asIfUnmapped.portal,
  };
}
