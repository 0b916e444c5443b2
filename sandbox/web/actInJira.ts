import type { Jira } from '../jira/index.js';
import type { Person } from '../slack/index.js';
import { NotThere } from '../slack/pointing.js';
import type { Act } from './contract.js';

export type ActInJira = Extract<Act, { readonly kind: 'moveIssue' | 'commentOnIssue' }>;

export const isInJira = (act: Act): act is ActInJira => act.kind === 'moveIssue' || act.kind === 'commentOnIssue';

/** Do what a person does in Jira, in their own name. @throws NotThere when that is not possible. */
export function actInJira(jira: Jira, { user: { name, email, kind } }: Person, act: ActInJira): void {
  if (kind !== 'member') throw new NotThere(`${name} has no account in this Jira.`);
  const issue = jira.issues().find(({ key }) => key === act.issue.toUpperCase());
  if (!issue) throw new NotThere(`There is no issue ${act.issue}.`);
  switch (act.kind) {
    case 'moveIssue': {
      const way = issue.ways.find((one) => one.toLowerCase() === act.to.toLowerCase());
      if (!way)
        throw new NotThere(`${issue.key} is “${issue.status}” and can go to: ${issue.ways.join(', ') || 'nothing'}.`);
      jira.move(issue.key, way, email);
      return;
    }
    case 'commentOnIssue':
      if (act.text.trim() === '') throw new NotThere('Write what you want to say.');
      jira.say(issue.key, email, act.text.trim());
  }
}
