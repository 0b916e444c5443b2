import { JiraRefused } from '../jira/errors.js';

/** One after the other. What Jira refuses is no reason to leave the rest undone. @throws the first refusal, at the end. */
export async function despiteRefusals(steps: ReadonlyArray<() => Promise<unknown>>): Promise<void> {
  const refusals: JiraRefused[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof JiraRefused)) throw error;
      refusals.push(error);
    }
  }
  const [first] = refusals;
  if (first) throw first;
}
