import { openStore } from '../src/store/open.js';
import { paceOf } from '../src/workflows/pace.js';
import { perSecond, type Row, rate, run, times } from './measure.js';

const rounds = 4;
const perRound = { 1: 200, 16: 800 } as const;
/** So much that nobody waits: what is measured is the asking. */
const plenty = paceOf({ units: 100_000_000, seconds: 60 }, 1, 'removal');

/** What the budget costs each call to a provider: a round trip to the database, beside one that asks for nothing. */
export async function measureBudget(url: string): Promise<Row[]> {
  const store = openStore(url, () => {});
  const take = async () => {
    const { is } = await store.budgets.reserve({ bucket: 'bench:one', ...plenty });
    if (is !== 'reserved') throw new Error(`the budget said ${is}`);
  };
  try {
    await compare(take, store.ping, 16, 1);
    return [await compare(take, store.ping, 1, rounds), await compare(take, store.ping, 16, rounds)];
  } finally {
    await store.close();
  }
}

type Ask = () => Promise<void>;

/** By turns, so that whatever else the machine does falls on both. */
async function compare(take: Ask, ping: Ask, width: 1 | 16, turns: number): Promise<Row> {
  const took = { take: 0, ping: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    took.take += await run(perRound[width], width, take);
    took.ping += await run(perRound[width], width, ping);
  }
  const count = perRound[width] * turns;
  const [takes, pings] = [perSecond(count, took.take), perSecond(count, took.ping)];
  return {
    what: `a place in the budget over SELECT 1, ${width === 1 ? 'one at a time' : `${width} at a time`}`,
    result: `${times(pings / takes)} as long`,
    note: `${rate(takes)} over ${rate(pings)}`,
  };
}
