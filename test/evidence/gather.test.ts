import { expect, test } from '@jest/globals';
import { flawOfRow, requestLineOf } from '../../src/evidence/bundleRow.js';
import { type Gathered, gather, ofRequest } from '../../src/evidence/gather.js';
import type { EvidenceEvent, EvidenceReads } from '../../src/store/store.js';
import { analysis, ask, days, find, hours, open, provisioned, removed, stage, text } from '../support/given.js';
import { OnRecord } from '../support/onRecord.js';

const policy = analysis(stage('manager', ['ben']));
const approve = (id: string) => ({ type: 'request.approve', id, by: 'ben', analysis: policy, catalog: 'c1' }) as const;

/** Ana gets Editor, and Viewer through the same group; has Editor extended by a request; and is taken out by somebody else. */
const record = new OnRecord()
  .when(0, ask({ analysis: policy }), { by: 'ana' })
  .when(1, approve('r1'), { by: 'ben' })
  .when(2, open({ 'figma-editors': 'g1' }))
  .when(3, provisioned())
  .when(10, ask({ id: 'r2', role: 'viewer', reason: text('t2'), analysis: policy }), { by: 'ana' })
  .when(11, approve('r2'), { by: 'ben' })
  .when(12, open({ 'figma-editors': 'g2' }, { id: 'r2', role: 'viewer' }))
  .when(20, ask({ id: 'r3', extends: 'r1', duration: days(2), reason: text('t3'), analysis: policy }), { by: 'ana' })
  .when(21, approve('r3'), { by: 'ben' })
  .when(hours(1), find({ kind: 'removed', grant: 'g1' }))
  .when(hours(1), { type: 'grant.lose', id: 'g1', drift: 'd1' })
  .when(hours(1) + 5, removed())
  .house(hours(2), { type: 'grants.paused', by: 'it' });

/** The record by itself, a request a page, however many are wanted. */
const reads = {
  requests: async ({ request }, _, { after }) => {
    const asked = events.filter(({ event, id }) => event.type === 'request.submitted' && Number(id) > Number(after));
    const found = asked.find(({ stream }) => request === undefined || stream === `request:${request}`);
    return found ? [{ request: found.stream.slice('request:'.length), position: found.id }] : [];
  },
  events: async (streams) => events.filter(({ stream }) => streams.includes(stream)),
  houseStreams: async (_query, _horizon, after) =>
    [...new Set(events.map(({ stream }) => stream))]
      .filter((one) => !/^(request|assignment|grant):/.test(one) && one > after)
      .sort()
      .slice(0, 1),
} as Pick<EvidenceReads, 'requests' | 'events' | 'houseStreams'> as EvidenceReads;
const events: EvidenceEvent[] = record.events.map((event) => ({ ...event, transaction: event.id }));

async function pagesOf(query: object = {}): Promise<Gathered[]> {
  const pages: Gathered[] = [];
  const whole = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', ...query };
  for await (const page of gather({ reads, query: whole, horizon: '999' })) pages.push(page);
  return pages;
}
const idsIn = (pages: readonly Gathered[]) => pages.flatMap((page) => page.events.map(({ id }) => Number(id)));
const sorted = (ids: readonly number[]) => [...ids].sort((one, other) => one - other);

test('every event of the whole record is given once, though requests on different pages share a grant, an access and a finding', async () => {
  const pages = await pagesOf();
  expect(pages.flatMap(({ rows }) => rows.map(({ request }) => request))).toEqual(['r1', 'r2', 'r3']);
  expect(sorted(idsIn(pages))).toEqual(events.map(({ id }) => Number(id)));
});

test('a stream is given whole, and never in two pages', async () => {
  const seen = new Set<string>();
  for (const { events: given } of await pagesOf()) {
    const streams = new Set(given.map(({ stream }) => stream));
    for (const stream of streams) {
      expect(seen).not.toContain(stream);
      seen.add(stream);
    }
  }
});

test('of one request: its own, what it shares and what it extends, and nothing of the house', async () => {
  const streams = async (request: string) =>
    [...new Set((await pagesOf({ request })).flatMap(({ events: given }) => given.map(({ stream }) => stream)))].sort();
  expect(await streams('r2')).toEqual(['assignment:r2', 'drift:d1', 'grant:g1', 'request:r2']);
  expect(await streams('r3')).toEqual(['assignment:r1', 'request:r3']);
});

test('each row can be made again from its own events alone, wherever the others are told', async () => {
  const same = (id: string) => id;
  const names = { person: same, app: same, group: same, role: (_: string, role: string) => role, altered: [] };
  const none = { text: () => undefined, kept: () => undefined, actor: () => undefined };
  const rows = (await pagesOf()).flatMap((page) => page.rows);
  for (const row of rows) {
    const line = JSON.parse(JSON.stringify(requestLineOf(row, { ...names, ...none })));
    const own = ofRequest(row.request, (stream) => events.filter((event) => event.stream === stream));
    expect([row.request, flawOfRow(line, own)]).toEqual([row.request, undefined]);
    const unapproved = own.filter(({ event }) => event.type !== 'request.approvalRecorded');
    expect(flawOfRow(line, unapproved)).toContain('has another “decisions” than its events');
  }
});

test('each row has the whole story of a grant that was given with another request', async () => {
  const [first, second, third] = (await pagesOf()).flatMap(({ rows }) => rows);
  expect(first?.changes[0]?.removed).toMatchObject({ how: 'outside' });
  expect(second?.changes[0]).toMatchObject({ grant: 'g1', isShared: true, removed: { how: 'outside' } });
  expect(third).toMatchObject({ extensions: [{ request: 'r3' }], changes: [] });
});
