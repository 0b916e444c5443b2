export type {
  Acting,
  Audience,
  JiraFact,
  JiraMapping,
  Outcome,
  Portal,
  PortalField,
  Shown,
} from '../domain/jiraMapping.js';
export {
  asIfUnmapped,
  audiences,
  closings,
  jiraFacts,
  outcomes,
  portalFields,
  shownTexts,
} from '../domain/jiraMapping.js';
