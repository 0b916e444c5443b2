import type { RequestLine } from '../audit/bundle.js';
import type { Recorded } from '../domain/events.js';
import { type Evidence, evidenceOf } from '../domain/evidence.js';
import { canonicalize } from '../store/chain.js';
import { hashOfText } from '../store/seal.js';
import { cellsOf, columnNames } from './columns.js';
import { answersOf } from './form.js';
import { type Names, providerOf } from './names.js';
import { altered } from './sealed.js';

type Used = RequestLine['names'];

/** A request as a line of a bundle, with every name that its answers are made with. */
export function requestLineOf(row: Evidence, names: Names): RequestLine {
  const { used, remembering } = rememberedBy(names);
  const { id, answers, record } = answersOf(row, remembering);
  return { kind: 'request', id, answers, record, names: used() };
}

const roleKey = (app: string, role: string): string => `${app} ${role}`;
const entryKey = (entitlement: string, entry: string): string => `${providerOf(entitlement)} ${entry}`;

function rememberedBy(names: Names) {
  const kinds = ['people', 'apps', 'roles', 'groups', 'actors'] as const;
  const words = Object.fromEntries(kinds.map((kind) => [kind, new Map<string, string>()])) as Record<
    (typeof kinds)[number],
    Map<string, string>
  >;
  const texts = new Map<string, Used['texts'][string]>();
  const kept = (kind: (typeof kinds)[number], key: string, word: string): string => {
    words[kind].set(key, word);
    return word;
  };
  const remembering: Names = {
    ...names,
    person: (id) => kept('people', id, names.person(id)),
    app: (id) => kept('apps', id, names.app(id)),
    role: (app, role) => kept('roles', roleKey(app, role), names.role(app, role)),
    group: (id) => kept('groups', id, names.group(id)),
    actor: (entitlement, entry) => {
      const word = names.actor(entitlement, entry);
      return word === undefined ? undefined : kept('actors', entryKey(entitlement, entry), word);
    },
    text: (sealed) => {
      const [shown, whole] = [names.text(sealed), names.kept(sealed)];
      if (whole) texts.set(sealed.id, whole.hash === sealed.hash ? { salt: whole.salt, body: whole.body } : null);
      return shown;
    },
  };
  const used = (): Used => ({
    people: Object.fromEntries(words.people),
    apps: Object.fromEntries(words.apps),
    roles: Object.fromEntries(words.roles),
    groups: Object.fromEntries(words.groups),
    actors: Object.fromEntries(words.actors),
    texts: Object.fromEntries(texts),
  });
  return { used, remembering };
}

/** The same names again, from the line. */
function namesIn({ people, apps, roles, groups, actors, texts }: Used): Names {
  const named = (words: Readonly<Record<string, string>>, key: string) =>
    Object.hasOwn(words, key) ? words[key] : undefined;
  return {
    person: (id) => named(people, id) ?? unnamed,
    app: (id) => named(apps, id) ?? unnamed,
    role: (app, role) => named(roles, roleKey(app, role)) ?? unnamed,
    group: (id) => named(groups, id) ?? unnamed,
    actor: (entitlement, entry) => named(actors, entryKey(entitlement, entry)),
    text: ({ id, hash }) => {
      const text = Object.hasOwn(texts, id) ? texts[id] : undefined;
      if (!text) return text === null ? altered : undefined;
      return hashOfText(text) === hash ? text.body : altered;
    },
    kept: () => undefined,
    altered: [],
  };
}

const unnamed = '(no name in the file)';

/** What in the line its own events do not say, in words; nothing when it is all derived from them. */
export function flawOfRow(
  { id, answers, record, names }: RequestLine,
  events: readonly Recorded[],
): string | undefined {
  const row = evidenceOf(id, events);
  if (!row) return `request ${id} has a line, and no events in the file`;
  const derived = JSON.parse(JSON.stringify(row)) as Record<string, unknown>;
  const keys = [...new Set([...Object.keys(derived), ...Object.keys(record)])];
  const other = keys.find((key) => canonicalize([derived[key]]) !== canonicalize([record[key]]));
  if (other) return `the line of request ${id} has another “${other}” than its events`;
  const cells = cellsOf(row, namesIn(names));
  const wrong = columnNames.findIndex((name, index) => answers[name] !== cells[index]);
  if (wrong >= 0) {
    const [said = '', due = ''] = [answers[columnNames[wrong] ?? ''], cells[wrong]];
    return `the line of request ${id} says “${brief(said)}” as ${columnNames[wrong]}, and its events say “${brief(due)}”`;
  }
  if (Object.keys(answers).length !== columnNames.length) return `the line of request ${id} has an answer too many`;
  const [edited] = Object.entries(names.texts).flatMap(([text, kept]) => (kept === null ? [text] : []));
  if (edited === undefined) return undefined;
  return `the text ${edited} of request ${id} was altered in the database before this file was made, which does not show it`;
}

const brief = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
