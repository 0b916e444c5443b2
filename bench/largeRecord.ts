import pg from 'pg';
import { streamOf } from '../src/domain/events.js';
import { type Command, decide, emptyWorld, type LifecycleEvent, type World } from '../src/domain/lifecycle.js';
import { isRefusal } from '../src/domain/refusal.js';
import { chain, dataOf } from '../src/store/chain.js';
import { hashOfText } from '../src/store/seal.js';
import { approvedBy, submission } from './commands.js';

/** A record as a company makes it in years: whole lives of requests, one after the other, each event chained. */
export async function writeLargeRecord(url: string, events: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(people, [boss]);
    let written = 0;
    for (let number = 0; written < events; ) {
      const rows = [];
      for (; rows.length < rowsAtOnce && written + rows.length < events; number += 1) rows.push(...lifeOf(number));
      await client.query(insert, [JSON.stringify(rows)]);
      await client.query(texts, [JSON.stringify(rows.flatMap(textOf))]);
      written += rows.length;
    }
    await client.query('ANALYZE');
    return written;
  } finally {
    await client.end();
  }
}

const rowsAtOnce = 5_000;
const begun = Date.UTC(2025, 0, 1);
/** A request every five minutes. */
const pace = 5 * 60_000;
const boss = {
  id: 'boss',
  directory: 'okta',
  directoryId: '00uboss',
  email: 'boss@acme.example.com',
  name: 'Grace Chen',
  isActive: true,
  readAt: new Date(begun),
};

const columns = '"version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash"';
const insert = `INSERT INTO "Event" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"Event", $1::jsonb)`;
const people = 'INSERT INTO "Person" SELECT * FROM jsonb_populate_record(NULL::"Person", $1::jsonb)';
const texts = 'INSERT INTO "Text" SELECT * FROM jsonb_populate_recordset(NULL::"Text", $1::jsonb)';

const reasons = ['Quarterly report, row 17', '=SUM(A1:A9) should not run', 'Größe prüfen, then "ship" it'];
const textOf = ({ type, data }: ReturnType<typeof lifeOf>[number]) => {
  const { reason } = data as { reason?: { id: string } };
  if (type !== 'request.submitted' || !reason) return [];
  return [{ id: reason.id, personId: 'boss', ...sealedAs(reason.id) }];
};
const sealedAs = (id: string) => ({ salt: 's', body: reasons[id.length % reasons.length] as string });
const submitted = (id: string, person: string): Command => {
  const submit = submission(id, person);
  return { ...submit, reason: { id: submit.reason.id, hash: hashOfText(sealedAs(submit.reason.id)) } };
};

/** Asked, approved, given, witnessed, over, gone: thirteen events. */
function lifeOf(number: number) {
  const id = `r${number}`;
  const grant = `g${number}`;
  const entry = (change: string, at: number) => ({
    id: `log-${change}-${number}`,
    at: new Date(at).toISOString(),
    actor: '0oalatchkey',
  });
  const at = (minutes: number) => begun + number * pace + minutes * 60_000;
  const steps: readonly (readonly [number, string, Command])[] = [
    [0, `person:p${number}`, submitted(id, `p${number}`)],
    [4, 'person:boss', approvedBy('boss', id)],
    [
      4,
      'latchkey',
      {
        type: 'assignment.open',
        id,
        recipient: `p${number}`,
        app: 'bench',
        role: 'member',
        duration: 28_800,
        wanted: [{ entitlement: 'okta:00gbench', grant }],
        alreadyHad: [],
      },
    ],
    [5, 'latchkey', { type: 'grant.confirmProvisioned', id: grant, how: 'done' }],
    [6, 'latchkey', { type: 'grant.witness', id: grant, change: 'added', entry: entry('in', at(5)) }],
    [490, 'latchkey', { type: 'assignment.expire', id }],
    [491, 'latchkey', { type: 'grant.confirmRevoked', id: grant, how: 'done' }],
    [492, 'latchkey', { type: 'grant.witness', id: grant, change: 'removed', entry: entry('out', at(491)) }],
  ];
  let world: World = emptyWorld;
  const bare: { stream: string; at: string; actor: string; cause: string; event: LifecycleEvent }[] = [];
  for (const [minutes, actor, command] of steps) {
    const moment = new Date(at(minutes));
    const decision = decide(world, command, moment);
    if (isRefusal(decision)) throw new Error(decision.says);
    world = decision.world;
    bare.push(
      ...decision.events.map((event) => ({
        stream: streamOf(event),
        at: moment.toISOString(),
        actor,
        cause: 'slack',
        event,
      })),
    );
  }
  return chain(bare, new Map()).map(({ event, ...row }) => ({ ...row, ...dataOf(event) }));
}
