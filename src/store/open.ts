import { createBudgets } from './budgets.js';
import { createCheckpoints } from './checkpoints.js';
import { openDatabase } from './database.js';
import { createDrifts, createProviderLog } from './drifts.js';
import { keepOrder } from './era.js';
import { createErasing } from './erasing.js';
import { createEvidenceReads } from './evidence.js';
import { createDeliveries, createLeases, createLinks, createOutbox, createPositions } from './outbox.js';
import { createEntitlements, createPeople, createTexts } from './people.js';
import { createAssignments, createGrants, createRequests } from './reads.js';
import { createRings } from './rings.js';
import type { Store } from './store.js';
import { createTrail } from './trail.js';

/** @param onError hears of faults outside any call: an idle connection that died, a lease that could not be renewed. */
export function openStore(url: string, onError: (error: Error) => void): Store {
  const database = openDatabase(url, onError);
  return {
    trail: createTrail(database),
    requests: createRequests(database),
    assignments: createAssignments(database),
    grants: createGrants(database),
    people: createPeople(database),
    texts: createTexts(database),
    links: createLinks(database),
    outbox: createOutbox(database),
    leases: createLeases(database, onError),
    deliveries: createDeliveries(database),
    entitlements: createEntitlements(database),
    positions: createPositions(database),
    rings: createRings(database),
    budgets: createBudgets(database),
    drifts: createDrifts(database),
    log: createProviderLog(database),
    erasing: createErasing(database),
    evidence: createEvidenceReads(database),
    checkpoints: createCheckpoints(database),
    keepOrder: async () => {
      const client = await database.pool.connect();
      try {
        await keepOrder(client);
      } finally {
        client.release();
      }
    },
    ping: async () => {
      await database.pool.query('SELECT 1');
    },
    close: () => database.close(),
  };
}
