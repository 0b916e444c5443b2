import { type Catalog, findApp, findRole } from '../domain/catalog.js';
import type { Recorded } from '../domain/events.js';
import type { Evidence } from '../domain/evidence.js';
import type { SealedText } from '../domain/request.js';
import type { KeptText, Store } from '../store/store.js';
import { altered, unsealed } from './sealed.js';

/** The words for what the record has by id. What was erased says so, and stays the same person by their id. */
export type Names = {
  /** `Ana Ruiz <ana@acme.example.com>`, or `erased (0e63c0f4)`. */
  person(id: string): string;
  app(id: string): string;
  role(app: string, role: string): string;
  /** As the catalog last named it; its id where no catalog ever did. */
  group(entitlement: string): string;
  /** Nothing when it was erased; `(altered since)` when it is not what was sealed. */
  text(sealed: SealedText): string | undefined;
  /** The text as it is kept, whatever it is. */
  kept(sealed: SealedText): KeptText | undefined;
  /** Those that are not what was sealed, in words. */
  readonly altered: readonly string[];
  /** Whom the provider's log names; nothing where it had no name, or was never read. */
  actor(entitlement: string, entry: string): string | undefined;
};

export type NamesNeed = {
  readonly store: Pick<Store, 'evidence' | 'people'>;
  readonly catalog: Pick<Catalog, 'apps' | 'policy' | 'hash'>;
};

/** All names that these rows and their events need, in as many questions as there are kinds of names. */
export async function readNames(
  { store, catalog }: NamesNeed,
  rows: readonly Evidence[],
  events: readonly Recorded[] = [],
): Promise<Names> {
  const entitlements = rows.flatMap(({ changes, alreadyHad }) => [
    ...changes.map((one) => one.entitlement),
    ...alreadyHad,
  ]);
  const sealed = rows.flatMap((row) => textsIn(row).map((text) => ({ request: row.request, text })));
  const [people, texts, groups, actors] = await Promise.all([
    store.people.findAll([...new Set([...rows.flatMap(peopleIn), ...events.flatMap(peopleOf)])]),
    store.evidence.texts(sealed.map(({ text }) => text.id)),
    store.evidence.groups([...new Set(entitlements)]),
    store.evidence.actors(rows.flatMap(entriesIn)),
  ]);
  const text = (one: SealedText) => unsealed(one, texts.get(one.id));
  return {
    person: (id) => {
      if (id === 'latchkey') return 'Latchkey';
      const known = people.get(id);
      return known ? `${known.name} <${known.email}>` : `erased (${id.slice(0, 8)})`;
    },
    app: (id) => findApp(catalog, id)?.name ?? id,
    role: (app, role) => findRole(catalog, app, role)?.role.name ?? role,
    group: (entitlement) => groups.get(entitlement) ?? groupIdOf(entitlement),
    text,
    kept: ({ id }) => texts.get(id),
    altered: sealed
      .filter((one) => text(one.text) === altered)
      .map(({ request, text: { id } }) => `the text ${id} of request ${request} is not the one that was sealed`),
    actor: (entitlement, entry) => actors.get(`${providerOf(entitlement)} ${entry}`),
  };
}

export const providerOf = (entitlement: string): string => entitlement.slice(0, entitlement.indexOf(':'));
export const groupIdOf = (entitlement: string): string => entitlement.slice(entitlement.indexOf(':') + 1);

const given = (...ids: readonly (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);

const peopleIn = ({ asked, decisions, extensions, changes, end }: Evidence): string[] =>
  given(
    asked.by,
    asked.for,
    end?.by,
    ...decisions.flatMap(({ by, standsIn }) => [by, ...(standsIn?.missing ?? []).map(({ id }) => id)]),
    ...extensions.map(({ by }) => by),
    ...changes.flatMap(({ added, removed }) => [added?.handledBy, removed?.handledBy]),
  );

/** Whom an event names, wherever in it. */
function peopleOf({ event, actor }: Recorded): string[] {
  const by = given(
    actor.startsWith('person:') ? actor.slice('person:'.length) : undefined,
    'by' in event ? event.by : undefined,
  );
  if (event.type === 'request.rerouted') by.push(event.left);
  if (event.type !== 'request.submitted' && event.type !== 'request.rerouted') return by;
  return [
    ...by,
    ...event.stages.flatMap(({ approvers, standsIn }) => [
      ...approvers,
      ...(standsIn?.missing ?? []).map(({ id }) => id),
    ]),
  ];
}

/** Each once: an ending may have the words of the decision. */
const textsIn = ({ asked, decisions, end }: Evidence): SealedText[] => {
  const all = [asked.reason, ...decisions.map(({ reason }) => reason), end?.reason];
  return [...new Map(all.flatMap((one) => (one ? [[one.id, one]] : []))).values()];
};

const entriesIn = ({ changes }: Evidence) =>
  changes.flatMap(({ entitlement, added, removed }) =>
    [...(added?.log ?? []), ...(removed?.log ?? [])].map(({ id }) => ({
      provider: providerOf(entitlement),
      entry: id,
    })),
  );
