/**
 * A screen comes whole after each change. What did not change keeps its old identity, so that only what did is drawn
 * anew.
 */
export function shared<T>(before: T | undefined, after: T): T {
  return keep(before, after) as T;
}

function keep(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) return keepList(before, after);
  if (isRecord(before) && isRecord(after)) return keepRecord(before, after);
  return after;
}

function keepList(before: readonly unknown[], after: readonly unknown[]): unknown {
  const kept = after.map((one, index) => keep(before[index], one));
  return kept.length === before.length && kept.every((one, index) => one === before[index]) ? before : kept;
}

type Things = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Things =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function keepRecord(before: Things, after: Things): unknown {
  const names = Object.keys(after);
  const kept = Object.fromEntries(names.map((name) => [name, keep(before[name], after[name])]));
  const isSame =
    names.length === Object.keys(before).length &&
    names.every((name) => Object.hasOwn(before, name) && kept[name] === before[name]);
  return isSame ? before : kept;
}
