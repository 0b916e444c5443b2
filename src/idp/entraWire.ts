import { type AnswerHeaders, NoAnswer } from './wire.js';

export type Sent = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The whole answer, be it yes or no. */
export type Heard = { readonly status: number; readonly headers: AnswerHeaders; readonly text: string };

/** @throws NoAnswer */
export type Transmit = (sent: Sent) => Promise<Heard>;

/** One attempt, bounded in time with its body. A followed redirect would turn a POST into a GET, and its 200 into a yes. */
export const transmitWithin =
  (timeout: number): Transmit =>
  async ({ url, ...sent }) => {
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(url, { ...sent, redirect: 'manual', signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw silence(error, signal, timeout);
    }
  };

/** What the HTTP library throws carries the address, and with it somebody's e-mail: its code is enough. */
function silence(error: unknown, signal: AbortSignal, timeout: number): Error {
  if (signal.aborted) return new NoAnswer(`nothing within ${timeout} ms`);
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  return new NoAnswer(typeof code === 'string' ? code : 'the connection failed');
}
