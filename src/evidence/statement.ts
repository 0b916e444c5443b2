import type { EvidenceErrand } from '../domain/events.js';
import type { EvidenceQuery, Population } from '../domain/evidenceQuery.js';

/** What every file says of itself, so that it can be read and repeated without whoever made it. */
export type Statement = {
  readonly generator: string;
  /** The errand's id: it stands in the events evidence.asked and evidence.exported. */
  readonly export: string;
  /** When it was asked for, which is on record. */
  readonly at: string;
  /** Name and address, and the id that events have. */
  readonly by: { readonly id: string; readonly name: string };
  readonly through: EvidenceErrand['through'];
  readonly query: EvidenceQuery;
  readonly population: Population;
  /** The record below this transaction, which is all that was settled. */
  readonly horizon: string;
  /** How many signed checkpoints there were. */
  readonly checkpoints: number;
  /** The policy in force when it was made. */
  readonly catalog: string;
  /** The public key that signs it; nothing: unsigned. */
  readonly key?: { readonly id: string; readonly publicKey: string };
};

/** One line a fact, for a table of two columns. */
export const factsOf = (statement: Statement): [string, string][] => {
  const { query, population, by, key } = statement;
  return [
    ['made by', statement.generator],
    ['export', statement.export],
    ['asked for at', statement.at],
    ['asked for by', `${by.name} (${by.id})`],
    ['through', statement.through],
    ['period from', query.from],
    ['period until (not included)', query.until],
    ['app', query.app ?? 'every app'],
    ['person', query.person ?? 'everybody'],
    ['request', query.request ?? 'every request'],
    ['requests in this file', String(population.matching)],
    ['requests in this period, whatever the app and the person', String(population.inPeriod)],
    ['requests on record', String(population.onRecord)],
    ['record settled below transaction', statement.horizon],
    ['signed checkpoints', String(statement.checkpoints)],
    ['policy in force, hash', statement.catalog],
    ['signed with key', key ? key.id : 'UNSIGNED: no AUDIT_SIGNING_KEY is set'],
  ];
};
