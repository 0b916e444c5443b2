/** What is the same on the way to every provider. */

export type AnswerHeaders = { get(name: string): string | null };

/** No answer arrived, or not in time. `reason` is a code such as ECONNRESET. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** What the HTTP library throws carries the address, and with it somebody's e-mail: its code is enough. */
export const silence =
  (signal: AbortSignal, timeout: number) =>
  (error: unknown): never => {
    if (signal.aborted) throw new NoAnswer(`nothing within ${timeout} ms`);
    const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw typeof code === 'string' ? new NoAnswer(code) : error;
  };

/** On this machine a credential may travel without TLS, and no proxy stands between. */
export const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(host);

/** A host to which our credential may go. @throws Error that names the setting to mend. */
export function checkHost(given: string, variable: string, example: string): URL {
  const fail = (why: string) => new Error(`${variable} ${why}, for example ${example}`);
  const url = URL.canParse(given.trim()) ? new URL(given.trim()) : undefined;
  if (!url) throw fail('is not an address');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSafe) throw fail('must start with https://');
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') throw fail('must be a host without a path');
  return url;
}

/** The object that a text holds; empty where it holds none. */
export function readObject(text: string): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

export const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

export const readField = (value: unknown, field: string): unknown => fieldsOf(value)[field];
