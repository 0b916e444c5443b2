import type { Log } from './contracts.js';

/** Warns of each trouble once for each process: what is met at every look would drown the rest. */
export function eachOnce(log: Pick<Log, 'warn'>): Pick<Log, 'warn'> {
  const said = new Set<string>();
  return {
    warn(facts, message) {
      if (said.has(message)) return;
      said.add(message);
      log.warn(facts, message);
    },
  };
}
