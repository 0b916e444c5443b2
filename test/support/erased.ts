import { isToHear, jira, small } from './mirrorStage.js';

/** Somebody is erased in the small house: their name, and what they wrote. */

export const pseudonym = 'Person 7f3a91';

/** What an erasure does to the rows, whoever has it done. */
export function forgets(person: string, ...texts: readonly string[]): void {
  const known = small.people.get(person);
  if (!known) throw new Error(`Nobody knows ${person}`);
  const gone = { name: pseudonym, email: 'person-7f3a91@erased.invalid', isActive: false };
  small.people.set(person, { id: person, ...gone, erasedAt: small.house.now().toISOString() });
  for (const text of texts) small.erase(text);
}

/** Two admins have had it done, and Jira is to hear of it in each lane that named them. */
export async function erases(person: string, ...texts: readonly string[]): Promise<void> {
  const issues = [...new Set(small.lanes.told.map(([, lane]) => lane))].toSorted();
  forgets(person, ...texts);
  const counts = { texts: texts.length, entries: 0 };
  const done = { type: 'erasure.done', id: 'e1', requests: [], findings: [], issues, ...counts } as const;
  const recorded = await small.door.record({ ...done, requests: [], findings: [], issues }, 'it', 'test');
  for (const one of recorded) for (const lane of issues) isToHear(one, lane);
}

/** All that anybody reads on Jira's issues, but for their history and whose accounts they are. */
export const everythingInJira = (): string =>
  JSON.stringify(
    jira
      .issues()
      .map(({ summary, description, comments, fields, labels }) => [summary, description, comments, fields, labels]),
  );
