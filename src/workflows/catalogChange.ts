import { createHash } from 'node:crypto';
import { type Catalog, difference, partsOf } from '../domain/catalog.js';
import type { Store } from '../store/store.js';
import type { Door } from './contracts.js';

/** Starting with changed files is an event: every decision names the catalog it was made under by its hash. */
export async function recordCatalog(store: Store, door: Pick<Door, 'record'>, catalog: Catalog): Promise<void> {
  const last = (await store.trail.last('catalog'))?.event;
  const before = last?.type === 'catalog.changed' ? last : undefined;
  const parts = Object.fromEntries(
    [...partsOf(catalog)].map(([part, text]) => [part, createHash('sha256').update(text).digest('hex')]),
  );
  await door.record(
    {
      type: 'catalog.changed',
      hash: catalog.hash,
      ...(before && { before: before.hash }),
      difference: difference(before?.parts ?? {}, parts),
      parts,
    },
    'latchkey',
    'start',
    (now) => now?.event.type === 'catalog.changed' && now.event.hash === catalog.hash,
  );
}
