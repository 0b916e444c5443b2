import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * Jira's webhook is a doorbell. Whatever it says may be old, said twice, or out of order, and its signature holds no
 * time: so only which issue it is about is taken from it, and what is true is read from Jira itself.
 */
export type Ring = {
  /** The issue's id: its key changes when it is moved. */
  readonly issue: string;
  /** As `jira:issue_updated`; `comment_created` says that somebody wrote. */
  readonly kind: string;
  readonly comment?: string;
};

/** Jira's ids are numbers; some of its senders write them as such. */
const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,19}$/));

const body = z.object({
  webhookEvent: z
    .string()
    .max(100)
    .regex(/^[\w:.-]+$/),
  issue: z.object({ id }),
  comment: z.object({ id }).optional().catch(undefined),
});

/** Nothing, when it is about no issue: sprints, versions and boards ring too, where an admin has let them. */
export function readRing(raw: Buffer): Ring | undefined {
  const read = body.safeParse(parsed(raw));
  if (!read.success) return undefined;
  const { webhookEvent: kind, issue, comment } = read.data;
  return { issue: issue.id, kind, ...(comment && { comment: comment.id }) };
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @param signature the header `X-Hub-Signature`: `sha256=` and 64 hexadecimal digits over the body as it came. */
export function isSignedBy(secret: string, raw: Buffer, signature: string | undefined): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(raw).digest());
}
