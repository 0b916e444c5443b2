import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. Whoever looks without a pause takes the processor from the bot, which shares it, and fills the memory. */
export const lookEvery = 10;

/** Resolves when it holds: for what no message tells of. @param within in milliseconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, within = 15_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${within} ms: ${holds}`);
    await wait(lookEvery);
  }
}
