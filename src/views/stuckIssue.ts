import type { Outcome } from '../domain/jiraMapping.js';
import type { Message } from './asked.js';
import { named, section } from './blocks.js';

export type StuckIssue = {
  readonly app: string;
  readonly outcome: Outcome;
  readonly key: string;
  readonly url?: string;
};

/** What the owner is told when no way in Jira leads to the status that an issue should have. */
export function stuckIssueMessage({ app, outcome, key, url }: StuckIssue): Message {
  const issue = url ? `<${url}|${key}>` : key;
  const text = `Jira keeps ${key} from the status that it should have.`;
  const what = `${issue} is about access to ${named(app)}, and Latchkey found no transition to the status for what is ${words[outcome]}.`;
  const next =
    'Its comments are complete all the same. Have the workflow changed, or the `statuses` in jira.yaml. You are told this once for each such status.';
  return { text, blocks: [section(what), section(next)] };
}

const words = {
  waiting: 'waiting for an answer',
  granted: 'granted',
  extended: 'extended',
  ended: 'over',
  denied: 'denied',
  cancelled: 'cancelled',
  lapsed: 'lapsed',
} as const satisfies Record<Outcome, string>;
