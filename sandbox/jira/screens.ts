import { refuseFields } from './errors.js';
import { type Fields, isGiven, isRecord, problems, setFields } from './fields.js';
import type { Issue, Tracker } from './tracker.js';
import { requiredBy, type Transition } from './workflow.js';

export const resolutions = ['Done', "Won't Do", 'Duplicate'].map((name, at) => ({ id: String(10_000 + at), name }));

/** The way through a transition with what its screen was filled in with; refuses it with every problem at once. */
export function throughScreen(tracker: Tracker, issue: Issue, way: Transition, fields: Fields): () => void {
  const wanted = requiredBy(way);
  const strangers = Object.keys(fields).filter((name) => !wanted.includes(name));
  const { resolution, ...rest } = fields;
  const chosen = resolutions.find(({ id, name }) => isRecord(resolution) && [id, name].includes(idOrName(resolution)));
  const errors = {
    ...problems(tracker, rest),
    ...Object.fromEntries(strangers.map((name) => [name, notOnScreen(name)])),
    ...Object.fromEntries(
      wanted.filter((name) => !isGiven(fields[name])).map((name) => [name, `${labelOf(tracker, name)} is required.`]),
    ),
    ...(isGiven(resolution) && !chosen ? { resolution: 'Resolution is not valid.' } : {}),
  };
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return () => {
    setFields(tracker, issue, rest);
    tracker.setStatus(issue, way.to);
    if (chosen) issue.others.resolution = chosen;
  };
}

const idOrName = ({ id, name }: Record<string, unknown>): string => String(name ?? id);

const notOnScreen = (name: string): string =>
  `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;

const labelOf = (tracker: Tracker, id: string): string =>
  tracker.fields.find(id)?.name ?? `${id[0]?.toUpperCase()}${id.slice(1)}`;
