/** Resolves when it holds: for what no message tells of. @param within in milliseconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, within = 15_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${within} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
