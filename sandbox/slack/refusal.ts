import type { Json } from './json.js';

/** Slack says no: answered as HTTP 200 `{ ok: false, error }`. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly extra: Json = {},
  ) {
    super(code);
  }
}

export const invalidArguments = (...messages: string[]): Refusal =>
  new Refusal('invalid_arguments', { response_metadata: { messages: messages.map((one) => `[ERROR] ${one}`) } });

export const missing = (field: string): Refusal => invalidArguments(`missing required field: ${field}`);
