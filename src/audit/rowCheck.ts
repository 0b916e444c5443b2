import { closeSync, openSync, readSync } from 'node:fs';
import { flawOfRow } from '../evidence/bundleRow.js';
import { ofRequest } from '../evidence/gather.js';
import { eventOf } from '../store/chain.js';
import { type BundleLine, eventLine, type RequestLine } from './bundle.js';

/** The lines that people read, held against the events behind them. */
export type RowCheck = {
  /** @param offset of the line in the file, in bytes. @returns what does not fit, in words. */
  line(line: BundleLine, offset: number, length: number): string | undefined;
  /** Once all events were checked: of each request its own are read again, so that none is kept. */
  end(path: string): string | undefined;
};

/** A request's story is told in these. */
const told = /^(request|assignment|grant|drift):/;

export function createRowCheck(): RowCheck {
  const rows: { id: string; place: Place }[] = [];
  const places = new Map<string, number[]>();
  let isPastRows = false;
  return {
    line(line, offset, length) {
      if (line.kind === 'request') {
        if (isPastRows) return `the line of request ${line.id} stands behind the events`;
        rows.push({ id: line.id, place: [offset, length] });
        return undefined;
      }
      isPastRows = line.kind !== 'header';
      if (line.kind !== 'event' || rows.length === 0 || !told.test(line.stream)) return undefined;
      const known = places.get(line.stream);
      if (known) known.push(offset, length);
      else places.set(line.stream, [offset, length]);
      return undefined;
    },
    end(path) {
      if (rows.length === 0) return undefined;
      const file = openSync(path, 'r');
      try {
        return twiceOrMissing(rows, places) ?? firstFlaw(file, rows, places);
      } finally {
        closeSync(file);
      }
    },
  };
}

type Place = readonly [offset: number, length: number];
type Rows = readonly { readonly id: string; readonly place: Place }[];
type Places = ReadonlyMap<string, readonly number[]>;

function twiceOrMissing(rows: Rows, places: Places): string | undefined {
  const ids = new Set<string>();
  for (const { id } of rows) {
    if (ids.has(id)) return `request ${id} has two lines`;
    ids.add(id);
  }
  for (const stream of places.keys())
    if (stream.startsWith('request:') && !ids.has(stream.slice('request:'.length)))
      return `${stream} is among the events, and has no line of its own`;
  return undefined;
}

function firstFlaw(file: number, rows: Rows, places: Places): string | undefined {
  const eventsOf = (stream: string) =>
    pairs(places.get(stream) ?? []).map((place) => {
      const { type, data, ...event } = eventLine.parse(lineAt(file, place));
      return { ...event, event: eventOf(stream, type, data) };
    });
  for (const { id, place } of rows) {
    const flaw = flawOfRow(lineAt(file, place) as RequestLine, ofRequest(id, eventsOf));
    if (flaw) return flaw;
  }
  return undefined;
}

const pairs = (numbers: readonly number[]): Place[] =>
  numbers.flatMap((offset, index) => (index % 2 === 0 ? [[offset, numbers[index + 1] ?? 0] as const] : []));

function lineAt(file: number, [offset, length]: Place): unknown {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, offset);
  return JSON.parse(bytes.toString('utf8'));
}
