import { createJiraActs } from '../jira/acting.js';
import { type Ask, asking, type JiraSettings } from '../jira/client.js';
import { asIfUnmapped, type Portal } from '../jira/mapping.js';
import type { JiraClient } from '../jira/port.js';
import { createPortal } from '../jira/portal.js';
import { isSignedBy, readRing } from '../jira/webhook.js';
import { createActing } from './acting.js';
import { createBeginning, forgetBeginning } from './actingSince.js';
import type { Log, Step } from './contracts.js';
import type { Deciding } from './deciding.js';
import { createDoorbell, type Doorbell, type Looking } from './doorbell.js';
import { eachOnce } from './eachOnce.js';
import { createJiraAccounts } from './jiraAccounts.js';
import type { Mirror } from './mirror.js';
import { hearPortal, type PortalNeeds } from './portal.js';
import { createPortalChoices, type PortalChoices } from './portalChoices.js';
import type { JobQueue } from './queues.js';

/** What people do in Jira, from the ring to the decision. */
export type InJira = Doorbell & {
  /** What Jira's webhook sent; absent where it has no secret. @param signature as its header has it */
  readonly hear?: (body: Buffer, signature: string | undefined) => Promise<200 | 401>;
  /** Absent where nobody can ask in a portal. */
  readonly keepChoices?: PortalChoices;
};

type Needs = Deciding & {
  readonly settings: JiraSettings & { readonly webhookSecret?: string };
  readonly mirror: Pick<Mirror, 'hearComment'>;
  readonly jira: JiraClient;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly step?: Step;
  readonly log: Log;
};

/** Where jira.yaml does not say that anybody acts there, it is only heard what people write. */
export function openInJira(needs: Needs): InJira {
  const { settings, house, log, mirror } = needs;
  const baseUrl = settings.baseUrl.replace(/\/+$/, '');
  const ask = asking({ ...settings, baseUrl }, { now: house.now, log });
  const acts = createJiraActs(settings, ask, log);
  const comment: Looking['comment'] = async (issue, id) => {
    const found = await acts.issue(issue);
    if (found) await mirror.hearComment(found.key, id);
  };
  const { keepChoices, ...look } = looksAt(needs, ask);
  const offer = keepChoices && { offer: async () => void (await keepChoices()) };
  const doorbell = createDoorbell({ ...needs, look: { comment, ...look, ...offer }, now: house.now });
  const { webhookSecret } = settings;
  return {
    ...doorbell,
    ...(keepChoices && { keepChoices }),
    ...(webhookSecret !== undefined && { hear: hearing(doorbell, webhookSecret, log) }),
  };
}

/** What is nobody's request yet may be one that was raised in the portal. */
function looksAt(needs: Needs, ask: Ask): Omit<Looking, 'comment' | 'offer'> & Pick<InJira, 'keepChoices'> {
  const { house, settings, store, log } = needs;
  const { acting: mapped, portal, ...mapping } = house.catalog.jira ?? asIfUnmapped;
  const jira = createJiraActs(settings, ask, eachOnce(log));
  const accounts = createJiraAccounts({ ...needs, jira });
  const given = mapped && { ...needs, jira, accounts, mapping: { ...mapping, acting: mapped } };
  const beginning = given && createBeginning(given);
  const begin = beginning?.begin ?? (() => forgetBeginning(needs));
  if (!mapped && !portal) return { issue: async () => {}, begin };
  const acting = beginning && createActing({ ...given, since: beginning.since });
  const entrance = portal && portalOf(needs, { ask, portal, acts: jira, accounts });
  return {
    issue: async (id) => {
      if (await acting?.look(id)) return;
      const link = await store.links.byMark('issue', id);
      if (!link || !(await store.requests.find(link.request))) await entrance?.hear(id);
    },
    changedWithin: jira.changedWithin,
    begin,
    ...(entrance && { keepChoices: entrance.keepChoices }),
  };
}

type Entrance = Pick<PortalNeeds, 'acts' | 'accounts'> & { readonly ask: Ask; readonly portal: Portal };

/** Absent without a service desk, where nobody can raise anything. */
function portalOf(needs: Needs, { ask, portal: mapped, ...more }: Entrance) {
  const { settings, house, log, jira } = needs;
  const desk = settings.serviceDesk?.id;
  if (desk === undefined) {
    log.warn({}, 'jira.yaml names a portal, but JIRA_SERVICE_DESK is not set: nobody is heard there');
    return undefined;
  }
  const portal = createPortal(ask);
  const given = { ...needs, ...more, jira, portal, mapped, desk, log: eachOnce(log) };
  return {
    hear: (issue: string) => hearPortal(given, issue),
    keepChoices: createPortalChoices({ portal, store: needs.store, catalog: house.catalog, mapped, desk, log }),
  };
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
