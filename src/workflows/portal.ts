import { findApp } from '../domain/catalog.js';
import { type Portal as Mapped, type PortalField, portalFields } from '../domain/jiraMapping.js';
import { durationInWords } from '../domain/wording.js';
import type { JiraActs } from '../jira/acting.js';
import { JiraRefused } from '../jira/errors.js';
import { labelOf } from '../jira/mirror.js';
import type { JiraClient } from '../jira/port.js';
import type { Asked, JiraPortal } from '../jira/portal.js';
import { type Draft, mistakesIn } from '../views/requestModal.js';
import { ask, idFrom } from './asking.js';
import type { Log } from './contracts.js';
import type { Deciding } from './deciding.js';
import { noteDoneBefore } from './doneBefore.js';
import { isNobody, type JiraAccounts } from './jiraAccounts.js';
import { type Refusing, refuseInPortal } from './portalRefusal.js';

/** A request that was raised in the portal of Jira Service Management: the same workflow, in the same issue. */

export type PortalNeeds = Deciding & {
  readonly acts: Pick<JiraActs, 'me' | 'issue' | 'answers' | 'moves' | 'changes'>;
  readonly jira: Pick<JiraClient, 'browseUrl' | 'edit'> & Refusing['jira'];
  readonly portal: JiraPortal;
  readonly accounts: JiraAccounts;
  readonly mapped: Mapped;
  /** The id of the service desk. */
  readonly desk: string;
  readonly log: Pick<Log, 'warn'>;
};

export async function hearPortal(needs: PortalNeeds, issue: string): Promise<void> {
  const { store, portal, mapped, desk, house, acts } = needs;
  const asked = await portal.asked(issue);
  if (asked?.requestType !== mapped.requestType || asked.desk !== desk) return;
  const id = idFrom(`jira:${issue}`);
  if (await store.requests.find(id)) return;
  // What lay there before anybody was waiting for it is not asked now.
  const isOld = house.now().getTime() - asked.at.getTime() > house.catalog.policy.lapse * 1000;
  const creator = await portal.creatorOf(issue);
  if (isOld || creator === (await acts.me()) || (await isOver(needs, issue))) return;
  // Its reporter can be changed, and an agent may raise it in anybody's name: who made it, nobody can change.
  const says =
    creator === asked.by
      ? ((await changedByAnother(needs, issue, asked)) ?? (await begin(needs, { id, issue, asked })))
      : byAnother;
  if (says) await refuseInPortal(needs, { issue, asked, says });
}

const byAnother =
  'It was made by somebody else than the person it is for, and everybody asks for themself: here, or in Slack with /access.';

/** Withdrawn, or closed by whoever: nobody asks for that any more, until it is opened again. */
async function isOver({ acts }: PortalNeeds, issue: string): Promise<boolean> {
  const found = await acts.issue(issue);
  return !found || found.status.category === 'done';
}

/**
 * Whoever could write into somebody else's request could ask in their name, and approve it alone. Read after the form
 * is: what is changed in between is refused as well.
 */
async function changedByAnother(needs: PortalNeeds, issue: string, asked: Asked): Promise<string | undefined> {
  const { acts, portal, mapped, desk } = needs;
  const form = await portal.fieldsOf({ desk, requestType: mapped.requestType });
  const changes = await acts.changes(issue);
  // What nobody is named for was not seen to be theirs.
  const touched = new Set(changes.filter(({ by }) => by !== asked.by).flatMap(({ fields }) => fields));
  const isTouched = (name: string) =>
    [asked.fields, form].map((ids) => ids.get(name.toLowerCase()) ?? name).some((id) => touched.has(id.toLowerCase()));
  const names = portalFields.map((field) => mapped.fields[field]).filter(isTouched);
  if (names.length === 0) return undefined;
  return `Somebody else than the person it is for has changed it (${names.join(', ')}), and everybody asks for themself. Raise a new one, or ask in Slack with /access.`;
}

type Begun = { readonly id: string; readonly issue: string; readonly asked: Asked };

const correctIt = 'Correct it yourself, or raise a new one: what somebody else writes into it does not count.';

/** @returns what has to be mended; nothing when it is on record. */
async function begin(needs: PortalNeeds, { id, issue, asked }: Begun): Promise<string | undefined> {
  const person = await needs.accounts.whoIs(asked.by);
  if (isNobody(person)) return `${person.says} Ask in Slack instead, with /access.`;
  const draft = draftOf(needs, asked);
  const mistakes = Object.entries(mistakesIn(needs.house.catalog, draft));
  const { app, role, duration, reason } = draft;
  if (mistakes.length > 0 || !app || !role || !duration || !reason)
    return [...mistakes.map(([field, says]) => worded(needs, field as PortalField, says, draft)), correctIt].join(' ');
  await noteDoneBefore({ ...needs, jira: needs.acts }, id, issue);
  await adopt(needs, { id, issue, asked });
  // Whoever asks here has perhaps never spoken with Latchkey: their card is to find them.
  const located = await needs.directory.located(person);
  // What was done until it was noted counts for nothing later on: so a withdrawal has to count here.
  if (await isOver(needs, issue)) return undefined;
  const refusal = await ask(needs, located, { id, app, role, duration, reason }, 'jira');
  return refusal && worded(needs, refusal.field ?? 'role', refusal.says, draft);
}

/** It is the issue of this request before the request is on record: so no other one is made for it. */
async function adopt(needs: PortalNeeds, { id, issue, asked: { key } }: Begun): Promise<void> {
  const { store, house, jira, log } = needs;
  const link = `issue:${id}`;
  await store.links.begin({ id: link, kind: 'issue', request: id }, house.now());
  await store.links.done(link, house.now(), { place: key, mark: issue, url: await jira.browseUrl(key) });
  try {
    await jira.edit(key, { fields: {}, addLabels: ['latchkey', labelOf(id)] });
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    // People find it by them; we know it without.
    log.warn({ err: error }, 'an issue of the portal cannot be given its labels; it is taken up without');
  }
}

/** By the names that people see, or by our ids. */
function draftOf({ house: { catalog }, mapped }: PortalNeeds, { values }: Asked): Draft {
  const said = (field: PortalField) => values.get(mapped.fields[field].toLowerCase());
  const isMeant = (words: string | undefined) => (one: { id: string; name: string }) =>
    [one.id, one.name.toLowerCase()].includes(words?.toLowerCase() ?? '');
  const app = catalog.apps.find(isMeant(said('app')));
  const role = app?.roles.find(isMeant(said('role')));
  const wanted = said('duration')?.toLowerCase();
  const duration =
    wanted === undefined
      ? role?.durations[0]
      : role?.durations.find((one) => durationInWords(one).toLowerCase() === wanted);
  const reason = said('reason');
  return {
    ...(app && { app: app.id }),
    ...(role && { role: role.id }),
    ...(duration !== undefined && { duration }),
    ...(reason !== undefined && { reason }),
  };
}

/** The field by its name in the portal, what is wrong with it, and what could stand there. */
function worded({ house: { catalog }, mapped }: PortalNeeds, field: PortalField, says: string, draft: Draft): string {
  const app = findApp(catalog, draft.app ?? '');
  const role = app?.roles.find(({ id }) => id === draft.role);
  const offered = {
    app: catalog.apps.map(({ name }) => name),
    role: app?.roles.map(({ name }) => name) ?? [],
    duration: role?.durations.map((one) => durationInWords(one)) ?? [],
    reason: [],
  }[field];
  const isChoice = says.startsWith('Choose ') && offered.length > 0;
  return `${mapped.fields[field]}: ${says}${isChoice ? ` There are ${offered.join(', ')}.` : ''}`;
}
