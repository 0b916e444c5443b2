import { JiraRefused } from '../jira/errors.js';
import { draftMatter } from '../jira/matters.js';
import type { Issue, IssueDraft } from '../jira/port.js';
import type { Log } from './contracts.js';
import { keptIn } from './matterFacts.js';
import { forgetWords, isStill, type Told } from './mirrorComment.js';
import { todaysFacts } from './mirrorFacts.js';
import { eraseFromForm } from './mirrorForm.js';
import { issuesOf, type MirrorNeeds, matterIssues } from './mirrorIssue.js';
import { isMatter, toldIn } from './mirrorMatters.js';
import { commentsOn, compareComments, draftOf, isStale, mendDescription, mended, toldOf } from './mirrorRepair.js';

type Needs = MirrorNeeds & { readonly log: Pick<Log, 'warn'> };

/** An issue that exists, as it would be made and told today. */
type Drawn = {
  readonly key: string;
  readonly draft: IssueDraft;
  /** Whether the draft was made in other words. */
  readonly isErased: boolean;
  readonly told: readonly Told[];
  readonly fieldIds: readonly string[];
  bringInLine(issue: Issue): Promise<boolean>;
  /** What was filled in where it was asked for. */
  emptyForm?(): Promise<boolean>;
};

/**
 * Somebody was erased. What was made of them or of their words in this lane is written anew from what is known now; no
 * issue is made for that, none is moved, and what people wrote themselves stays.
 * @throws JiraRefused at the end, when something stays that Jira would not have written anew.
 */
export async function redraw(needs: Needs, lane: string): Promise<void> {
  const staying: string[] = [];
  for (const drawn of isMatter(lane) ? await mattersDrawn(needs, lane) : await requestDrawn(needs, lane)) {
    const stays = await redrawOne(needs, lane, drawn);
    if (stays.length > 0) staying.push(`${stays.join(' and ')} of ${drawn.key}`);
  }
  if (staying.length === 0) return;
  needs.log.warn({ lane, stays: staying }, 'Jira keeps words that were erased');
  throw new JiraRefused(`Jira keeps words that were erased: ${staying.join(', ')}.`, 400);
}

async function requestDrawn(needs: Needs, lane: string): Promise<readonly Drawn[]> {
  const request = await needs.store.requests.find(lane);
  const { current: key } = await issuesOf(needs.store, lane);
  if (!request || !key) return [];
  const { draft, isErased, isReasonGone } = await draftOf(needs, request);
  const facts = await todaysFacts(needs, request);
  const told = await toldOf(needs, request, key);
  const fieldIds = await needs.fields.idsFor(key);
  const bringInLine = (issue: Issue) => needs.fields.bringInLine(issue, facts);
  const emptyForm = async () => isReasonGone && eraseFromForm(needs, request, key);
  return [{ key, draft, isErased, told, fieldIds, bringInLine, emptyForm }];
}

async function mattersDrawn(needs: Needs, lane: string): Promise<readonly Drawn[]> {
  const drawn: Drawn[] = [];
  for (const kept of await keptIn(needs, lane)) {
    const { current: key } = await matterIssues(needs.store, lane, kept.matter.id);
    if (!key) continue;
    const draft = draftMatter(kept.matter);
    const bringInLine = (issue: Issue) => needs.fields.bringHeadInLine(issue, draft);
    drawn.push({ key, draft, isErased: kept.isErased, told: toldIn(kept, key), fieldIds: [], bringInLine });
  }
  return drawn;
}

/** @returns what still has words that were erased, read back: a field that is not on the edit screen says nothing. */
async function redrawOne(needs: Needs, lane: string, drawn: Drawn): Promise<readonly string[]> {
  const { key, draft, isErased, told, fieldIds, bringInLine, emptyForm = async () => false } = drawn;
  const erased = told.filter((one) => one.isErased);
  for (const one of erased) await forgetWords(needs, one);
  const issue = await needs.jira.read(key, [...fieldIds, 'description']);
  if (!issue) return [];
  const { ours } = await commentsOn(needs, lane, key);
  const written = erased.filter(({ telling }) => ours.some(isStill(telling)));
  const comments = await compareComments(needs, written, ours);
  if (isErased) await mendDescription(needs, issue, draft);
  const fields = await mended('fields', () => bringInLine(issue));
  const form = await mended('erased', emptyForm);
  const after = await needs.jira.read(key, ['description']);
  return [
    ...(comments.refused > 0 ? ['comments'] : []),
    ...(fields.refused > 0 ? ['fields'] : []),
    ...(form.refused > 0 ? ['the form'] : []),
    ...(isErased && after && after.summary !== draft.summary ? ['the summary'] : []),
    ...(isErased && after && isStale(after.fields.description, draft.description) ? ['the description'] : []),
  ];
}
