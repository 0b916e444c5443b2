import { z } from 'zod';

export { idFrom } from '../workflows/asking.js';

/** What Slack sends, read with care: only what is used, and nothing when it does not look like it. */

const slackId = z.string().regex(/^[UW]\w{1,30}$/);
const view = z.looseObject({
  id: z.string().min(1).max(255),
  hash: z.string().optional(),
  private_metadata: z.string().optional(),
  type: z.string().optional(),
});
const press = z.object({
  user: z.object({ id: slackId }),
  trigger_id: z.string(),
  actions: z
    .array(z.object({ value: z.string().max(2_000).optional(), action_ts: z.string().max(40).optional() }))
    .min(1),
  view: view.optional(),
});
const submission = z.object({ user: z.object({ id: slackId }), view });

export type SentView = z.infer<typeof view>;
export type Press = {
  readonly slackId: string;
  readonly triggerId: string;
  /** What the button carried. */
  readonly value: string;
  /** When it was pressed, as Slack counts: grows from press to press. */
  readonly at: string;
  readonly view?: SentView;
};
export type Submission = { readonly slackId: string; readonly view: SentView };

export function readPress(body: unknown): Press | undefined {
  const read = press.safeParse(body);
  if (!read.success) return undefined;
  const { user, trigger_id: triggerId, actions, view } = read.data;
  const { value = '', action_ts: at = '' } = actions[0] ?? {};
  return { slackId: user.id, triggerId, value, at, ...(view && { view }) };
}

/** A choice in an open form. */
export type Change = Press & { readonly view: SentView };

export function readChange(body: unknown): Change | undefined {
  const press = readPress(body);
  return press?.view && { ...press, view: press.view };
}

export function readSubmission(body: unknown): Submission | undefined {
  const read = submission.safeParse(body);
  return read.success ? { slackId: read.data.user.id, view: read.data.view } : undefined;
}

const reply = z.object({
  type: z.literal('message'),
  // A message that was edited, deleted or posted by a bot has a subtype or a bot_id: only a person's own words count.
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
  channel_type: z.literal('im'),
  user: slackId,
  channel: z.string().max(40),
  ts: z.string().max(40),
  thread_ts: z.string().max(40),
  text: z.string().max(40_000),
});

/** A person's reply in a thread of their DM with us. */
export type Reply = {
  readonly slackId: string;
  readonly channel: string;
  readonly thread: string;
  readonly at: string;
  readonly words: string;
};

export function readReply(event: unknown): Reply | undefined {
  const read = reply.safeParse(event);
  if (!read.success || read.data.ts === read.data.thread_ts) return undefined;
  const { user, channel, thread_ts: thread, ts: at, text: words } = read.data;
  return { slackId: user, channel, thread, at, words };
}

/** `<@U123|ana>`, as Slack sends a person who was picked. */
export const mentionedIn = (words: string): string | undefined =>
  /^<@([UW]\w{1,30})(?:\|[^>]*)?>$/.exec(words.trim())?.[1];

/** `ana@acme.example.com`, also as Slack marks it up. */
export const addressIn = (words: string): string | undefined =>
  (
    /^<mailto:([^|>]+)(?:\|[^>]*)?>$/.exec(words.trim())?.[1] ?? /^[^@\s<>]+@[^@\s<>]+$/.exec(words.trim())?.[0]
  )?.toLowerCase();

/** Slack's own word for what went wrong, as `hash_conflict`. */
const refused = z.object({ data: z.object({ error: z.string() }) });
export const slackErrorOf = (error: unknown): string | undefined => refused.safeParse(error).data?.data.error;
