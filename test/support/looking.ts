import { type Acting, asIfUnmapped, type JiraMapping } from '../../src/domain/jiraMapping.js';
import type { Person } from '../../src/domain/person.js';
import { type ApprovalAnswer, createJiraActs, type JiraActs } from '../../src/jira/acting.js';
import { asking } from '../../src/jira/client.js';
import { createActing } from '../../src/workflows/acting.js';
import type { ActingNeeds } from '../../src/workflows/answering.js';
import { analysis, jira, log, small } from './mirrorStage.js';

/** Looks at an issue of the small house's Jira, to act on what was done there. */

export const ben = 'ben@acme.example.com';

export type Looked = {
  /** Whose every account is, by the id of the person; without it nobody knows, and what is heard is refused. */
  readonly whose?: string;
  /** What the status is called by now in which it stands. */
  readonly renamed?: string;
  readonly answers?: readonly ApprovalAnswer[] | 'unreadable';
  /** Happens while it is looked up whose the account is. */
  readonly onWhose?: () => unknown;
  readonly acting?: Partial<Acting>;
  readonly statuses?: JiraMapping['statuses'];
  readonly since?: () => Date;
};

const usual: Acting = { approved: ['In Progress'], declined: ['Declined'], close: 'nothing' };

export function actingNeeds(looked: Looked = {}): ActingNeeds {
  const { whose, renamed, answers = [], acting, statuses = {}, since = () => new Date(0) } = looked;
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  const settings = { baseUrl, email, apiToken, project };
  const acts = createJiraActs(settings, asking(settings, { now: small.house.now, log }), log);
  const issue: JiraActs['issue'] = async (id) => {
    const found = await acts.issue(id);
    return found && { ...found, status: { ...found.status, ...(renamed && { name: renamed }) } };
  };
  const needs: Partial<ActingNeeds> = {
    store: small.store,
    door: small.door,
    house: small.house,
    directory: { analyse: async () => analysis, mayAsk: async () => true } as unknown as ActingNeeds['directory'],
    jira: { ...acts, issue, answers: async () => answers },
    accounts: {
      whoIs: async () => {
        looked.onWhose?.();
        const person = small.people.get(whose ?? '') as Person | undefined;
        return person ?? { why: 'unbound', says: 'Nobody knows whose account this is.' };
      },
    },
    since,
    mapping: { ...asIfUnmapped, statuses, acting: { ...usual, ...acting } },
  };
  return needs as ActingNeeds;
}

export const look = (key: string, how: Looked = {}): Promise<boolean> =>
  createActing(actingNeeds(how)).look(jira.issue(key).id);

/** Every move that is on record as counting for nothing. */
export const refused = () => small.trail.flatMap(({ event }) => (event.type === 'request.moveRefused' ? [event] : []));
