import { asIfUnmapped } from '../jira/mapping.js';
import type { Log } from './contracts.js';
import { createFieldKeeper } from './mirrorFields.js';
import type { MirrorNeeds } from './mirrorIssue.js';

export type Unlearnt = Omit<MirrorNeeds, 'mapping' | 'fields' | 'atlas'> & { readonly log: Pick<Log, 'warn'> };

/** What a process knows of the site: what jira.yaml says, and what it has found out. */
export function learnt(given: Unlearnt): Pick<MirrorNeeds, 'mapping' | 'fields' | 'atlas'> {
  const mapping = given.house.catalog.jira ?? asIfUnmapped;
  return { mapping, fields: createFieldKeeper({ ...given, mapping }), atlas: new Map() };
}
