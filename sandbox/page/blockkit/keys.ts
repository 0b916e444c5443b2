import { useRef } from 'react';
import { asObject, asObjects, asText, type Json } from '../../slack/json.js';

export type Keyed = { readonly key: string; readonly block: Json };

/**
 * Slack names a block anew with every redraw where the app gave it no name. On the screen it stays the same block: a
 * button keeps the press that began before the redraw, and goes on waiting.
 */
export function useKeys(blocks: readonly Json[]): readonly Keyed[] {
  const latest = useRef<readonly Keyed[]>([]);
  latest.current = keyed(latest.current, blocks);
  return latest.current;
}

export function keyed(before: readonly Keyed[], blocks: readonly Json[]): readonly Keyed[] {
  const ids = new Set(blocks.map(idOf));
  const byId = new Map(before.filter(({ block }) => idOf(block) !== '').map((one) => [idOf(one.block), one.key]));
  const nameless = before.filter(({ block }) => !ids.has(idOf(block)) || idOf(block) === '');
  const taken = new Set<string>();
  const found = blocks.map((block) => {
    const key = byId.get(idOf(block)) ?? takeLike(nameless, block);
    if (key === undefined || taken.has(key)) return undefined;
    taken.add(key);
    return key;
  });
  return blocks.map((block, index) => {
    const key = found[index] ?? freeKey(taken, idOf(block) || String(index));
    taken.add(key);
    return { key, block };
  });
}

const idOf = (block: Json): string => asText(block.block_id);

/** The first that is left of the same kind, with the same things to press. */
function takeLike(left: Keyed[], block: Json): string | undefined {
  const at = left.findIndex((one) => kindOf(one.block) === kindOf(block));
  return at < 0 ? undefined : left.splice(at, 1)[0]?.key;
}

function kindOf(block: Json): string {
  const elements = [...asObjects(block.elements), asObject(block.accessory), asObject(block.element)];
  return [block.type, ...elements.map(({ type, action_id: action }) => `${type}:${action ?? ''}`)].join(' ');
}

function freeKey(taken: ReadonlySet<string>, wanted: string): string {
  return taken.has(wanted) ? freeKey(taken, `${wanted}+`) : wanted;
}
