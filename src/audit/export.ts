import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCatalog } from '../catalogFiles.js';
import type { Catalog } from '../domain/catalog.js';
import type { HouseEvent } from '../domain/events.js';
import { type EvidenceFormat, type EvidenceQuery, mayTakeEvidence, periodOf } from '../domain/evidenceQuery.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { appCalled } from '../domain/search.js';
import { makeAside } from '../evidence/aside.js';
import { carryOut } from '../evidence/errand.js';
import { alteredInWords } from '../evidence/sealed.js';
import { createSigner } from '../signing.js';
import type { Store } from '../store/store.js';
import type { Desk, Subcommand } from './desk.js';
import { takenIn } from './place.js';

const formats = ['csv', 'json', 'bundle'] as const;

export const exportEvidence: Subcommand = {
  usage: [
    [
      'export --from DAY --to DAY --format csv|json|bundle --as E-MAIL',
      'who asked, who decided, what changed, when it ended, as files;',
    ],
    ['', 'a part of it: --app APP, --person E-MAIL, --request ID; where to: --out FILE'],
  ],
  async run(args, desk) {
    const typed = readTyped(args);
    if (isRefusal(typed)) return wrong(desk, typed);
    return take(desk, typed, typed.format);
  },
};

export type Typed = {
  readonly as?: string;
  readonly from?: string;
  readonly to?: string;
  readonly app?: string;
  readonly person?: string;
  readonly request?: string;
  readonly out?: string;
};

const text = { type: 'string' } as const;
const options = {
  from: text,
  to: text,
  app: text,
  person: text,
  request: text,
  format: text,
  as: text,
  out: text,
} as const;

function readTyped(args: readonly string[]): Refusal | (Typed & { readonly format: EvidenceFormat }) {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const format = formats.find((one) => one === values.format);
    return format ? { ...values, format } : refuse(`Say in which format: --format ${formats.join(', or --format ')}.`);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

export function wrong({ say }: Desk, { says }: Refusal): number {
  say(says);
  return 2;
}

/** From the words that were typed to files that lie there, whole and on record. */
export async function take(desk: Desk, typed: Typed, format: EvidenceFormat): Promise<number> {
  const catalog = await readCatalog(desk.settings().catalogDirectory);
  return desk.onRecord(async (store) => {
    await store.keepOrder();
    const by = await whoAsks(store, catalog, typed.as);
    if (isRefusal(by)) return wrong(desk, by);
    const query = await queryOf(store, catalog, typed, desk.now());
    if (isRefusal(query)) return wrong(desk, query);
    const record = (event: HouseEvent) =>
      store.trail.append(event, { actor: `person:${by.id}`, cause: 'cli', at: desk.now(), hearings: () => [] });
    const id = randomUUID();
    // Before a line is read: whatever comes of it, that it was asked for stays.
    await record({ type: 'evidence.asked', export: id, by: by.id, through: 'cli', format, query });
    return handOver(desk, { store, catalog, record }, id, placeFor(typed.out, format, query, id));
  });
}

async function whoAsks(store: Store, { policy }: Catalog, as: string | undefined): Promise<Person | Refusal> {
  if (as === undefined)
    return refuse('Say who you are: --as with the e-mail of an admin or an auditor of policy.yaml.');
  const email = as.toLowerCase();
  if (!mayTakeEvidence(policy, email))
    return refuse(`${as} is neither an admin nor an auditor in policy.yaml, and only those take evidence out.`);
  const person = await store.people.byEmail(email);
  if (!person?.isActive)
    return refuse(`The company directory has no active person ${as}, as far as Latchkey has read it.`);
  return person;
}

async function queryOf(store: Store, catalog: Catalog, typed: Typed, now: Date): Promise<EvidenceQuery | Refusal> {
  const { request, from, to } = typed;
  if (request !== undefined && (await store.trail.streams([`request:${request}`])).length === 0)
    return refuse(`There is no request ${request}.`);
  if (request === undefined && (from === undefined || to === undefined))
    return refuse('Say which period: --from 2026-01-01 --to 2026-03-31, or which --request.');
  const period = periodOf(from ?? '1970-01-01', to ?? now.toISOString());
  if (isRefusal(period)) return period;
  const app = typed.app === undefined ? undefined : (appCalled(catalog, typed.app)?.id ?? typed.app);
  const person = typed.person === undefined ? undefined : await store.people.byEmail(typed.person.toLowerCase());
  if (typed.person !== undefined && !person) return refuse(`Latchkey knows nobody with the address ${typed.person}.`);
  return {
    ...period,
    ...(app !== undefined && { app }),
    ...(person && { person: person.id }),
    ...(request !== undefined && { request }),
  };
}

type Place = { readonly directory: string; readonly name: string };

function placeFor(out: string | undefined, format: EvidenceFormat, { from, until }: EvidenceQuery, id: string): Place {
  if (out === undefined) {
    const name =
      format === 'report'
        ? `latchkey-report-${id.slice(0, 8)}`
        : `latchkey-${from.slice(0, 10)}-${until.slice(0, 10)}-${id.slice(0, 8)}`;
    return { directory: process.cwd(), name };
  }
  const path = resolve(out);
  return { directory: dirname(path), name: basename(path).replace(/\.(csv|json|jsonl|html)$/, '') };
}

type Taking = { readonly store: Store; readonly catalog: Catalog; record(event: HouseEvent): Promise<unknown> };

/** Made aside, recorded, and only then under their names: a file that lies there is on record. */
async function handOver(desk: Desk, { store, catalog, record }: Taking, id: string, { directory, name }: Place) {
  const aside = await makeAside(directory, '.latchkey-evidence-');
  try {
    const { signingKey } = desk.settings().audit;
    const signer = signingKey === undefined ? undefined : createSigner(signingKey);
    const made = await carryOut({ store, catalog, record, directory: aside, name, ...(signer && { signer }) }, id);
    const all = [...made.files, ...made.signatures];
    const taken = await takenIn(
      directory,
      all.map((file) => file.name),
    );
    if (taken) return wrong(desk, taken);
    for (const file of all) await rename(file.path, join(directory, file.name));
    for (const file of made.files) desk.say(`${file.sha256}  ${join(directory, file.name)}`);
    const { matching, inPeriod } = made.population;
    desk.say(`${matching} of ${inPeriod} requests of this period, ${made.events} events. On record as export ${id}.`);
    if (made.altered.count > 0)
      desk.say(`NOT intact: texts were altered since they were sealed: ${alteredInWords(made.altered)}.`);
    if (!signer) desk.say('NOT SIGNED: set AUDIT_SIGNING_KEY (npm run audit -- keygen makes one).');
    return made.altered.count > 0 ? 1 : 0;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
