import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { BundleLine, EventLine, HeaderLine } from '../../src/audit/bundle.js';
import { provenLines } from '../../src/audit/provenLines.js';
import { type Signer, signFile } from '../../src/signing.js';
import type { Store, Walked } from '../../src/store/store.js';
import { walk } from '../../src/trail/inspect.js';
import { start } from './trails.js';

export const headerOf = (signer: Signer | undefined, holds: HeaderLine['holds']): HeaderLine => ({
  kind: 'header',
  format: 'latchkey bundle 1',
  query: { from: '2026-03-01', to: '2026-03-31' },
  by: 'ida',
  at: start.toISOString(),
  generator: 'latchkey test',
  holds,
  keyId: signer?.keyId ?? null,
  publicKey: signer?.publicKey ?? null,
});

/** Everything on record that `isWanted`, as the lines between header and footer. */
export async function linesFrom(store: Store, isWanted: (event: Walked) => boolean): Promise<BundleLine[]> {
  const lines: BundleLine[] = [];
  for await (const line of provenLines(store.checkpoints, wanted(store, isWanted))) lines.push(line);
  return lines;
}

async function* wanted({ checkpoints }: Store, isWanted: (event: Walked) => boolean): AsyncIterable<Walked> {
  for await (const event of walk(checkpoints, undefined, Number.POSITIVE_INFINITY)) if (isWanted(event)) yield event;
}

/** With a footer that fits whatever the lines are, as whoever forges them would make it. */
export function writeBundle(path: string, lines: readonly BundleLine[], signer?: Signer): void {
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const count = (kind: BundleLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const counts = {
    requests: count('request'),
    events: count('event'),
    checkpoints: count('checkpoint'),
    anchors: count('anchor'),
    proofs: count('proof'),
  };
  const text = `${body}${JSON.stringify({ kind: 'footer', counts, sha256: sha256(body) })}\n`;
  writeFileSync(path, text);
  if (signer) writeFileSync(`${path}.sig`, JSON.stringify(signFile(signer, 'bundle.jsonl', sha256(text), start)));
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
export const isEvent = (line: BundleLine): line is EventLine => line.kind === 'event';
