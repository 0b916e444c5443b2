import { isRefusal } from '../src/domain/refusal.js';
import { openDatabase } from '../src/store/database.js';
import { openStore } from '../src/store/open.js';
import type { Writing } from '../src/store/store.js';
import { reactions } from '../src/workflows/reactions.js';
import { reason, submission } from './commands.js';
import { decideByPrisma } from './doorByPrisma.js';
import { perSecond, type Row, rate, run, times } from './measure.js';

const rounds = 4;
const perRound = { 1: 40, 16: 120 } as const;

const writing = (id: string, person: string): Writing => ({
  actor: `person:${person}`,
  cause: 'bench',
  at: new Date(),
  texts: [{ ...reason(id), salt: 's', personId: person, body: 'Fixing the icons of the pricing page' }],
  hearings: (event, grants) => reactions(event, grants),
});

/** A submission through the door: one event, two outbox rows, a text and today's row, under the recipient's lock. */
export async function measureDoor(url: string): Promise<Row[]> {
  const store = openStore(url, () => {});
  const database = openDatabase(url, () => {});
  const bySql = (id: string, person: string) => store.trail.decide(submission(id, person), writing(id, person));
  const byPrisma = (id: string, person: string) =>
    decideByPrisma(database, submission(id, person), writing(id, person));
  try {
    await compare({ bySql, byPrisma }, 1, 'warm', 1);
    return [
      await compare({ bySql, byPrisma }, 1, 'one', rounds),
      await compare({ bySql, byPrisma }, 16, 'many', rounds),
    ];
  } finally {
    await database.close();
    await store.close();
  }
}

type Door = (id: string, person: string) => Promise<unknown>;
type Doors = { readonly bySql: Door; readonly byPrisma: Door };

/** By turns, so that whatever else the machine does falls on both. */
async function compare(doors: Doors, width: 1 | 16, name: string, turns: number): Promise<Row> {
  const took = { bySql: 0, byPrisma: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const kind of ['bySql', 'byPrisma'] as const) {
      took[kind] += await run(perRound[width], width, async (number) => {
        const id = `${name}-${kind}-${turn}-${number}`;
        const outcome = await doors[kind](id, `person-of-${id}`);
        if (isRefusal(outcome)) throw new Error(outcome.says);
      });
    }
  }
  const count = perRound[width] * turns;
  const [sql, prisma] = [perSecond(count, took.bySql), perSecond(count, took.byPrisma)];
  return {
    what: `the door by SQL over by Prisma, ${width === 1 ? 'one at a time' : `${width} at a time`}`,
    result: `${times(sql / prisma)} as many`,
    note: `${rate(sql)} over ${rate(prisma)}`,
  };
}
