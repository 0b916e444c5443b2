import type { Message } from './asked.js';
import { named, section } from './blocks.js';

export type MovedIssue = { readonly app: string; readonly key: string; readonly url?: string };

/** What the owner is told when something moves an issue again and again, against the record. */
export function movedIssueMessage({ app, key, url }: MovedIssue): Message {
  const issue = url ? `<${url}|${key}>` : key;
  const text = `Something in Jira keeps moving ${key} against the record.`;
  const what = `Something in Jira keeps moving ${issue}, about access to ${named(app)}, against the record. Latchkey has put it back several times within the hour, and leaves it where it is now.`;
  const next =
    'Nothing was decided by it: what holds is what the comments say. Look for an automation that moves this issue, and keep it from issues with the label `latchkey`.';
  return { text, blocks: [section(what), section(next)] };
}
