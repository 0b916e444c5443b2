import type { Act, Acted, Behind, PersonOnScreen } from '../../web/contract.js';
import { IssueActing } from './IssueActing.js';
import { Section } from './Section.js';

type Issue = Behind['issues'][number];

type Doing = {
  /** Who acts there. */
  readonly me: PersonOnScreen | undefined;
  act(act: Act): Promise<Acted>;
};

export function Issues({ issues, ...doing }: Doing & { readonly issues: readonly Issue[] }) {
  return (
    <Section name="issues" title="Jira" summary={`${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`}>
      {issues.length === 0 && <p className="quiet">No issue yet. Each request gets one, by itself.</p>}
      <ul className="issues" aria-label="Jira issues">
        {[...issues].reverse().map((issue) => (
          <IssueRow key={issue.key} issue={issue} {...doing} />
        ))}
      </ul>
    </Section>
  );
}

function IssueRow({ issue, me, act }: Doing & { readonly issue: Issue }) {
  const { key, url, summary, status, category, comments } = issue;
  return (
    <li className="issue">
      <div className="issue-line">
        <a href={url} target="_blank" rel="noreferrer">
          {key}
        </a>
        <span className={`pill pill-${category}`}>{status}</span>
        <span className="issue-summary">{summary}</span>
      </div>
      <details>
        <summary aria-label={`Open ${key}: ${counted(comments.length)}`}>
          {counted(comments.length)}
          <span className="newest">{newestIn(issue)}</span>
        </summary>
        {me && <IssueActing key={me.key} issue={issue} me={me} act={act} />}
        <ol className="comments" aria-label={`Comments on ${key}, the newest first`} reversed>
          {[...comments].reverse().map((comment, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: comments are only ever added, at what is the end before it is turned.
            <CommentLine key={comments.length - index} comment={comment} />
          ))}
        </ol>
      </details>
    </li>
  );
}

/** Where in the record it stands is there for whoever wants to look it up. */
function CommentLine({ comment }: { readonly comment: Issue['comments'][number] }) {
  const { by } = comment;
  const { said, reference } = partsOf(comment);
  return (
    <li>
      <b>{by}</b> {said}
      {reference && <small>{reference}</small>}
    </li>
  );
}

function partsOf({ text }: Issue['comments'][number]): { readonly said: string; readonly reference?: string } {
  const [said = '', reference] = text.split(/\n(?=Audit trail: .*$)/);
  return { said, ...(reference && { reference }) };
}

const counted = (count: number): string => (count === 0 ? 'No comment' : `${count} comment${count === 1 ? '' : 's'}`);

function newestIn({ comments }: Issue): string {
  const newest = comments.at(-1);
  if (!newest) return '';
  const { said } = partsOf(newest);
  return newest.by === 'Latchkey' ? said : `${newest.by}: ${said}`;
}
