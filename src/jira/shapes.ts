import { z } from 'zod';
import { NotJira } from './answers.js';

/** What Jira's answers are made of. */

export const word = z.union([z.string().min(1), z.number()]).transform(String);

export const moment = z.union([z.string(), z.number()]).transform((given, context) => {
  // `2026-11-21T22:52:50.590+0000`: Jira's own way with times.
  const read = new Date(typeof given === 'string' ? given.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : given);
  if (!Number.isNaN(read.getTime())) return read;
  context.addIssue('is no moment');
  return z.NEVER;
});

export const author = z.object({ accountId: z.string() }).nullish().catch(undefined);

/** A proxy may answer 200 with a page of its own. */
export function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const outcome = schema.safeParse(answer);
  if (outcome.success) return outcome.data;
  throw new NotJira(`the answer is not as Jira's: ${outcome.error.issues[0]?.path.join('.') ?? ''}`);
}
