import { findBreak } from '../store/chain.js';
import type { Subcommand } from './desk.js';
import { conclude } from './show.js';

export const verify: Subcommand = {
  usage: [['verify', 'walk the hash chains of all events, and name the first that does not fit']],
  run: (_, desk) =>
    desk.onRecord(async (store) => {
      let count = 0;
      for await (const stream of store.trail.all()) {
        const broken = findBreak(stream);
        if (broken) return conclude(desk, broken, count);
        count += stream.length;
      }
      return conclude(desk, undefined, count);
    }),
};
