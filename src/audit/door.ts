import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CatalogError, readCatalog } from '../catalogFiles.js';
import type { Catalog } from '../domain/catalog.js';
import { mayTakeEvidence, periodOf } from '../domain/evidenceQuery.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import { plural } from '../domain/wording.js';
import { type Group, TooMany } from '../evidence/otherDoor.js';
import { groupsOf, groupsOfApp, makeOtherDoor } from '../evidence/otherDoorFiles.js';
import { createSigner, type Signer } from '../signing.js';
import type { Span, Store } from '../store/store.js';
import type { Desk, Subcommand } from './desk.js';
import { takenIn } from './place.js';

/** From the provider's log to the decisions behind it: a page and a table for each group. */
export const door: Subcommand = {
  usage: [
    [
      'door --from 2026-01-01 --to 2026-03-31',
      "each group's changes as the provider's log tells them, and what is behind",
    ],
    ['  --as you@example.com', 'who makes it: the making is on record'],
    ['  [--group name] [--app app] [--out directory]', 'one group, or those of an app; where to (. when not given)'],
  ],
  async run(args, desk) {
    const wish = readWish(args);
    if (isRefusal(wish)) {
      desk.say(wish.says);
      return 2;
    }
    return desk.onRecord((store) => makeAll(store, desk, wish));
  },
};

type Wish = {
  readonly span: Span;
  readonly as: string;
  readonly out: string;
  readonly group?: string;
  readonly app?: string;
};

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  as: { type: 'string' },
  group: { type: 'string' },
  app: { type: 'string' },
  out: { type: 'string' },
} as const;

function readWish(args: string[]): Wish | Refusal {
  let values: Partial<Record<keyof typeof options, string>>;
  try {
    values = parseArgs({ args, options }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { from, to, as, group, app, out = '.' } = values;
  if (!from || !to) return refuse('Say from when to when: --from 2026-01-01 --to 2026-03-31.');
  if (!as) return refuse('Say who makes it: --as you@example.com. It stands on the page and on record.');
  if (group && app) return refuse('Say --group or --app, not both.');
  const period = periodOf(from, to);
  if (isRefusal(period)) return period;
  const span = { from: new Date(period.from), until: new Date(period.until) };
  return { span, as: as.toLowerCase(), out, ...(group && { group }), ...(app && { app }) };
}

async function makeAll(store: Store, desk: Desk, wish: Wish): Promise<number> {
  await store.keepOrder();
  const { audit } = desk.settings();
  const found = await chosen(store, desk, wish);
  if (isRefusal(found)) {
    desk.say(found.says);
    return 2;
  }
  const { catalog, groups } = found;
  const by = await store.people.byEmail(wish.as);
  if (!by?.isActive) {
    desk.say(`Nobody who is active in the company directory has the address ${wish.as}. Name yourself with --as.`);
    return 2;
  }
  if (!mayTakeEvidence(catalog.policy, by.email)) {
    desk.say('Only admins and auditors may take evidence: policy.yaml names them.');
    return 2;
  }
  const signer = audit.signingKey === undefined ? undefined : createSigner(audit.signingKey);
  await mkdir(wish.out, { recursive: true });
  let isWhole = true;
  for (const group of groups) {
    const made = await makeOne(store, desk, { ...wish, catalog, by, group, ...(signer && { signer }) });
    isWhole = isWhole && made;
  }
  if (!signer)
    desk.say('UNSIGNED: AUDIT_SIGNING_KEY is not set, so nothing proves that these files are as they were made.');
  return isWhole ? 0 : 1;
}

type One = Omit<Wish, 'group'> & {
  readonly by: NonNullable<Awaited<ReturnType<Store['people']['find']>>>;
  readonly group: Group;
  readonly catalog: Catalog;
  readonly signer?: Signer;
};

/** On record before the files are anywhere: what was handed out is known, also if this ends here. */
async function makeOne(store: Store, desk: Desk, { catalog, group, span, by, signer, out }: One): Promise<boolean> {
  const now = desk.now();
  try {
    const made = await makeOtherDoor(store, { catalog, group, span, by, now, ...(signer && { signer }) });
    const taken = await takenIn(
      out,
      made.files.map(({ name }) => name),
    );
    if (taken) {
      desk.say(taken.says);
      return false;
    }
    await store.trail.append(made.event, { actor: `person:${by.id}`, cause: 'cli', at: now, hearings: () => [] });
    for (const { name, content } of made.files) await writeFile(join(out, name), content, { flag: 'wx', mode: 0o600 });
    const { counts } = made.event;
    const gaps = counts.gaps > 0 ? `, with ${plural(counts.gaps, 'gap')} in the log` : '';
    const missing = counts.missing
      ? `, and ${counts.missing} on record whose line is missing in the copy of the log`
      : '';
    desk.say(`${group.name} (${group.entitlement}): ${made.headline}${missing}${gaps}`);
    for (const { name } of made.files) desk.say(`  ${join(out, name)}`);
    return true;
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    desk.say(error.message);
    return false;
  }
}

type Chosen = { readonly catalog: Catalog; readonly groups: readonly Group[] };

async function chosen(store: Store, desk: Desk, { group, app }: Wish): Promise<Chosen | Refusal> {
  const { catalogDirectory } = desk.settings();
  try {
    const catalog = await readCatalog(catalogDirectory);
    const all = await groupsOf(store, catalog);
    const wanted = app === undefined ? all : groupsOfApp(all, catalog, app);
    const found = wanted.filter((one) => group === undefined || [one.entitlement, one.id, one.name].includes(group));
    if (found.length > 0) return { catalog, groups: found };
    if (app !== undefined)
      return refuse(`Nobody knows a group of the app ${app}: it is not in ${catalogDirectory}, or has none yet.`);
    return refuse(
      group === undefined ? 'No catalog has named a group yet.' : `No catalog has ever named the group ${group}.`,
    );
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return refuse(`The catalog in ${catalogDirectory} cannot be read:\n${error.message}`);
  }
}
