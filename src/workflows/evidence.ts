import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { WebClient } from '@slack/web-api';
import type { EvidenceErrand, Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import { momentInUtc, plural } from '../domain/wording.js';
import { makeAside } from '../evidence/aside.js';
import { carryOut } from '../evidence/errand.js';
import type { Made } from '../evidence/make.js';
import { alteredInWords } from '../evidence/sealed.js';
import { createSigner, type Signer } from '../signing.js';
import type { Store } from '../store/store.js';
import { dayOf, lastDayOf } from '../views/proposalCard.js';
import { escaped } from '../views/text.js';
import type { Directory, Door, House, Log } from './contracts.js';
import { madeBefore, onlyOnce, type Sought } from './onlyOnce.js';
import { isSurelyUnmade } from './slackErrors.js';
import { createSlackFiles, type SlackFiles } from './slackFiles.js';
import { createSlackMessages } from './slackMessages.js';

/** Puts together what was asked for in Slack, and brings it to whoever asked, once. */
export type EvidenceDelivery = { hear(recorded: Recorded, id: string): Promise<void> };

type Given = {
  readonly store: Store;
  readonly door: Door;
  readonly directory: Directory;
  readonly house: House;
  readonly client: WebClient;
  /** PEM. Absent: what is sent is not signed, and says so. */
  readonly signingKey?: string;
  readonly log: Log;
};

type Needs = Omit<Given, 'client' | 'signingKey'> & { readonly files: SlackFiles; readonly signer?: Signer };

export function createEvidenceDelivery({ client, signingKey, ...given }: Given): EvidenceDelivery {
  const { now } = given.house;
  const { dmOf } = createSlackMessages(client, now);
  const signer = signingKey === undefined ? undefined : createSigner(signingKey);
  const needs: Needs = { ...given, files: createSlackFiles(client, now), ...(signer && { signer }) };
  return {
    async hear({ event }) {
      if (event.type !== 'evidence.asked') return;
      const person = await whoGets(needs, event);
      if (!person) return;
      const channel = await dmOf(person);
      const sought = soughtIn(needs, channel, event);
      // Before all the work: it may be there already.
      if (await madeBefore({ store: needs.store, now: needs.house.now }, sought)) return;
      const directory = await makeAside(tmpdir(), 'latchkey-evidence-');
      try {
        await deliver(needs, event, channel, sought, directory);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

/** Whoever was an auditor when they asked has to be one still: it may have waited for Slack. */
async function whoGets(
  { store, directory, log }: Needs,
  { by, export: id }: EvidenceErrand,
): Promise<Person | undefined> {
  const known = await store.people.find(by);
  const person = known?.slackId ? await directory.whoIs(known.slackId) : undefined;
  if (person && !isRefusal(person) && directory.mayTakeEvidence(person)) return person;
  log.warn({ export: id, person: by }, 'whoever asked for evidence may not have it any more, so it is not sent');
  return undefined;
}

const nameOf = ({ export: id, format, query: { from, until } }: EvidenceErrand): string =>
  format === 'report'
    ? `latchkey-report-${id.slice(0, 8)}`
    : `latchkey-${from.slice(0, 10)}-${new Date(Date.parse(until) - 1).toISOString().slice(0, 10)}-${id.slice(0, 8)}`;

const endings = { csv: '-about.csv', json: '.json', bundle: '.jsonl', report: '.html' } as const;

function soughtIn({ files }: Needs, channel: string, errand: EvidenceErrand): Sought {
  const first = `${nameOf(errand)}${endings[errand.format]}`;
  return {
    id: `evidence:${errand.export}`,
    kind: 'evidence',
    request: errand.export,
    look: async () => ((await files.has(channel, first)) ? { place: channel, mark: first } : undefined),
  };
}

async function deliver(needs: Needs, errand: EvidenceErrand, channel: string, sought: Sought, directory: string) {
  const { store, door, house, files, signer } = needs;
  const made = await carryOut(
    {
      store,
      catalog: house.catalog,
      directory,
      name: nameOf(errand),
      ...(signer && { signer }),
      record: (event) => door.record(event, errand.by, errand.through),
    },
    errand.export,
  );
  const all = [
    ...made.files,
    ...(await Promise.all(made.signatures.map(async (one) => ({ ...one, bytes: (await stat(one.path)).size })))),
  ];
  const sharing = { isBegun: false };
  const make = async () => {
    const ids = await files.send(all);
    sharing.isBegun = true;
    await files.share({
      channel,
      text: messageOf(errand, made, signer !== undefined),
      files: ids.map((id, index) => ({ id, title: titleOf(errand, all[index]?.name ?? id) })),
    });
    return { place: channel, mark: all[0]?.name ?? '' };
  };
  // What was sent and not shared is nowhere to be seen.
  const isUnmade = (error: unknown) => !sharing.isBegun || isSurelyUnmade(error);
  await onlyOnce({ store, now: house.now }, { ...sought, make, isSurelyUnmade: isUnmade });
}

/** Slack shows the beginning of a long title, and there all of them are alike. */
function titleOf(errand: EvidenceErrand, name: string): string {
  const rest = name.slice(nameOf(errand).length);
  return rest.startsWith('-') ? rest.slice(1) : `${errand.format === 'report' ? 'report' : 'evidence'}${rest}`;
}

function messageOf(errand: EvidenceErrand, { population, events, files, altered }: Made, isSigned: boolean): string {
  const { query, export: id } = errand;
  const about = query.request === undefined ? periodInWords(query) : `request ${query.request}`;
  const counted = `${population.matching} of ${plural(population.inPeriod, 'request')} of this period, ${plural(events, 'event')}.`;
  const hashes = files.map(({ name, sha256 }) => `\`${sha256}\` ${titleOf(errand, name)}`).join('\n');
  const signed = isSigned ? 'Each file has its signature beside it.' : 'Not signed: no signing key is set.';
  const flaw =
    altered.count > 0 ? `*NOT intact*: texts were altered since they were sealed: ${alteredInWords(altered)}.\n` : '';
  return `*Evidence*: ${escaped(about)}\n${counted} On record as export ${id}. ${signed}\n${flaw}${hashes}`;
}

/** As it was asked for: whole days, the last one included, unless a moment was named. */
function periodInWords({ from, until }: EvidenceErrand['query']): string {
  const areDays = [from, until].every((moment) => /T00:00(:00(\.0+)?)?Z$/.test(moment));
  return areDays
    ? `${dayOf(from)} to ${lastDayOf(until)}, whole days in UTC`
    : `${momentInUtc(from)} to ${momentInUtc(until)}`;
}
