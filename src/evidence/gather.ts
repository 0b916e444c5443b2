import { type Evidence, evidenceOf } from '../domain/evidence.js';
import { streamsBeside } from '../domain/evidenceChanges.js';
import type { EvidenceQuery } from '../domain/evidenceQuery.js';
import type { EvidenceEvent, EvidenceReads } from '../store/store.js';

/** Some requests, and all that the record says of them. */
export type Gathered = { readonly rows: readonly Evidence[]; readonly events: readonly EvidenceEvent[] };

/** Requests read at a time: what bounds the memory, whatever the period. */
const pageSize = 250;

/** Everything that answers a query, page by page; each event once, though two requests may share a grant. */
export async function* gather(reading: Reading): AsyncGenerator<Gathered> {
  const { reads, query, horizon } = reading;
  const told = new Set<string>();
  for (let after = '0'; ; ) {
    const placed = await reads.requests(query, horizon, { after, limit: pageSize });
    const last = placed.at(-1);
    if (!last) break;
    yield await pageOf(
      reading,
      placed.map(({ request }) => request),
      told,
    );
    after = last.position;
  }
  if (query.app === undefined && query.person === undefined && query.request === undefined)
    yield* houseEvents(reading, told);
}

export type Reading = { readonly reads: EvidenceReads; readonly query: EvidenceQuery; readonly horizon: string };

/** @param told streams of which the events were given before; only what can come twice is remembered. */
async function pageOf(reading: Reading, requests: readonly string[], told: Set<string>): Promise<Gathered> {
  const streams = await streamsOf(reading.reads, requests, reading.horizon);
  const rows = requests.flatMap((request) => evidenceOf(request, ofRequest(request, among(streams))) ?? []);
  const fresh = new Map([...streams].filter(([stream]) => !told.has(stream)));
  for (const stream of await givenBefore(reading, requests, [...fresh.keys()])) fresh.delete(stream);
  for (const [stream, events] of fresh) if (canComeTwice(stream, events)) told.add(stream);
  return { rows, events: inOrder(fresh) };
}

type Streams = ReadonlyMap<string, readonly EvidenceEvent[]>;
const among =
  (streams: Streams) =>
  (stream: string): readonly EvidenceEvent[] =>
    streams.get(stream) ?? [];

const inOrder = <Event extends Placed>(streams: ReadonlyMap<string, readonly Event[]>): Event[] =>
  [...streams.values()].flat().sort((one, other) => Number(one.id) - Number(other.id));

/** Three questions, each of what the answer before it speaks of. */
async function streamsOf(reads: EvidenceReads, requests: readonly string[], horizon: string): Promise<Streams> {
  const known = new Map<string, EvidenceEvent[]>();
  let wanted = requests.flatMap((id) => [`request:${id}`, `assignment:${id}`]);
  for (let round = 0; round < 3 && wanted.length > 0; round += 1) {
    for (const stream of wanted) known.set(stream, []);
    const found = await reads.events(wanted, horizon);
    for (const event of found) known.get(event.stream)?.push(event);
    wanted = besideThese(requests, found).filter((stream) => !known.has(stream));
  }
  return known;
}

/** An access that is only extended here has grants of its own, which are another request's affair. */
const besideThese = (requests: readonly string[], events: readonly Placed[]): string[] =>
  streamsBeside(
    events.filter(({ stream }) => !stream.startsWith('assignment:') || requests.includes(requestOf(stream))),
  );

/** A request's own, its access, its grants, and the findings among them. @param read all events of a stream. */
export function ofRequest<Event extends Placed>(request: string, read: (stream: string) => readonly Event[]): Event[] {
  const found = new Map<string, readonly Event[]>();
  const names = new Set([`request:${request}`, `assignment:${request}`]);
  // What is added while it goes through is gone through too.
  for (const name of names) {
    const events = read(name);
    found.set(name, events);
    for (const one of besideThese([request], events)) names.add(one);
  }
  return inOrder(found);
}

type Placed = Pick<EvidenceEvent, 'id' | 'stream' | 'event'>;

/** All events about one request, as evidence sees it. */
export async function eventsOf(
  reads: EvidenceReads,
  request: string,
  horizon: string,
): Promise<readonly EvidenceEvent[]> {
  return ofRequest(request, among(await streamsOf(reads, [request], horizon)));
}

const canComeTwice = (stream: string, events: readonly EvidenceEvent[]): boolean =>
  stream.startsWith('drift:') || events.some(({ event }) => event.type === 'grant.held');

/** The access that a request extends is older than it: where it answers the query too, it was given with its own request. */
async function givenBefore(
  { reads, query, horizon }: Reading,
  requests: readonly string[],
  streams: readonly string[],
) {
  const own = new Set(requests);
  const extended = streams.filter((stream) => stream.startsWith('assignment:') && !own.has(requestOf(stream)));
  const page = { after: '0', limit: 1 };
  const asked = extended.map(async (stream) => {
    const isOther = query.request !== undefined && query.request !== requestOf(stream);
    const found = isOther ? [] : await reads.requests({ ...query, request: requestOf(stream) }, horizon, page);
    return found.length > 0 ? [stream] : [];
  });
  return (await Promise.all(asked)).flat();
}

const requestOf = (stream: string): string => stream.slice(stream.indexOf(':') + 1);

async function* houseEvents({ reads, query, horizon }: Reading, told: ReadonlySet<string>): AsyncGenerator<Gathered> {
  for (let after = ''; ; ) {
    const streams = await reads.houseStreams(query, horizon, after, pageSize);
    const last = streams.at(-1);
    if (last === undefined) return;
    const fresh = streams.filter((stream) => !told.has(stream));
    yield { rows: [], events: await reads.events(fresh, horizon) };
    after = last;
  }
}
