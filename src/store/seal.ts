import { createHash } from 'node:crypto';

/**
 * What an event says of a text. The salt keeps a short one ("ok") from being guessed by its hash once its body is
 * erased.
 */
export const hashOfText = ({ salt, body }: { readonly salt: string; readonly body: string }): string =>
  createHash('sha256').update(salt).update(body).digest('hex');
