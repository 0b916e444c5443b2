import { createJiraActs } from '../jira/acting.js';
import { asking, type JiraSettings } from '../jira/client.js';
import { isSignedBy, readRing } from '../jira/webhook.js';
import { createActing } from './acting.js';
import type { Log, Step } from './contracts.js';
import type { Deciding } from './deciding.js';
import { createDoorbell, type Doorbell, type Look } from './doorbell.js';
import { createJiraAccounts } from './jiraAccounts.js';
import type { JobQueue } from './queues.js';

/** What people do in Jira, from the ring to the decision. */
export type InJira = Doorbell & {
  /** What Jira's webhook sent; absent where it has no secret. @param signature as its header has it */
  readonly hear?: (body: Buffer, signature: string | undefined) => Promise<200 | 401>;
};

type Needs = Deciding & {
  readonly settings: JiraSettings & { readonly webhookSecret?: string };
  readonly queue: Pick<JobQueue, 'add'>;
  readonly step?: Step;
  readonly log: Log;
};

/** Nothing where jira.yaml does not say that anybody acts there. */
export function openInJira(needs: Needs): InJira | undefined {
  const { settings, house, log } = needs;
  const mapping = house.catalog.jira;
  if (!mapping?.acting) return undefined;
  const jira = createJiraActs(
    settings,
    asking({ ...settings, baseUrl: settings.baseUrl.replace(/\/+$/, '') }, { now: house.now, log }),
  );
  const accounts = createJiraAccounts({ ...needs, jira });
  const acting = createActing({ ...needs, jira, accounts, mapping: { ...mapping, acting: mapping.acting } });
  const look: Look = (issue) => acting.look(issue);
  const doorbell = createDoorbell({ ...needs, jira, look, now: house.now });
  const { webhookSecret } = settings;
  return { ...doorbell, ...(webhookSecret !== undefined && { hear: hearing(doorbell, webhookSecret, log) }) };
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
