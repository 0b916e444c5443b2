import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { EvidenceErrand, Recorded } from '../domain/events.js';
import type { EvidenceFormat, Population } from '../domain/evidenceQuery.js';
import { type Signer, signFile } from '../signing.js';
import type { EvidenceReads, Store } from '../store/store.js';
import { bundleFile } from './bundleFile.js';
import { readCovers } from './covers.js';
import { csvFiles } from './csvFiles.js';
import type { Begin, Form, MadeFile, Place } from './form.js';
import { gather } from './gather.js';
import { generator } from './generator.js';
import { jsonFile } from './jsonFile.js';
import { type NamesNeed, readNames } from './names.js';
import { reportFile } from './reportFile.js';
import { type Altered, alteredIn, noneAltered } from './sealed.js';
import type { Statement } from './statement.js';

/** As far as an export reads: below this transaction, and with so many checkpoints. */
export type Below = { readonly horizon: string; readonly checkpoints: number };

export type Making = Below &
  NamesNeed & {
    readonly store: Pick<Store, 'evidence' | 'people' | 'checkpoints'>;
    readonly errand: EvidenceErrand;
    /** When it was asked for. */
    readonly at: string;
    readonly place: Place;
    readonly signer?: Signer;
  };

export type Made = {
  /** The files, and beside each its signature, where there is a key. */
  readonly files: readonly MadeFile[];
  readonly signatures: readonly { readonly path: string; readonly name: string }[];
  readonly population: Population;
  readonly events: number;
  readonly altered: Altered;
};

const forms: Readonly<Record<EvidenceFormat, Begin>> = {
  csv: csvFiles,
  json: jsonFile,
  bundle: bundleFile,
  report: reportFile,
};

/** Reads what is on record below the horizon and writes it down. Made twice, it is the same to the letter. */
export async function makeEvidence(making: Making): Promise<Made> {
  const { errand, horizon, place, store } = making;
  const population = await store.evidence.count(errand.query, horizon);
  await mkdir(place.directory, { recursive: true });
  const covers = await readCovers(store.checkpoints, making.checkpoints);
  const statement = await statementOf(making, population);
  const form = await forms[errand.format](place, statement, { store, horizon, covers });
  try {
    const totals = await writePages(making, form);
    const files = await form.finish(totals);
    return {
      files,
      signatures: await signAll(making, files),
      population,
      events: totals.events,
      altered: totals.altered,
    };
  } catch (error) {
    await form.drop();
    throw error;
  }
}

async function writePages({ store, catalog, errand: { query }, horizon }: Making, form: Form) {
  const totals = { requests: 0, events: 0, altered: noneAltered };
  for await (const gathered of gather({ reads: store.evidence, query, horizon })) {
    const names = await readNames({ store, catalog }, gathered.rows, gathered.events);
    await form.page(gathered, names);
    totals.altered = alteredIn(totals.altered, names.altered);
    totals.requests += gathered.rows.length;
    totals.events += gathered.events.length;
  }
  return totals;
}

async function statementOf(making: Making, population: Population): Promise<Statement> {
  const { errand, at, horizon, checkpoints, signer, store, catalog } = making;
  const person = await store.people.find(errand.by);
  const name = person ? `${person.name} <${person.email}>` : `erased (${errand.by.slice(0, 8)})`;
  return {
    generator: generator(),
    export: errand.export,
    at,
    by: { id: errand.by, name },
    through: errand.through,
    query: errand.query,
    population,
    horizon,
    checkpoints,
    catalog: catalog.hash,
    ...(signer && { key: { id: signer.keyId, publicKey: signer.publicKey } }),
  };
}

/** Signed at the moment that is on record, so that the same file has the same signature. */
async function signAll({ signer, at }: Making, files: readonly MadeFile[]) {
  if (!signer) return [];
  return Promise.all(
    files.map(async ({ path, name, sha256 }) => {
      const signature = { path: `${path}.sig`, name: `${name}.sig` };
      const text = `${JSON.stringify(signFile(signer, name, sha256, new Date(at)), undefined, 2)}\n`;
      await writeFile(signature.path, text, { flag: 'wx', mode: 0o600 });
      return signature;
    }),
  );
}

/** How often it is looked again whether older transactions have ended, and how long between two looks. */
const looks = 100;
const between = 50;

/**
 * A horizon beyond an event that was just recorded: then all that was on record before it lies below, too.
 * @throws when an older transaction goes on and on.
 */
export async function horizonBeyond(reads: EvidenceReads, recorded: Pick<Recorded, 'stream' | 'seq'>): Promise<string> {
  for (let look = 0; look < looks; look += 1) {
    const horizon = await reads.horizon();
    if (await reads.isBelow(horizon, recorded)) return horizon;
    await wait(between);
  }
  throw new Error('the database has a transaction that does not end, so the record is not settled: try again later');
}
