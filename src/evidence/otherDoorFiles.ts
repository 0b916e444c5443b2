import { createHash } from 'node:crypto';
import { type Catalog, type ProviderName, providerNames } from '../domain/catalog.js';
import type { HouseEvent } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { type Signer, signFile } from '../signing.js';
import type { Span, Store } from '../store/store.js';
import { type Group, readOtherDoor } from './otherDoor.js';
import { type Made, otherDoorPage, worstFirst } from './otherDoorPage.js';
import { otherDoorTable } from './otherDoorTable.js';
import { headline } from './otherDoorWords.js';

export type File = { readonly name: string; readonly content: string };

/** The files about one group, and what has to be on record before anybody is given them. */
export type OtherDoorFiles = {
  readonly files: readonly File[];
  readonly event: Extract<HouseEvent, { type: 'evidence.logCompared' }>;
  /** `412 membership changes: 409 matched to approvals, 3 unexplained` */
  readonly headline: string;
};

type Wish = {
  readonly catalog: Catalog;
  readonly group: Group;
  readonly span: Span;
  readonly by: Person;
  readonly signer?: Signer;
  readonly now: Date;
};

/** @throws TooMany */
export async function makeOtherDoor(
  store: Store,
  { catalog, group, span, by, signer, now }: Wish,
): Promise<OtherDoorFiles> {
  const door = await readOtherDoor(store, catalog, { group, span, now });
  const made: Made = {
    by: { id: by.id, name: by.name },
    at: now.toISOString(),
    ...(signer && { signedBy: signer.keyId }),
    order: worstFirst(door.changes),
  };
  const name = fileName(group, door.span);
  const page = { name: `${name}.html`, content: otherDoorPage(door, made) };
  const table = { name: `${name}.csv`, content: otherDoorTable(door, made) };
  const signatures = signer ? [page, table].map((file) => signatureOf(file, signer, now)) : [];
  return {
    files: [page, table, ...signatures],
    event: {
      type: 'evidence.logCompared',
      group: group.entitlement,
      ...door.span,
      counts: door.counts,
      sha256: { html: sha256(page.content), csv: sha256(table.content) },
    },
    headline: headline(door),
  };
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

const signatureOf = ({ name, content }: File, signer: Signer, now: Date): File => ({
  name: `${name}.sig`,
  content: `${JSON.stringify(signFile(signer, name, sha256(content), now), undefined, 2)}\n`,
});

/** A group may be called anything at the provider, and two of them alike. */
function fileName({ provider, name, id }: Group, { from, until }: { from: string; until: string }): string {
  const plain = name.replace(/[^\w.-]+/g, '-').slice(0, 60);
  const mark = createHash('sha256').update(id).digest('hex').slice(0, 6);
  const lastDay = new Date(Date.parse(until) - 1).toISOString().slice(0, 10);
  return `no-other-door-${provider}-${plain}-${mark}-${from.slice(0, 10)}-to-${lastDay}`;
}

/** Every group that any catalog named, or that anybody was ever put into through Latchkey, with what it is given for now. */
export async function groupsOf(store: Pick<Store, 'entitlements' | 'trail'>, catalog: Catalog): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const provider of providerNames) {
    for (const { id: entitlement, groupId: id, name } of await store.entitlements.all(provider))
      groups.set(entitlement, { entitlement, provider, id, name, roles: rolesOf(catalog, { provider, id, name }) });
  }
  for (const entitlement of await store.trail.entitlements()) {
    if (groups.has(entitlement)) continue;
    const [provider, id] = splitAt(entitlement);
    groups.set(entitlement, {
      entitlement,
      provider,
      id,
      name: id,
      roles: rolesOf(catalog, { provider, id, name: id }),
    });
  }
  return [...groups.values()].toSorted((one, other) => (one.entitlement < other.entitlement ? -1 : 1));
}

function splitAt(entitlement: string): [ProviderName, string] {
  const colon = entitlement.indexOf(':');
  const provider = providerNames.find((name) => name === entitlement.slice(0, colon));
  if (!provider) throw new Error(`${entitlement} is at no provider`);
  return [provider, entitlement.slice(colon + 1)];
}

type Place = Pick<Group, 'provider' | 'id' | 'name'>;

const rolesOf = (catalog: Catalog, { provider, id, name }: Place): string[] =>
  catalog.apps
    .filter((app) => app.provider === provider)
    .flatMap((app) =>
      app.roles
        .filter((role) => role.groups.some((one) => one === id || one === name) || `${app.id}/${role.id}` === id)
        .map((role) => `${role.name} in ${app.name}`),
    );

/** The groups of an app by the running catalog. */
export function groupsOfApp(groups: readonly Group[], catalog: Catalog, id: string): Group[] {
  const app = catalog.apps.find((one) => one.id === id);
  const words = new Set(app?.roles.map((role) => `${role.name} in ${app.name}`));
  return groups.filter(({ roles }) => roles.some((role) => words.has(role)));
}
