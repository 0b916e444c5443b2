/**
 * A refusal is an answer, not an accident: the person asked for something they may not have, and `says` tells
 * them why and what to do next. Faults (a provider that does not answer, a broken database) are thrown instead.
 */
export type Refusal = {
  readonly refused: true;
  /** One or two plain sentences, without markup. */
  readonly says: string;
  /** The field of the request form that the refusal is about, when it is about one. */
  readonly field?: Field;
};

export type Field = 'app' | 'role' | 'duration' | 'reason';

export const refuse = (says: string, field?: Field): Refusal => ({ refused: true, says, ...(field && { field }) });

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && value.refused === true;
