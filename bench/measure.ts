/** What a number is, and how it is said. */
export type Row = { readonly what: string; readonly result: string; readonly note?: string };

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The value below which this share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const p50p95 = (samples: readonly number[]): string =>
  `p50 ${ms(percentile(samples, 0.5))}, p95 ${ms(percentile(samples, 0.95))}`;
export const perSecond = (count: number, milliseconds: number): number => (count / milliseconds) * 1000;
export const rate = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
export const times = (value: number): string => `${value.toFixed(1)} x`;

/** Runs `work` so many times, so many at once. @returns milliseconds for all of it. */
export async function run(count: number, width: number, work: (number: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await work(number);
    }
  };
  return timed(() => Promise.all(Array.from({ length: width }, one)));
}

export function table(rows: readonly Row[]): string {
  const widest = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, result, note }) => `${what.padEnd(widest)}  ${result}${note ? `  (${note})` : ''}`)
    .join('\n');
}
