export type { Audience, JiraFact, JiraMapping, Outcome, Shown } from '../domain/jiraMapping.js';
export { asIfUnmapped, audiences, jiraFacts, outcomes, shownTexts } from '../domain/jiraMapping.js';
