import { createJiraActs, type JiraActs } from '../jira/acting.js';
import { asking, type JiraSettings } from '../jira/client.js';
import { isSignedBy, readRing } from '../jira/webhook.js';
import { createActing } from './acting.js';
import type { Log, Step } from './contracts.js';
import type { Deciding } from './deciding.js';
import { createDoorbell, type Doorbell, type Looking } from './doorbell.js';
import { createJiraAccounts } from './jiraAccounts.js';
import type { Mirror } from './mirror.js';
import type { JobQueue } from './queues.js';

/** What people do in Jira, from the ring to the decision. */
export type InJira = Doorbell & {
  /** What Jira's webhook sent; absent where it has no secret. @param signature as its header has it */
  readonly hear?: (body: Buffer, signature: string | undefined) => Promise<200 | 401>;
};

type Needs = Deciding & {
  readonly settings: JiraSettings & { readonly webhookSecret?: string };
  readonly mirror: Pick<Mirror, 'hearComment'>;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly step?: Step;
  readonly log: Log;
};

/** Where jira.yaml does not say that anybody acts there, it is only heard what people write. */
export function openInJira(needs: Needs): InJira {
  const { settings, house, log, mirror } = needs;
  const baseUrl = settings.baseUrl.replace(/\/+$/, '');
  const jira = createJiraActs(settings, asking({ ...settings, baseUrl }, { now: house.now, log }));
  const comment: Looking['comment'] = async (issue, id) => {
    const found = await jira.issue(issue);
    if (found) await mirror.hearComment(found.key, id);
  };
  const doorbell = createDoorbell({ ...needs, look: { comment, ...looksAt(needs, jira) }, now: house.now });
  const { webhookSecret } = settings;
  return { ...doorbell, ...(webhookSecret !== undefined && { hear: hearing(doorbell, webhookSecret, log) }) };
}

function looksAt(needs: Needs, jira: JiraActs): Omit<Looking, 'comment'> {
  const mapping = needs.house.catalog.jira;
  if (!mapping?.acting) return { issue: async () => {} };
  const accounts = createJiraAccounts({ ...needs, jira });
  const acting = createActing({ ...needs, jira, accounts, mapping: { ...mapping, acting: mapping.acting } });
  return { issue: (id) => acting.look(id), changedWithin: jira.changedWithin };
}

function hearing({ ring }: Doorbell, secret: string, log: Log): NonNullable<InJira['hear']> {
  return async (body, signature) => {
    if (!isSignedBy(secret, body, signature)) {
      log.warn({}, "something was sent to Jira's webhook that is not signed with its secret");
      return 401;
    }
    const rung = readRing(body);
    if (rung) await ring(rung);
    return 200;
  };
}
