import { type Catalog, findRole } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import type { People } from '../store/store.js';
import type { Decision, Finding } from './decisions.js';
import type { Noted } from './noted.js';
import type { Change } from './otherDoor.js';
import type { Claim } from './untold.js';

/** Who is meant: by our id of a person, and by the provider's id of an account, or its address there. */
export type Who = {
  person(id: string | undefined): string;
  /** Their name, as far as the directory knows them. */
  account(account: string): string | undefined;
  /** `Editor in Figma`, by ids where the catalog no longer has it. */
  role(app: string, role: string): string;
};

type Named = {
  readonly changes: readonly Change[];
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly untold: readonly Claim[];
  readonly missing: readonly Noted[];
};

type Where = { readonly people: People; readonly provider: string; readonly catalog: Catalog };

/** Names are read once, from the rows that can be erased. */
export async function readWho({ people, provider, catalog }: Where, named: Named): Promise<Who> {
  const { changes, decisions, findings, untold, missing } = named;
  const noted = [...missing, ...changes.flatMap((change) => change.noted ?? [])];
  const ids = [
    ...[...decisions.values()].flatMap(({ requester, recipient, endedBy, approvals }) => [
      requester,
      recipient,
      endedBy,
      ...approvals.map(({ by }) => by),
    ]),
    ...[...findings.values()].flatMap(({ person, answeredBy }) => [person, answeredBy]),
    ...untold.map(({ recipient }) => recipient),
    ...noted.map(({ person }) => person),
  ].filter((id): id is string => id !== undefined);
  const known = await people.findAll([...new Set(ids)]);
  const accounts = new Map<string, Person>();
  const mentioned = [
    ...changes.map(({ entry }) => entry.account),
    ...noted.flatMap(({ account }) => account ?? []),
    ...[...findings.values()].flatMap((one) => one.accounts),
  ];
  for (const account of new Set(mentioned)) {
    const person = account.includes('@')
      ? await people.byEmail(account)
      : await people.byDirectoryId(provider, account);
    if (person) accounts.set(account, person);
  }
  return {
    person: (id) => (id === undefined ? 'nobody' : (known.get(id)?.name ?? id)),
    account: (account) => accounts.get(account)?.name,
    role: (app, role) => {
      const found = findRole(catalog, app, role);
      return found ? `${found.role.name} in ${found.app.name}` : `${role} in ${app}`;
    },
  };
}
